package httpx

import (
	"fmt"
	"net/http"
	"net/url"
)

// SameOrigin lets only our own pages send forms: a request that changes
// something and that another site caused, sibling hosts included, is answered
// by deny. Reading is not affected, so nothing that a GET does may change
// anything. The error says that the public address is no origin.
func SameOrigin(public *url.URL, deny, next http.Handler) (http.Handler, error) {
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(deny)
	// Behind a proxy the Host header may not be the one the browser used.
	if err := protection.AddTrustedOrigin(public.Scheme + "://" + public.Host); err != nil {
		return nil, fmt.Errorf("trust the public address: %w", err)
	}
	return protection.Handler(next), nil
}
