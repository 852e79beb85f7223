package page_test

import (
	"html/template"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"myphoto/internal/sandbox/page"
)

func TestBrokenPageIsAnErrorAndNotHalfAPage(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	page.Page{Status: http.StatusOK, Template: template.Must(template.New("x").Parse("half {{.Nothing}}")), Data: struct{}{}}.Show(w)
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "half") {
		t.Errorf("%d %q", w.Code, w.Body)
	}
}

func TestEveryAnswerIsStrictWithBrowsers(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	page.Secured(http.NotFoundHandler()).ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody))
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Cache-Control": "no-store", "Referrer-Policy": "same-origin",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	if policy := w.Header().Get("Content-Security-Policy"); !strings.HasPrefix(policy, "default-src 'none';") || strings.Contains(policy, "unsafe") {
		t.Errorf("policy: %s", policy)
	}
}
