package servicetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/sandbox"
	"myphoto/internal/service"
	"myphoto/internal/store"
)

// House is the service on real parts.
type House struct {
	*service.Service
	URL     string // that visitors use, without a slash at the end
	Store   *store.Store
	Sandbox *sandbox.Sandbox
	Folder  string // database, files, erasure list
	Log     *Log
	Clock   *Clock

	tb         testing.TB
	config     service.Config
	gateway    *gateway // nil where something listens at the URL
	hashKeys   []byte
	masterKeys []byte
}

// Open opens the desks with the demo's applications in a temporary folder.
// Everything is closed and removed at the end of the test. Nothing listens at the
// URL: [House.Report] reports deliveries.
func Open(tb testing.TB) *House {
	tb.Helper()
	h := prepare(tb, "http://localhost:8080")
	h.gateway = &gateway{Sender: h.config.SMS}
	h.config.SMS = h.gateway
	h.start()
	return h
}

// OpenAt is [Open] for a test that serves the pages at a URL, where the sandbox
// reports deliveries.
func OpenAt(tb testing.TB, url string) *House {
	tb.Helper()
	h := prepare(tb, url)
	h.start()
	return h
}

// prepare runs the sandbox and connects the configuration to it.
func prepare(tb testing.TB, url string) *House {
	tb.Helper()
	h := &House{tb: tb, URL: url, Folder: tb.TempDir(), Log: newLog(), Clock: &Clock{now: Noon}}
	h.runSandbox()
	h.connect()
	return h
}

// start opens the desks and registers the applications.
func (h *House) start() {
	h.tb.Helper()
	h.Restart()
	h.tb.Cleanup(func() { _ = h.Store.Close() })
	for _, r := range registrations() {
		Must(h.tb, h.Admin.Register(h.tb.Context(), r))
		Must(h.tb, h.Admin.AddSecret(h.tb.Context(), r.ID, "demo-"+string(r.ID)))
	}
}

func (h *House) runSandbox() {
	h.tb.Helper()
	var err error
	h.Sandbox, err = sandbox.New(sandbox.Config{
		Listen: "127.0.0.1:0", SMTPListen: "127.0.0.1:0", Now: time.Now, Log: h.Log.Logger(),
	})
	Must(h.tb, err)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- h.Sandbox.Run(ctx) }()
	h.tb.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			h.tb.Errorf("sandbox: %v", err)
		}
	})
}

// Must fails the test at once on an error.
func Must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// NewSubject records a person who never signed in.
func (h *House) NewSubject(tb testing.TB) photo.SubjectID {
	tb.Helper()
	id := photo.NewSubjectID()
	hash := h.config.Hashes.Sum("test", string(id))
	Must(tb, h.Store.WriteUnlogged(tb.Context(), func(tx *store.Tx) error {
		return errors.Join(
			tx.CreateSubject(tb.Context(), id, h.Clock.Now()),
			tx.CreateAlias(tb.Context(), store.Alias{Kind: "test", Subject: id, Hash: hash, Sealed: []byte{1}, NumberMAC: []byte(id)}, h.Clock.Now()),
		)
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
