package servicetest

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/sandbox"
	"myphoto/internal/seal"
	"myphoto/internal/service"
	"myphoto/internal/store"
)

// House is the service on real parts.
type House struct {
	*service.Service
	Store   *store.Store
	Sandbox *sandbox.Sandbox
	Folder  string // database, files, erasure list
	Log     *bytes.Buffer
	Clock   *Clock

	tb       testing.TB
	config   service.Config
	gateway  *gateway
	hashKeys []byte
}

// Clock is a clock that a test moves.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// Now returns the time of the clock.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Move moves the clock by d.
func (c *Clock) Move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Set sets the clock to t.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// Noon is the time at which a house opens: noon of Saturday, 21 November 2026, in
// Athens. The day is fixed so that no test passes on some days only.
var Noon = time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)

// Open opens the desks with the demo's applications in a temporary folder.
// Everything is closed and removed at the end of the test.
func Open(tb testing.TB) *House {
	tb.Helper()
	h := &House{tb: tb, Folder: tb.TempDir(), Log: &bytes.Buffer{}, Clock: &Clock{now: Noon}}
	log := slog.New(slog.NewJSONHandler(&locked{to: h.Log}, nil))
	h.runSandbox(log)
	h.config = h.connect(log)
	h.Restart()
	tb.Cleanup(func() { _ = h.Store.Close() })
	for _, r := range Registrations() {
		Must(tb, h.Admin.Register(tb.Context(), r))
		Must(tb, h.Admin.AddSecret(tb.Context(), r.ID, "demo-"+string(r.ID)))
	}
	return h
}

func (h *House) runSandbox(log *slog.Logger) {
	var err error
	h.Sandbox, err = sandbox.New(sandbox.Config{Listen: "127.0.0.1:0", SMTPListen: "127.0.0.1:0", Now: time.Now, Log: log})
	Must(h.tb, err)
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { _ = h.Sandbox.Run(ctx) })
	h.tb.Cleanup(func() { stop(); running.Wait() })
}

// public is the public address in the configuration; nothing listens there.
const public = "http://localhost:8080"

func (h *House) connect(log *slog.Logger) service.Config {
	site := Site{Public: public, Folder: h.Folder, Now: h.Clock.Now, Log: log}
	config := site.Config(h.tb, h.Sandbox)
	h.hashKeys = seal.NewHashKeys()
	var err error
	config.Hashes, err = seal.ParseHashKeys(h.hashKeys)
	Must(h.tb, err)
	h.gateway = &gateway{Sender: config.SMS}
	config.SMS = h.gateway
	return config
}

// Must fails the test at once on an error.
func Must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// locked is a writer that several goroutines may use.
type locked struct {
	mu sync.Mutex
	to io.Writer
}

func (l *locked) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.to.Write(b)
}

// NewSubject records a person who never signed in.
func (h *House) NewSubject(tb testing.TB) photo.SubjectID {
	tb.Helper()
	id := photo.NewSubjectID()
	Must(tb, h.Store.WriteUnlogged(tb.Context(), func(tx *store.Tx) error {
		return tx.CreateSubject(tb.Context(), id, store.Alias{Kind: "test", Hash: []byte(id), Sealed: []byte{1}}, h.Clock.Now())
	}))
	return id
}

// WrappedKey returns the wrapped key of an upload as the database stores it.
func (h *House) WrappedKey(tb testing.TB, id photo.UploadID) (wrapped []byte) {
	tb.Helper()
	Must(tb, h.Store.Read(tb.Context(), func(tx *store.Tx) (err error) {
		wrapped, err = tx.UploadKey(tb.Context(), id)
		return err
	}))
	return wrapped
}

// ErrorOf drops the value of a call and returns its error.
func ErrorOf[T any](_ T, err error) error { return err }
