package service_test

import (
	"bytes"
	"testing"

	"myphoto/internal/service"
	"myphoto/internal/service/servicetest"
)

// If a ledger took its name from the current address, it would end with that
// address: a checkpoint cannot be shown to continue one of another name.
func TestOriginOutlivesTheAddress(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	h.Integrate()
	first, err := h.Application.Checkpoint(t.Context())
	servicetest.Must(t, err)
	name, _, _ := bytes.Cut(first, []byte("\n"))
	for person, address := range map[string]string{"maria": "https://elsewhere.example:8443", "giorgos": "http://127.0.0.1:9999"} {
		h.Reopen(func(p *service.Config) { p.PublicURL = address })
		h.AsCitizen(person)
		h.Integrate()
		now, err := h.Application.Checkpoint(t.Context())
		servicetest.Must(t, err)
		if bytes.Equal(now, first) || !bytes.HasPrefix(now, append(bytes.Clone(name), '\n')) {
			t.Errorf("under %s the checkpoint is %q, want another one of %s", address, now, name)
		}
		report, err := h.Integrator.Verify(t.Context(), first)
		servicetest.Must(t, err)
		if !report.Whole() || report.Tail != 0 || report.Outside != 2 {
			t.Errorf("under %s: %+v", address, report)
		}
		servicetest.Must(t, h.Admin.RotateKey(t.Context(), "ledger")) // the next one is for the same ledger
	}
}
