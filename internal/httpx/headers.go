package httpx

import (
	"net/http"
	"net/url"
	"strings"
)

// Policy returns the Content-Security-Policy of every response: nothing from
// other sites, nothing inline, no framing.
func Policy(public *url.URL) string {
	rules := []string{
		"default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:",
		"font-src 'self'", "connect-src 'self'", "worker-src 'self'", "form-action 'self'",
		"frame-ancestors 'none'", "base-uri 'none'",
	}
	if isHTTPS(public) {
		rules = append(rules, "upgrade-insecure-requests")
	}
	return strings.Join(rules, "; ")
}

// HSTS is the Strict-Transport-Security of every response over https: two years.
// Hosts below ours are not ours to decide about.
const HSTS = "max-age=63072000"

func isHTTPS(public *url.URL) bool { return public.Scheme == "https" }

// securityHeaders sets the headers of every response. A handler may set another
// value (static files may be cached, workers have a policy of their own).
func securityHeaders(public *url.URL, next http.Handler) http.Handler {
	common := map[string]string{
		"Content-Security-Policy":      Policy(public),
		"X-Content-Type-Options":       "nosniff",
		"X-Frame-Options":              "DENY",
		"Referrer-Policy":              "same-origin", // "no-referrer" would make browsers send Origin: null with our own forms
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Permissions-Policy":           "camera=(self), microphone=(), geolocation=(), payment=(), usb=()",
		"Cache-Control":                "no-store",
	}
	if isHTTPS(public) {
		common["Strict-Transport-Security"] = HSTS
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, value := range common {
			w.Header().Set(name, value)
		}
		next.ServeHTTP(w, r)
	})
}
