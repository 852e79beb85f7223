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

// specSheet shows one document on one sheet of paper.
func (h *Handler) specSheet(req *http.Request, _ photo.Operator) (page.Reply, error) {
	sheet, known := specs.NewSheet(page.Language(req), photo.ProfileID(req.PathValue("profile")))
	if !known {
		return nil, photo.ErrNotFound
	}
	reply := h.page(req, "studio/sheet", sheet)
	reply.Layout.Title = sheet.Name
	reply.Layout.Crumbs = []page.Crumb{
		reply.Layout.Crumbs[0], {Path: "/studio/specs", Text: page.Language(req).Say("studio.specs.title", nil)}, {Text: sheet.Name},
	}
	return reply, nil
}
