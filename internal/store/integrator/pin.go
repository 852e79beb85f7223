package integrator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"time"

	"myphoto/internal/durable"
	"myphoto/internal/ledger"
	"myphoto/internal/store"
)

// errPinMissing means that the pin was lost or removed.
var errPinMissing = errors.New("the pinned checkpoint is missing")

// errPinUnreadable means that nothing can be compared with the pin.
var errPinUnreadable = errors.New("the pinned checkpoint of the ledger cannot be read")

// pinFile holds the pinned checkpoint. It appears whole or not at all.
type pinFile struct {
	mu   sync.Mutex
	path string
}

// read returns the checkpoint, or nil when there is none.
func (f *pinFile) read() ([]byte, error) {
	file, err := os.Open(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errPinUnreadable, err)
	}
	defer func() { _ = file.Close() }() // only read
	text, err := io.ReadAll(io.LimitReader(file, ledger.MaxCheckpoint+1))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errPinUnreadable, err)
	}
	return text, nil // never nil: an empty file is not a missing one
}

// replace writes a checkpoint in the place of an older one, and returns when
// it would survive a loss of power. Unless older reports that the present one
// is older, nothing changes.
func (f *pinFile) replace(text []byte, older func(pinned []byte) bool) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	pinned, err := f.read()
	if err != nil || pinned != nil && !older(pinned) {
		return err
	}
	if err := durable.Replace(f.path, text); err != nil {
		return fmt.Errorf("write pinned checkpoint: %w", err)
	}
	return nil
}

// setAside moves the checkpoint to another name, which it returns.
func (f *pinFile) setAside(now time.Time) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	aside := f.path + now.UTC().Format(".until-20060102T150405.000000Z")
	if err := durable.Move(f.path, aside); err != nil {
		return "", fmt.Errorf("set pinned checkpoint aside: %w", err)
	}
	return aside, nil
}

// logEvery is how often a pinned checkpoint is logged, at most.
const logEvery = time.Minute

// Begin pins the empty tree when the database holds no event yet, so that a pin that
// is missing later was lost. It is called before anything is recorded.
func (s *Integrator) Begin(ctx context.Context) error {
	pinned, err := s.pin.read()
	if s.pin.path == "" || pinned != nil || err != nil {
		return nil //nolint:nilerr // [Integrator.Check] reports what cannot be read
	}
	used := false
	err = s.config.Store.Read(ctx, func(tx *store.Tx) error {
		used, err = tx.HasEvents(ctx)
		return err
	})
	if err != nil || used {
		return err
	}
	return s.pinHead(ctx, nil)
}

// pinHead pins a checkpoint of the database; the empty tree where text is nil.
func (s *Integrator) pinHead(ctx context.Context, text []byte) error {
	if text == nil {
		root, err := ledger.Root(0, nil)
		if err != nil {
			return err
		}
		if text, err = ledger.SignCheckpoint(ledger.Checkpoint{Origin: s.config.Signer.Name(), Root: root}, s.config.Signer); err != nil {
			return err
		}
	}
	return s.savePin(ctx, text)
}

// savePin writes the pin, unless it is a later checkpoint already.
func (s *Integrator) savePin(ctx context.Context, text []byte) error {
	fresh, err := ledger.OpenCheckpoint(text, s.config.Keys)
	if err == nil {
		err = s.pin.replace(text, func(pinned []byte) bool {
			older, err := ledger.OpenCheckpoint(pinned, s.config.Keys)
			return err == nil && older.Size < fresh.Size
		})
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.unwritten = err; err == nil && fresh.Size > 0 {
		s.logPin(ctx, fresh, text)
	}
	return err
}

// logPin writes a pinned checkpoint into the log, where it is kept a second
// time, at a place of its own. The caller holds mu.
func (s *Integrator) logPin(ctx context.Context, c ledger.Checkpoint, text []byte) {
	now := s.config.Now()
	if now.Sub(s.logged) < logEvery {
		return
	}
	s.logged = now
	s.config.Log.InfoContext(ctx, "ledger checkpoint", "records", c.Size, "checkpoint", string(text))
}
