package api

import (
	"net/http"

	"myphoto/internal/photo"
)

type grantReply struct {
	ID      photo.GrantID   `json:"id"`
	Status  string          `json:"status"`
	Items   []photo.Item    `json:"items"`
	Purpose string          `json:"purpose"`
	Mode    photo.GrantMode `json:"mode"`
	Until   *string         `json:"until,omitempty"`
}

// grant tells an application about a grant of its own. Why one has ended is
// the citizen's affair.
func (d *server) grant(r *http.Request, who photo.Application) (response, error) {
	id, err := recordID(r, "grn_")
	if err != nil {
		return response{}, err
	}
	g, err := d.Service.Grant(r.Context(), who, photo.GrantID(id))
	if err != nil {
		return response{}, err
	}
	status := "ended"
	if g.StateAt(d.Now()) == photo.GrantLive {
		status = "live"
	}
	return jsonResponse(http.StatusOK, grantReply{g.ID, status, g.Items, g.Purpose, g.Mode, timestamp(g.Until)})
}
