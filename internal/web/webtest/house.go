package webtest

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"myphoto/internal/httpx"
	"myphoto/internal/service/admin"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/web"
	"myphoto/internal/web/page"
	"myphoto/internal/web/public"
)

// House is the desks of package servicetest with the pages in front of them.
type House struct {
	*servicetest.House
	signedIn sync.Map // users whom a client signed in
}

// Start starts a house and stops it at the end of the test.
func Start(t *testing.T) *House {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	h := &House{House: servicetest.OpenAt(t, "http://"+server.Listener.Addr().String())}
	server.Config.Handler = h.handler(t)
	server.Start()
	t.Cleanup(server.Close)
	servicetest.Must(t, h.Admin.Employ(t.Context(), admin.EmploymentInput{
		Owner: "111111114", Studio: "ΦΩΤΟ ΝΙΚΟΛΑΟΥ", Employee: "987654324", Label: "Ελένη",
	}))
	return h
}

// maxBody bounds request bodies where a route sets no other limit, in bytes.
const maxBody = 64 << 10

func (h *House) handler(t *testing.T) http.Handler {
	t.Helper()
	outside, err := url.Parse(h.URL)
	servicetest.Must(t, err)
	now, log := h.Clock.Now, h.Log.Logger()
	handler, err := web.New(web.Config{
		SignIn: h.SignIn, Studio: h.Studio, Batch: h.Batch, Figures: h.Figures, Staff: h.Staff, Citizen: h.Citizen, Consent: h.Consent, Custody: h.Custody, Outbox: h.Outbox, Now: now,
		Public: public.Config{Parts: func(context.Context) []public.Part { return nil }, Now: now},
		Pages:  page.Config{Operator: "ΥΠΗΡΕΣΙΑ ΔΟΚΙΜΩΝ", PublicURL: h.URL, Trial: true, Now: now, Log: log},
		HTTP:   httpx.Options{Log: log, Metrics: httpx.NewMetrics(), Now: now, RealNow: time.Now, PublicURL: outside, MaxBody: maxBody},
	})
	servicetest.Must(t, err)
	return handler
}
