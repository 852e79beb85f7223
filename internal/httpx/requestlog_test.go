package httpx_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/httpx"
	"myphoto/internal/inspect"
)

// An address such as /c/{code} carries
// a code that opens somebody's photos; one log line with it would be a leak.
func TestLogNamesTheRouteAndNeverThePath(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /c/{code}", func(w http.ResponseWriter, r *http.Request) {
		entry := httpx.LogOf(r.Context())
		entry.SetRole("citizen")
		entry.SetOutcome("code-unknown")
		entry.SetError(errors.New("load upload: closed"))
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, "nothing")
	})
	d := open(t, mux)
	w := ask(d, httptest.NewRequest("GET", "/c/SECRETCODE?q=SECRETQUERY", nil))
	if strings.Contains(d.log.String(), "SECRET") {
		t.Errorf("the log shows the address: %s", d.log)
	}
	got := d.lines(t)[0]
	if id := w.Header().Get("X-Request-Id"); id == "" || got["id"] != id {
		t.Errorf("the reply says id %q, the log %q", id, got["id"])
	}
	delete(got, "time")
	delete(got, "id")
	want := map[string]any{
		"level": "INFO", "msg": "request", "method": "GET", "route": "GET /c/{code}", "status": 404.0, "bytes": 7.0, "ms": 5.0,
		"role": "citizen", "outcome": "code-unknown", "error": "load upload: closed",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A visitor who floods the counter must not hide what the operator has to see.
func TestBusyIsNoErrorOfOurs(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{why}", func(w http.ResponseWriter, r *http.Request) {
		httpx.LogOf(r.Context()).SetOutcome(r.PathValue("why"))
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	d := open(t, mux)
	ask(d, httptest.NewRequest("GET", "/"+inspect.ErrBusy.Code, nil))
	ask(d, httptest.NewRequest("GET", "/unavailable", nil))
	if lines := d.lines(t); lines[0]["level"] != "WARN" || lines[1]["level"] != "ERROR" {
		t.Errorf("log: %v", lines)
	}
}

// A label for each address or method that a scanner invents would fill the
// memory.
func TestStrangersCannotGrowTheMetrics(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /home", func(http.ResponseWriter, *http.Request) {})
	d := open(t, mux)
	ask(d, httptest.NewRequest("GET", "/home", nil))
	ask(d, httptest.NewRequest("GET", "/admin.php", nil))
	ask(d, httptest.NewRequest("BREW", "/coffee", nil))
	page := ask(httpx.Admin(d.metrics, func(context.Context) error { return nil }), httptest.NewRequest("GET", "/metrics", nil)).Body.String()
	for _, want := range []string{
		`myphoto_http_requests_total{route="GET /home",status="200"} 1`,
		`myphoto_http_requests_total{route="none",status="404"} 2`,
		`myphoto_http_request_seconds_count{route="GET /home"} 1`,
		`myphoto_http_requests_running 0`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("metrics lack %s", want)
		}
	}
	if strings.Contains(page, "admin.php") || d.lines(t)[2]["method"] != "OTHER" {
		t.Error("what a stranger sent became a label")
	}
}

func TestLogOutsideWrapDoesNothing(t *testing.T) {
	t.Parallel()
	httpx.LogOf(t.Context()).SetOutcome("nobody listens")
	if id := httpx.CallerOf(t.Context()).RequestID; id != "" {
		t.Errorf("a request id out of nowhere: %q", id)
	}
}

func TestPanicBecomesAnInternalError(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /typed", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		panic("the visitor typed SECRET")
	})
	mux.HandleFunc("GET /index", func(_ http.ResponseWriter, r *http.Request) { _ = []int{}[len(r.URL.Path)] })
	d := open(t, mux)
	w := ask(d, httptest.NewRequest("GET", "/typed", nil))
	if w.Code != http.StatusInternalServerError || w.Body.String() != "our fault\n" || w.Header().Get("Content-Length") != "" {
		t.Errorf("got %d %q %v", w.Code, w.Body, w.Header())
	}
	if strings.Contains(d.log.String(), "SECRET") {
		t.Error("the text of the panic is in the log")
	}
	ask(d, httptest.NewRequest("GET", "/index", nil))
	lines := d.lines(t)
	if len(lines) != 4 || !strings.Contains(lines[2]["cause"].(string), "index out of range") || lines[0]["cause"] != "string" || lines[1]["status"] != 500.0 || lines[1]["level"] != "ERROR" || lines[1]["error"] != "handler panicked" {
		t.Errorf("log: %v", lines)
	}
}

// A ZIP with half a photo must not look complete.
func TestPanicInTheMiddleClosesTheConnection(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /zip", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "half")
		_ = http.NewResponseController(w).Flush()
		panic("disk gone")
	})
	server := httptest.NewServer(open(t, mux))
	defer server.Close()
	reply, err := server.Client().Get(server.URL + "/zip")
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	if got, err := io.ReadAll(reply.Body); err == nil {
		t.Errorf("the reader saw no error after %q", got)
	}
}
