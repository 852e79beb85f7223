package web

import (
	"errors"
	"net/http"

	"myphoto/internal/photo"
	"myphoto/internal/web/page"
)

// maxToken bounds the token of a delivery report, in characters.
const maxToken = 64

// smsReportRoutes returns the route of the SMS gateway's delivery reports.
func (s *server) smsReportRoutes() []page.Route {
	return []page.Route{{Method: http.MethodGet, Path: "/reports/sms/{token}", Guard: page.Public, Handler: s.smsReport}}
}

// smsReport takes a report of Kannel (user guide, "Delivery reports"): state 1 is
// delivered, 2 and 16 are failed, the others are not final. The gateway learns
// nothing about tokens: every one gets the same answer.
func (s *server) smsReport(req *http.Request) (page.Reply, error) {
	token := req.PathValue("token")
	state, final := map[string]string{"1": "delivered", "2": "failed", "16": "failed"}[req.URL.Query().Get("state")]
	if !final || len(token) > maxToken {
		return page.NoContent{}, nil
	}
	err := s.service.Housekeeping.Report(req.Context(), token, state)
	if errors.Is(err, photo.ErrNotFound) {
		err = nil
	}
	return page.NoContent{}, err
}
