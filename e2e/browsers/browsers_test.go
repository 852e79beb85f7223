package browsers_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"myphoto/e2e/browsers"
)

// A check that never fails would accept every page.
func TestFaultsOfPagesAreNoticed(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'self'")
		_, _ = io.WriteString(w, `<!doctype html><html lang="el"><head><title>x</title></head><body><main><h1>Faults</h1>
			<script>document.title = "inline"</script><script src="/thrown.js"></script><script src="/none.js"></script></main></body></html>`)
	})
	mux.HandleFunc("GET /thrown.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		_, _ = io.WriteString(w, "missingFunction()")
	})
	site := httptest.NewServer(mux)
	t.Cleanup(site.Close)
	for name, open := range map[string]func(testing.TB) *browsers.Browser{"Firefox": browsers.Firefox, "WebKit": browsers.WebKit} {
		t.Run(name, func(t *testing.T) {
			b := open(t)
			b.Visit(site.URL)
			b.See("Faults")
			told := strings.ReplaceAll(strings.Join(b.Faults(), "\n"), "-", " ")
			for _, want := range []string{"missingFunction", "Content Security Policy", "/none.js"} {
				if !strings.Contains(told, want) {
					t.Errorf("no %q in %s", want, told)
				}
			}
		})
	}
}
