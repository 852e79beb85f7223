package citizen

import (
	"net/http"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/web/page"
)

// freezeView is the switch that stops all retrievals.
type freezeView struct {
	Since time.Time // of the pause; zero: there is none
	Done  bool      // just now
}

func (h *Handler) freeze(req *http.Request, who photo.Citizen) (page.Reply, error) {
	chosen, err := h.Service.Preferences(req.Context(), who)
	if err != nil {
		return nil, err
	}
	return withBack("/citizen", "citizen/freeze", freezeView{chosen.PausedAt, req.URL.Query().Has("done")}), nil
}

// switchFreeze pauses, or ends the pause: the form says which, so that a second press
// undoes nothing.
func (h *Handler) switchFreeze(req *http.Request, who photo.Citizen) (page.Reply, error) {
	act := h.Service.Pause
	if req.PostForm.Get("pause") == "end" {
		act = h.Service.Resume
	}
	if err := act(req.Context(), who); err != nil {
		return nil, err
	}
	return page.Redirect("/citizen/freeze?done=1"), nil
}
