package httpx

import (
	"fmt"
	"net/http"
	"net/url"
)

// SameOrigin lets only our own pages send forms: deny answers a request with an
// unsafe method that another site caused, sibling hosts included. Reading is
// not affected, so a GET must not change anything. It fails when public is not
// an origin.
func SameOrigin(public *url.URL, deny, next http.Handler) (http.Handler, error) {
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(deny)
	// Behind a proxy the Host header may not be the one the browser used.
	if err := protection.AddTrustedOrigin(public.Scheme + "://" + public.Host); err != nil {
		return nil, fmt.Errorf("trust the public address: %w", err)
	}
	return protection.Handler(next), nil
}
