package integrator

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"myphoto/internal/ledger"
)

// errPinUnreadable says that nothing can be compared with the witness.
var errPinUnreadable = errors.New("the witness of the ledger cannot be read")

// pinFile holds one checkpoint. It appears whole or not at all.
type pinFile struct {
	mu   sync.Mutex
	path string
}

// read gives the checkpoint; nil when there is none.
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
	return text, nil // never nil: an empty file is no missing one
}

// replace puts a checkpoint in the place of one that is older, and returns when
// it would survive a loss of power.
func (f *pinFile) replace(text []byte, older func(kept []byte) bool) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	kept, err := f.read()
	if err != nil || kept != nil && !older(kept) {
		return err
	}
	fresh, err := os.OpenFile(f.path+".part", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("write witness: %w", err)
	}
	_, err = fresh.Write(text)
	if err = errors.Join(err, fresh.Sync(), fresh.Close()); err == nil {
		err = os.Rename(fresh.Name(), f.path)
	}
	if err != nil {
		return fmt.Errorf("write witness: %w", errors.Join(err, os.Remove(fresh.Name())))
	}
	return flush(filepath.Dir(f.path))
}

// setAside keeps the checkpoint under another name, which it gives.
func (f *pinFile) setAside(now time.Time) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	aside := f.path + now.UTC().Format(".until-20060102T150405.000000Z")
	if err := os.Rename(f.path, aside); err != nil {
		return "", fmt.Errorf("set witness aside: %w", err)
	}
	return aside, flush(filepath.Dir(f.path))
}

// flush makes the names in a folder durable.
func flush(folder string) error {
	f, err := os.Open(folder)
	if err != nil {
		return fmt.Errorf("flush folder: %w", err)
	}
	return errors.Join(f.Sync(), f.Close())
}
