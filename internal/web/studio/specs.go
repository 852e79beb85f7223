package studio

import (
	"net/http"

	"myphoto/internal/photo"
	"myphoto/internal/web/page"
	"myphoto/internal/web/specs"
)

func (h *Handler) specs(req *http.Request, _ photo.Operator) (page.Reply, error) {
	view, err := specs.New(page.Language(req))
	if err != nil {
		return nil, err
	}
	return h.page(req, "studio/specs", view), nil
}
