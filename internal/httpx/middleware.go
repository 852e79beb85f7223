package httpx

import (
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"sync"
	"time"
)

// Options configure a server. All fields but Proxies and Untrusted are
// required.
type Options struct {
	Log       *slog.Logger
	Metrics   *Metrics
	Now       func() time.Time
	RealNow   func() time.Time // ends connections, even when Now is shifted
	Proxies   []netip.Prefix   // peers whose forwarding headers count
	PublicURL *url.URL         // address of the server for the outside; https turns HSTS on
	MaxBody   int64            // bytes of a request body, unless a route has its own [LimitBody]
	OnPanic   http.Handler     // answers a request whose handler panicked; it sets the status
	Untrusted *sync.Once       // shared by the servers that warn of forwarding headers only once together; nil: each warns
}

// Wrap returns next behind the common middleware. From the outside in: the log
// of the request, the recovery from panics, the common headers, the minimum rate
// and the limit of the body.
func Wrap(o Options, next http.Handler) http.Handler {
	if o.Untrusted == nil {
		o.Untrusted = new(sync.Once)
	}
	next = LimitBody(o.MaxBody, next)
	next = minUploadRate(o.RealNow, next)
	next = securityHeaders(o.PublicURL, next)
	next = recoverPanic(o, next)
	return accessLog(o, next)
}
