package service_test

import (
	"bytes"
	"testing"

	"myphoto/internal/service"
	. "myphoto/internal/service/servicetest"
)

// A ledger that took its name from the present address would end with it: no
// checkpoint could be shown to continue one of another name.
func TestOriginOutlivesTheAddress(t *testing.T) {
	t.Parallel()
	h := house{Open(t)}
	h.seal(t)
	first, err := h.Application.Checkpoint(t.Context())
	Must(t, err)
	name, _, _ := bytes.Cut(first, []byte("\n"))
	for person, address := range map[string]string{"maria": "https://elsewhere.example:8443", "giorgos": "http://127.0.0.1:9999"} {
		h.Reopen(func(p *service.Config) { p.PublicURL = address })
		h.AsCitizen(person)
		h.seal(t)
		now, err := h.Application.Checkpoint(t.Context())
		Must(t, err)
		if bytes.Equal(now, first) || !bytes.HasPrefix(now, append(bytes.Clone(name), '\n')) {
			t.Errorf("under %s the checkpoint is %q, want another one of %s", address, now, name)
		}
		report, err := h.Integrator.Verify(t.Context(), first)
		Must(t, err)
		if !report.Whole() || report.Tail != 0 || report.Outside != 2 {
			t.Errorf("under %s: %+v", address, report)
		}
		Must(t, h.Admin.RotateKey(t.Context(), "ledger")) // the next one is for the same ledger
	}
}
