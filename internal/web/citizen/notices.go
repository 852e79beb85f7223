package citizen

import (
	"net/http"

	"myphoto/internal/photo"
	"myphoto/internal/web/form"
	"myphoto/internal/web/page"
)

// noticesView is the switch of the messages about retrievals.
type noticesView struct {
	On   string // "yes" or empty
	Done bool
}

func (h *Handler) notices(req *http.Request, who photo.Citizen) (page.Reply, error) {
	chosen, err := h.Service.Preferences(req.Context(), who)
	if err != nil {
		return nil, err
	}
	view := noticesView{Done: req.URL.Query().Has("done")}
	if chosen.Notices {
		view.On = "yes"
	}
	return withBack("/citizen", "citizen/notices", view), nil
}

func (h *Handler) switchNotices(req *http.Request, who photo.Citizen) (page.Reply, error) {
	if err := h.Service.SwitchNotices(req.Context(), who, form.Ticked(req.PostForm, "notices")); err != nil {
		return nil, err
	}
	return page.Redirect("/citizen/notices?done=1"), nil
}
