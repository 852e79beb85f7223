package httpx_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"myphoto/internal/httpx"
)

// Cookies belong to one host: under another name of the same machine nobody could
// sign in. The address comes from the setting alone, never from the request.
func TestOtherHostsAreRedirectedOrRefused(t *testing.T) {
	t.Parallel()
	own := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	deny := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusMisdirectedRequest) })
	served := httpx.OnlyHost(address(t, "https://photo.example.gr"), deny, own)
	for _, one := range []struct {
		method, host, path string
		status             int
		location           string
	}{
		{http.MethodGet, "photo.example.gr", "/a", http.StatusNoContent, ""},
		{http.MethodPost, "PHOTO.example.gr:443", "/a", http.StatusNoContent, ""},
		{http.MethodGet, "127.0.0.1:8080", "/en/c/AB%2Fx?to=%2Fy", http.StatusTemporaryRedirect, "https://photo.example.gr/en/c/AB%2Fx?to=%2Fy"},
		{http.MethodHead, "photo.example.gr:80", "/", http.StatusTemporaryRedirect, "https://photo.example.gr/"},
		{http.MethodGet, "evil.example", "//evil.example/x", http.StatusTemporaryRedirect, "https://photo.example.gr//evil.example/x"},
		{http.MethodGet, "", "/", http.StatusTemporaryRedirect, "https://photo.example.gr/"},
		{http.MethodPost, "127.0.0.1:8080", "/logout", http.StatusMisdirectedRequest, ""},
		{http.MethodDelete, "photo.example.gr.", "/", http.StatusMisdirectedRequest, ""},
	} {
		req := httptest.NewRequest(one.method, one.path, nil)
		req.Host = one.host
		seen := httptest.NewRecorder()
		served.ServeHTTP(seen, req)
		if seen.Code != one.status || seen.Header().Get("Location") != one.location {
			t.Errorf("%s %q %s: %d %q", one.method, one.host, one.path, seen.Code, seen.Header().Get("Location"))
		}
	}
}
