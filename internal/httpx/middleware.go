package httpx

import (
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"time"
)

// Options says how a door behaves. All fields but Proxies are needed.
type Options struct {
	Log       *slog.Logger
	Metrics   *Metrics
	Now       func() time.Time
	RealNow   func() time.Time // by which connections end, also where Now is shifted
	Proxies   []netip.Prefix   // peers whose forwarding headers count
	PublicURL *url.URL         // how the outside reaches the door; https switches HSTS on
	MaxBody   int64            // bytes of a request body, unless a route sets its own with [LimitBody]
	OnPanic    http.Handler     // renders the reply to a request whose handler panicked; it sets the status
}

// Wrap puts the manners around a door. From the outside in: the record of the
// request, the guard against panics, the common headers, the pace and the limit
// of the body.
func Wrap(m Options, door http.Handler) http.Handler {
	door = LimitBody(m.MaxBody, door)
	door = minUploadRate(m.RealNow, door)
	door = securityHeaders(m.PublicURL, door)
	door = recoverPanic(m, door)
	return accessLog(m, door)
}
