package page_test

import (
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/fstest"
	"time"

	"myphoto/internal/web/page"
	"myphoto/internal/web/template"
)

var noon = time.Date(2026, 11, 21, 10, 40, 0, 0, time.UTC) // 12:40 in Athens

func testConfig() page.Config {
	return page.Config{
		Operator: "ΥΠΗΡΕΣΙΑ ΔΟΚΙΜΩΝ", OperatorURL: "https://operator.example",
		PublicURL: "https://myphoto.example", Trial: true,
		Now: func() time.Time { return noon }, Log: slog.New(slog.DiscardHandler),
	}
}

// tryPage builds a renderer whose page "try/page" has the given content.
func tryPage(t *testing.T, content string) *page.Renderer {
	t.Helper()
	return tryPageWith(t, testConfig(), content)
}

func tryPageWith(t *testing.T, config page.Config, content string) *page.Renderer {
	t.Helper()
	from := fstest.MapFS{"try/page.html": {Data: []byte(content)}}
	err := fs.WalkDir(template.Files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		body, err := fs.ReadFile(template.Files, name)
		from[name] = &fstest.MapFile{Data: body}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	r, err := page.Build(config, from)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// ask sends a request to what h answers, behind the language prefix.
func ask(t *testing.T, r *page.Renderer, path string, h page.Handler) *httptest.ResponseRecorder {
	t.Helper()
	seen := httptest.NewRecorder()
	page.Languages(r.Serve(h)).ServeHTTP(seen, httptest.NewRequest(http.MethodGet, path, nil))
	return seen
}

// answer returns a handler that always returns the same.
func answer(reply page.Reply, err error) page.Handler {
	return func(*http.Request) (page.Reply, error) { return reply, err }
}
