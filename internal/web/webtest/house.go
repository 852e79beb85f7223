package webtest

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"myphoto/internal/sandbox"
	"myphoto/internal/service"
	"myphoto/internal/service/outbox"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/store"
)

// House is one running service with its surroundings.
type House struct {
	URL     string // of the pages, without a slash at the end
	Sandbox string // of the surrounding systems
	Service *service.Service
	Log     *Log

	t        *testing.T
	offset   atomic.Int64
	mu       sync.Mutex
	signedIn map[string]bool // users who have had a one-time code
}

// Start starts a house and stops it at the end of the test.
func Start(t *testing.T) *House {
	t.Helper()
	h := &House{t: t, Log: newLog(), signedIn: map[string]bool{}}
	surroundings := h.startSandbox()
	server := httptest.NewUnstartedServer(nil)
	h.URL = "http://" + server.Listener.Addr().String()
	h.openService(surroundings)
	handler, err := h.handler()
	if err != nil {
		t.Fatalf("build pages: %v", err)
	}
	server.Config.Handler = handler
	server.Start()
	t.Cleanup(server.Close)
	h.seedDemo()
	return h
}

// Now returns the time of the house.
func (h *House) Now() time.Time { return servicetest.Noon.Add(time.Duration(h.offset.Load())) }

// Advance sets the clock forward.
func (h *House) Advance(d time.Duration) { h.offset.Add(int64(d)) }

// Deliver sends the queued messages.
func (h *House) Deliver() {
	h.t.Helper()
	for _, lane := range outbox.Lanes() {
		for n := 1; n > 0; {
			var err error
			if n, err = h.Service.Outbox.Deliver(h.t.Context(), lane); err != nil {
				h.t.Fatalf("deliver: %v", err)
			}
		}
	}
}

// startSandbox starts the sandbox.
func (h *House) startSandbox() *sandbox.Sandbox {
	h.t.Helper()
	s, err := sandbox.New(sandbox.Config{
		Listen: "127.0.0.1:0", SMTPListen: "127.0.0.1:0", Now: h.Now, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		h.t.Fatalf("start sandbox: %v", err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(h.t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	h.t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			h.t.Errorf("sandbox: %v", err)
		}
	})
	h.Sandbox = s.URL()
	return s
}

// openService builds the service.
func (h *House) openService(s *sandbox.Sandbox) {
	h.t.Helper()
	site := servicetest.Site{Public: h.URL, Folder: h.t.TempDir(), Now: h.Now, Log: h.Log.Logger()}
	config := site.Config(h.t, s)
	var err error
	if config.Store, err = store.Open(h.t.Context(), "sqlite:"+filepath.Join(site.Folder, "myphoto.db"), h.Now); err != nil {
		h.t.Fatalf("open database: %v", err)
	}
	h.t.Cleanup(func() { _ = config.Store.Close() })
	if h.Service, err = service.New(h.t.Context(), config); err != nil {
		h.t.Fatalf("open service: %v", err)
	}
}
