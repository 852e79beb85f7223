package httpx_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

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
	go func() { ended <- httpx.Serve(ctx, server, listener) }()

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

func TestServeReturnsWhyItFails(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	err = httpx.Serve(t.Context(), httpx.NewServer(http.NotFoundHandler(), slog.New(slog.DiscardHandler)), listener)
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
