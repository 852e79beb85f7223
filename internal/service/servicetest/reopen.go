package servicetest

import (
	"path/filepath"

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

// RotateHashKeys adds a new current look-up key; the earlier ones stay valid.
func (h *House) RotateHashKeys() {
	h.tb.Helper()
	h.hashKeys = append(seal.NewHashKeys(), h.hashKeys...)
	hashes, err := seal.ParseHashKeys(h.hashKeys)
	Must(h.tb, err)
	h.Reopen(func(p *service.Config) { p.Hashes = hashes })
}
