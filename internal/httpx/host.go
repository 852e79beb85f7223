package httpx

import (
	"net/http"
	"net/url"
	"strings"
)

// OnlyHost serves the host of the public address alone: cookies and sign-ins belong
// to it. A request to read under another name is redirected to the same path there;
// deny answers every other one. A proxy in front must hand on the Host header.
func OnlyHost(public *url.URL, deny, next http.Handler) http.Handler {
	own := canonicalHost(public.Scheme, public.Host)
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		switch {
		case canonicalHost(public.Scheme, req.Host) == own:
			next.ServeHTTP(w, req)
		case req.Method == http.MethodGet || req.Method == http.MethodHead:
			to := url.URL{Scheme: public.Scheme, Host: public.Host, Path: req.URL.Path, RawPath: req.URL.RawPath, RawQuery: req.URL.RawQuery}
			w.Header().Set("Location", to.String())
			w.Header().Set("Cache-Control", "no-store")
			w.WriteHeader(http.StatusTemporaryRedirect)
		default:
			deny.ServeHTTP(w, req)
		}
	})
}

// canonicalHost returns a host in lower case, without the port that the scheme
// implies.
func canonicalHost(scheme, host string) string {
	implied := map[string]string{"http": ":80", "https": ":443"}[scheme]
	return strings.TrimSuffix(strings.ToLower(host), implied)
}
