package httpx_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"testing"
	"time"

	"myphoto/internal/httpx"
)

// wrapped is a mux behind the middleware, with its log and metrics.
type wrapped struct {
	http.Handler
	log     *bytes.Buffer
	metrics *httpx.Metrics
}

// lines reads the log back.
func (d wrapped) lines(t *testing.T) []map[string]any {
	t.Helper()
	var all []map[string]any
	for dec := json.NewDecoder(d.log); dec.More(); {
		var line map[string]any
		if err := dec.Decode(&line); err != nil {
			t.Fatal(err)
		}
		all = append(all, line)
	}
	return all
}

func address(t *testing.T, raw string) *url.URL {
	t.Helper()
	u, err := url.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// open wraps mux with a clock that advances by 5 ms each time it is read,
// 10.0.0.0/8 as trusted proxies and a body limit of 10 bytes.
func open(t *testing.T, mux *http.ServeMux) wrapped {
	t.Helper()
	log := &bytes.Buffer{}
	metrics := httpx.NewMetrics()
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	o := httpx.Options{
		Log: slog.New(slog.NewJSONHandler(log, nil)), Metrics: metrics,
		RealNow:   time.Now,
		Now:       func() time.Time { now = now.Add(5 * time.Millisecond); return now },
		Proxies:   []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")},
		PublicURL: address(t, "https://photo.example.gr"),
		MaxBody:   10,
		OnPanic: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, "our fault", http.StatusInternalServerError)
		}),
	}
	return wrapped{httpx.Wrap(o, httpx.Routes(mux)), log, metrics}
}

func ask(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}
