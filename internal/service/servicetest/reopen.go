package servicetest

import (
	"path/filepath"

	"myphoto/internal/seal"
	"myphoto/internal/service"
	"myphoto/internal/store"
)

// Restart opens the desks anew over the same folder; the store was closed.
func (h *House) Restart() {
	h.tb.Helper()
	var err error
	h.Store, err = store.Open(h.tb.Context(), "sqlite:"+filepath.Join(h.Folder, "myphoto.db"), h.Clock.Now)
	Must(h.tb, err)
	h.config.Store = h.Store
	h.Service, err = service.New(h.tb.Context(), h.config)
	Must(h.tb, err)
}

// Reopen opens the desks anew over the same folder with other config.
func (h *House) Reopen(change func(*service.Config)) {
	h.tb.Helper()
	Must(h.tb, h.Store.Close())
	change(&h.config)
	h.Restart()
}

// RotateHashKeys puts a new look-up key in front of those before.
func (h *House) RotateHashKeys() {
	h.tb.Helper()
	h.hashKeys = append(seal.NewHashKeys(), h.hashKeys...)
	hashes, err := seal.ParseHashKeys(h.hashKeys)
	Must(h.tb, err)
	h.Reopen(func(p *service.Config) { p.Hashes = hashes })
}
