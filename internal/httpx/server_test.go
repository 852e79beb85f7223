package httpx_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"myphoto/internal/httpx"
)

// A visitor whose act is done must learn that.
func TestStopLetsRunningRequestsFinish(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	entered, leave := make(chan struct{}), make(chan struct{})
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(entered)
		<-leave
		if r.Context().Err() == nil {
			_, _ = io.WriteString(w, "done")
		}
	})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	server := httpx.NewServer(handler, slog.New(slog.DiscardHandler))
	closing := make(chan struct{})
	server.RegisterOnShutdown(func() { close(closing) })
	go func() { ended <- httpx.Serve(ctx, server, listener, slog.New(slog.DiscardHandler)) }()

	answered := make(chan string, 1)
	go func() {
		reply, err := http.Get("http://" + listener.Addr().String())
		if err != nil {
			answered <- err.Error()
			return
		}
		defer reply.Body.Close()
		text, _ := io.ReadAll(reply.Body)
		answered <- string(text)
	}()
	<-entered
	stop()
	<-closing
	close(leave)
	if got := <-answered; got != "done" {
		t.Errorf("the visitor got %q", got)
	}
	if err := <-ended; err != nil {
		t.Errorf("a clean stop gave %v", err)
	}
	if _, err := net.Dial("tcp", listener.Addr().String()); err == nil {
		t.Error("the stopped server takes connections")
	}
}

// One visitor whose upload is stuck must not make every stop a fault.
func TestStuckUploadIsCutOffWhenTheProgramStops(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var out safeBuffer
	log := slog.New(slog.NewJSONHandler(&out, nil))
	entered, answered := make(chan struct{}), make(chan struct{})
	handler := httpx.Wrap(testOptions(log), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(entered)
		_, err := io.ReadAll(r.Body)
		refusal, ok := httpx.Refusal(err)
		if !ok {
			t.Errorf("reading what is cut off gave %v", err)
			return
		}
		httpx.LogOf(r.Context()).SetOutcome(refusal.Code)
		httpx.LogOf(r.Context()).SetError(err)
		w.WriteHeader(httpx.Status(refusal.Kind))
	}))
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	server := httpx.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer close(answered)
		handler.ServeHTTP(w, r)
	}), log)
	go func() { ended <- httpx.ServeWithin(ctx, server, listener, log, time.Millisecond) }()
	conn, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhalf"); err != nil {
		t.Fatal(err)
	}
	<-entered
	stop()
	if err := <-ended; err != nil {
		t.Errorf("the stop is a fault: %v", err)
	}
	<-answered
	if text := out.String(); strings.Contains(text, "ERROR") || strings.Count(text, "WARN") != 2 || !strings.Contains(text, "are cut off") || strings.Contains(text, "127.0.0.1") {
		t.Errorf("the log says %s", text)
	}
}

func TestServeReturnsWhyItFails(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	err = httpx.Serve(t.Context(), httpx.NewServer(http.NotFoundHandler(), slog.New(slog.DiscardHandler)), listener, slog.New(slog.DiscardHandler))
	if !errors.Is(err, net.ErrClosed) {
		t.Errorf("got %v", err)
	}
}

func TestAdminShowsStateAndNoDetails(t *testing.T) {
	t.Parallel()
	var fault error
	admin := httpx.Admin(httpx.NewMetrics(), func(context.Context) error { return fault })
	get := func(path string) *httptest.ResponseRecorder { return ask(admin, httptest.NewRequest("GET", path, nil)) }
	if get("/healthz").Code != 200 || get("/readyz").Code != 200 {
		t.Error("a healthy service must report that")
	}
	fault = errors.New("dial postgres://user:word@db")
	if w := get("/readyz"); w.Code != 503 || w.Body.String() != "not ready\n" {
		t.Errorf("got %d %q", w.Code, w.Body)
	}
	if get("/healthz").Code != 200 {
		t.Error("a process that waits for its database is alive")
	}
	if get("/debug/pprof/goroutine?debug=1").Code != 200 || get("/").Code != 404 {
		t.Error("profiles are served, nothing else")
	}
}

// testOptions are those of a server on this machine.
func testOptions(log *slog.Logger) httpx.Options {
	return httpx.Options{
		Log: log, Metrics: httpx.NewMetrics(), Now: time.Now, RealNow: time.Now,
		PublicURL: &url.URL{Scheme: "http", Host: "localhost"}, MaxBody: 100,
	}
}
