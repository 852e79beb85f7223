package web

import (
	"errors"
	"net/http"

	"myphoto/internal/photo"
	"myphoto/internal/web/page"
)

// Bounds of a delivery report, in bytes.
const (
	maxToken = 64
	maxQuery = 4 << 10
)

// smsReportRoutes returns the route of the SMS gateway's delivery reports.
func (s *server) smsReportRoutes() []page.Route {
	return []page.Route{{Method: http.MethodGet, Path: "/reports/sms/{token}", Guard: page.Public, Handler: s.smsReport}}
}

// smsReport hands a report of the SMS gateway over. The gateway learns nothing about
// tokens: every one gets the same answer. It is 200, because Kannel takes a report
// as delivered for 200 and 202 alone, and repeats it otherwise.
func (s *server) smsReport(req *http.Request) (page.Reply, error) {
	taken := page.File{Type: "text/plain; charset=utf-8", Data: []byte("OK\n")}
	token := req.PathValue("token")
	if len(token) > maxToken || len(req.URL.RawQuery) > maxQuery {
		return taken, nil
	}
	err := s.config.Outbox.Report(req.Context(), token, req.URL.Query())
	if errors.Is(err, photo.ErrNotFound) {
		err = nil
	}
	return taken, err
}
