package servicetest

import (
	"bytes"
	"path/filepath"
	"testing"

	"myphoto/internal/seal"
	"myphoto/internal/service"
	"myphoto/internal/store"
)

// Restart opens the desks again over the same folder. The store must be closed, or
// is left to the caller.
func (h *House) Restart() {
	h.tb.Helper()
	var err error
	h.Store, err = store.Open(h.tb.Context(), "sqlite:"+filepath.Join(h.Folder, "myphoto.db"), h.Clock.Now)
	Must(h.tb, err)
	h.config.Store = h.Store
	h.Service, err = service.New(h.tb.Context(), h.config)
	Must(h.tb, err)
}

// Reopen closes the desks and opens them again over the same folder with a changed
// configuration.
func (h *House) Reopen(change func(*service.Config)) {
	h.tb.Helper()
	Must(h.tb, h.Store.Close())
	change(&h.config)
	h.Restart()
}

// TryRestart is [House.Reopen] for a change with which the desks may refuse to open;
// the store is closed afterwards.
func (h *House) TryRestart(change func(*service.Config)) error {
	h.tb.Helper()
	_ = h.Store.Close() // it may be closed already
	config := h.config
	change(&config)
	s, err := store.Open(h.tb.Context(), "sqlite:"+filepath.Join(h.Folder, "myphoto.db"), h.Clock.Now)
	Must(h.tb, err)
	config.Store = s
	_, err = service.New(h.tb.Context(), config)
	Must(h.tb, s.Close())
	return err
}

// Command opens the desks beside the running ones, as a command of an operator does
// with changed key files.
func (h *House) Command(change func(*service.Config)) *service.Service {
	h.tb.Helper()
	config := h.config
	config.Serves = false
	change(&config)
	s, err := service.New(h.tb.Context(), config)
	Must(h.tb, err)
	return s
}

// KeyFiles are the texts of the key files, the current keys first.
type KeyFiles struct{ Master, Lookup []byte }

// KeyFiles returns the key files as they are.
func (h *House) KeyFiles() KeyFiles { return KeyFiles{h.masterKeys, h.hashKeys} }

// WithNewKeys returns the files with a new key in front of each.
func (k KeyFiles) WithNewKeys() KeyFiles {
	master, err := seal.NewMasterKey()
	if err != nil {
		panic(err)
	}
	return KeyFiles{append(master, k.Master...), append(seal.NewHashKeys(), k.Lookup...)}
}

// First returns the files with their first keys alone.
func (k KeyFiles) First() KeyFiles {
	first := func(text []byte) []byte { return text[:bytes.IndexByte(text, '\n')+1] }
	return KeyFiles{first(k.Master), first(k.Lookup)}
}

// In puts the files into a configuration.
func (k KeyFiles) In(tb testing.TB) func(*service.Config) {
	tb.Helper()
	return func(c *service.Config) {
		var err error
		c.Master, err = seal.ParseMaster(k.Master)
		Must(tb, err)
		c.Hashes, err = seal.ParseHashKeys(k.Lookup)
		Must(tb, err)
	}
}

// RotateHashKeys adds a new current look-up key; the earlier ones stay valid.
func (h *House) RotateHashKeys() {
	h.tb.Helper()
	h.hashKeys = append(seal.NewHashKeys(), h.hashKeys...)
	hashes, err := seal.ParseHashKeys(h.hashKeys)
	Must(h.tb, err)
	h.Reopen(func(p *service.Config) { p.Hashes = hashes })
}
