package web

import (
	"errors"
	"net/http"

	"myphoto/internal/photo"
	"myphoto/internal/web/page"
)

// maxToken bounds the token of a delivery report, in characters.
const maxToken = 64

// reports is where the SMS gateway tells what became of a message.
func (d *door) reports() []page.Route {
	return []page.Route{{Method: http.MethodGet, Path: "/reports/sms/{token}", Guard: page.Anyone, Handler: d.report}}
}

// report takes Kannel's report (user guide, "Delivery reports"): state 1 is
// delivered, 2 and 16 are failed, the others are on the way. The gateway
// learns nothing about tokens: every one gets the same answer.
func (d *door) report(req *http.Request) (page.Reply, error) {
	token := req.PathValue("token")
	state, final := map[string]string{"1": "delivered", "2": "failed", "16": "failed"}[req.URL.Query().Get("state")]
	if !final || len(token) > maxToken {
		return page.Nothing{}, nil
	}
	err := d.service.Housekeeping.Report(req.Context(), token, state)
	if errors.Is(err, photo.ErrNotFound) {
		err = nil
	}
	return page.Nothing{}, err
}
