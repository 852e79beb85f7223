package httpx_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"myphoto/internal/httpx"
)

// Otherwise any page on the web could revoke or grant in the name of a
// signed-in visitor.
func TestOnlyOurOwnPagesSendForms(t *testing.T) {
	t.Parallel()
	deny := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) })
	next := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	guarded, err := httpx.SameOrigin(address(t, "https://photo.example.gr"), deny, next)
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		method, site, origin string
		want                 int
	}{
		{"POST", "same-origin", "", 204},
		{"POST", "none", "", 204},
		{"POST", "", "", 204}, // not a browser: no cookies are sent
		{"POST", "", "https://photo.example.gr", 204},
		{"POST", "same-site", "https://other.example.gr", 403},
		{"POST", "cross-site", "https://evil.example", 403},
		{"POST", "", "https://evil.example", 403},
		{"POST", "", "null", 403},
		{"DELETE", "cross-site", "", 403},
		{"GET", "cross-site", "", 204},
	}
	for _, c := range cases {
		r := httptest.NewRequest(c.method, "http://inner:8080/citizen", nil)
		for name, value := range map[string]string{"Sec-Fetch-Site": c.site, "Origin": c.origin} {
			if value != "" {
				r.Header.Set(name, value)
			}
		}
		if got := ask(guarded, r).Code; got != c.want {
			t.Errorf("%s site=%q origin=%q: got %d, want %d", c.method, c.site, c.origin, got, c.want)
		}
	}
}

func TestEveryResponseHasTheHeaders(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /static", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Cache-Control", "immutable") })
	d := open(t, mux)
	for _, path := range []string{"/static", "/unknown"} {
		h := ask(d, httptest.NewRequest("GET", path, nil)).Header()
		csp := h.Get("Content-Security-Policy")
		if !strings.HasPrefix(csp, "default-src 'none'; script-src 'self'; ") || !strings.HasSuffix(csp, "; upgrade-insecure-requests") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: policy %q", path, csp)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") != "same-origin" || h.Get("Strict-Transport-Security") == "" {
			t.Errorf("%s: %v", path, h)
		}
	}
	if got := ask(d, httptest.NewRequest("GET", "/static", nil)).Header().Get("Cache-Control"); got != "immutable" {
		t.Errorf("a handler's own header was lost: %q", got)
	}
	if got := ask(d, httptest.NewRequest("GET", "/unknown", nil)).Header().Get("Cache-Control"); got != "no-store" {
		t.Errorf("pages must not be kept: %q", got)
	}
	plain := address(t, "http://localhost:8080")
	if strings.Contains(httpx.Policy(plain), "upgrade") {
		t.Error("without https nothing can be upgraded")
	}
}
