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

// grant returns the state of a grant of the application. Why a grant has ended
// is private to the citizen.
func (s *server) grant(r *http.Request, who photo.Application) (response, error) {
	id, err := recordID(r, "grn_")
	if err != nil {
		return response{}, err
	}
	g, err := s.Service.Grant(r.Context(), who, photo.GrantID(id))
	if err != nil {
		return response{}, err
	}
	status := "ended"
	if g.StateAt(s.Now()) == photo.GrantLive {
		status = "live"
	}
	return jsonResponse(http.StatusOK, grantReply{g.ID, status, g.Items, g.Purpose, g.Mode, timestamp(g.Until)})
}
