package service_test

import (
	"bytes"
	"errors"
	"os"
	"testing"

	"myphoto/internal/service"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/store/integrator"
)

// integratedTwice returns a house whose ledger has two checkpoints.
func integratedTwice(t *testing.T) *servicetest.House {
	t.Helper()
	h := servicetest.Open(t)
	h.Integrate()
	h.AsCitizen("maria")
	h.Integrate()
	return h
}

// Otherwise somebody with write access to the database could remove the records
// of their own acts and let the service sign the rest again.
func TestHistoryIsNeverSignedTwice(t *testing.T) {
	t.Parallel()
	for what, statement := range map[string]string{
		"one record out, the rest without numbers": `DELETE FROM events WHERE seq = 3; DELETE FROM nodes; DELETE FROM checkpoints; UPDATE events SET seq = NULL`,
		"all of it gone": `DELETE FROM nodes; DELETE FROM events; DELETE FROM checkpoints`,
		"cut back to the checkpoint before": `DELETE FROM checkpoints WHERE size = (SELECT max(size) FROM checkpoints);
			DELETE FROM nodes WHERE position >= 3; UPDATE events SET seq = NULL WHERE seq >= (SELECT max(size) FROM checkpoints)`,
		"another size for the checkpoint": `DELETE FROM checkpoints WHERE size = (SELECT min(size) FROM checkpoints);
			UPDATE checkpoints SET size = size - 1; UPDATE events SET seq = NULL WHERE seq = (SELECT max(seq) FROM events)`,
		"another tree":            `UPDATE nodes SET hash = zeroblob(32)`,
		"a tree without its root": `DELETE FROM nodes`,
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			h := integratedTwice(t)
			kept, err := os.ReadFile(h.PinPath())
			servicetest.Must(t, err)
			h.Tamper(t, statement)
			h.AsCitizen("giorgos") // there is something to integrate
			if n, err := h.Integrator.Integrate(t.Context()); n != 0 || !errors.Is(err, integrator.ErrContradicted) {
				t.Errorf("integrated %d, %v", n, err)
			}
			if refused, _ := h.Integrator.Status(); refused == nil {
				t.Error("the service calls itself ready")
			}
			if now, err := os.ReadFile(h.PinPath()); err != nil || !bytes.Equal(now, kept) {
				t.Errorf("the pin was changed: %v", err)
			}
			if report, err := h.Integrator.Verify(t.Context(), nil); err != nil || report.Whole() {
				t.Errorf("verified: %+v, %v", report, err)
			}
		})
	}
}

// The service must refuse without waiting for the next visitor.
func TestDatabaseBehindItsPinIsNoticedWhenIdle(t *testing.T) {
	t.Parallel()
	h := integratedTwice(t)
	h.Tamper(t, `DELETE FROM events; DELETE FROM nodes; DELETE FROM checkpoints`)
	if n, err := h.Integrator.Integrate(t.Context()); n != 0 || !errors.Is(err, integrator.ErrContradicted) {
		t.Errorf("integrated %d, %v", n, err)
	}
	if refused, _ := h.Integrator.Status(); refused == nil {
		t.Error("the service calls itself ready")
	}
}

// After a power cut between database and pin the pin catches up; it must never
// block the service.
func TestPinBehindTheDatabaseCatchesUp(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	h.Integrate()
	before, err := os.ReadFile(h.PinPath())
	servicetest.Must(t, err)
	h.AsCitizen("maria")
	h.Integrate()
	newest, err := h.Application.Checkpoint(t.Context())
	servicetest.Must(t, err)
	for what, left := range map[string]func() error{
		"behind": func() error { return os.WriteFile(h.PinPath(), before, 0o600) },
		"half":   func() error { return os.WriteFile(h.PinPath()+".part", before[:9], 0o600) },
	} {
		servicetest.Must(t, left())
		servicetest.Must(t, h.Integrator.Check(t.Context()))
		if now, err := os.ReadFile(h.PinPath()); err != nil || !bytes.Equal(now, newest) {
			t.Errorf("%s: the pin is %q, %v", what, now, err)
		}
	}
}

// Otherwise whoever cut the end of the ledger off would remove one file more. Only
// a person can say why it is missing.
func TestMissingPinIsNoFirstStart(t *testing.T) {
	t.Parallel()
	for _, integrated := range []bool{true, false} {
		h := servicetest.Open(t)
		if integrated {
			h.Integrate()
		}
		servicetest.Must(t, os.Remove(h.PinPath()))
		h.Reopen(func(*service.Config) {}) // as at a start
		if err := h.Integrator.Check(t.Context()); !errors.Is(err, integrator.ErrContradicted) {
			t.Errorf("integrated before %t: served: %v", integrated, err)
		}
		if n, err := h.Integrator.Integrate(t.Context()); n != 0 || !errors.Is(err, integrator.ErrContradicted) {
			t.Errorf("integrated before %t: integrated %d, %v", integrated, n, err)
		}
		report, err := h.Integrator.Verify(t.Context(), nil)
		servicetest.Must(t, err)
		if report.Pinned || report.Whole() {
			t.Errorf("integrated before %t: verified %+v", integrated, report)
		}
		if aside, err := h.Admin.AcceptRestored(t.Context()); err != nil || aside != "" {
			t.Errorf("accepted: %q, %v", aside, err)
		}
		h.Integrate()
		report, err = h.Integrator.Verify(t.Context(), nil)
		servicetest.Must(t, err)
		if accepted := h.Events("ledger.accept-restored"); !report.Whole() || !report.Pinned || accepted[0].Facts["pinned"] != "missing" {
			t.Errorf("afterwards: %+v, recorded %+v", report, accepted)
		}
	}
}

// A full disk delays the pin. It must not stop integration, and it must be
// reported.
func TestPinThatCannotBeWrittenIsReportedAndRetried(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	h.Integrate()
	servicetest.Must(t, os.Mkdir(h.PinPath()+".part", 0o700)) // as if nothing could be written there
	h.AsCitizen("maria")
	n, err := h.Integrator.Integrate(t.Context())
	if n == 0 || err == nil || errors.Is(err, integrator.ErrContradicted) {
		t.Errorf("integrated %d, %v", n, err)
	}
	if refused, unwritten := h.Integrator.Status(); refused != nil || unwritten == nil {
		t.Errorf("standing %v, %v", refused, unwritten)
	}
	servicetest.Must(t, os.Remove(h.PinPath()+".part"))
	h.Integrate()
	if refused, unwritten := h.Integrator.Status(); refused != nil || unwritten != nil {
		t.Errorf("with space again: %v, %v", refused, unwritten)
	}
	newest, err := h.Application.Checkpoint(t.Context())
	servicetest.Must(t, err)
	if now, err := os.ReadFile(h.PinPath()); err != nil || !bytes.Equal(now, newest) {
		t.Errorf("the pin is %q, %v", now, err)
	}
}

func TestPinThatIsNoCheckpointStopsIntegration(t *testing.T) {
	t.Parallel()
	h := integratedTwice(t)
	servicetest.Must(t, os.WriteFile(h.PinPath(), nil, 0o600))
	h.AsCitizen("giorgos")
	if n, err := h.Integrator.Integrate(t.Context()); n != 0 || !errors.Is(err, integrator.ErrContradicted) {
		t.Errorf("integrated %d, %v", n, err)
	}
}

// A restore is legitimate, but only a person can confirm that it was one. The
// pinned checkpoint that it contradicts is kept.
func TestRestoredLedgerNeedsTheOperatorsConfirmation(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	h.Integrate()
	restore := h.Backup()
	h.AsCitizen("maria")
	h.Integrate()
	broken, err := os.ReadFile(h.PinPath())
	servicetest.Must(t, err)
	acceptsRestored(t, h, restore, broken)
	h.Integrate()
	if report, err := h.Integrator.Verify(t.Context(), nil); err != nil || !report.Whole() || report.Outside != 1 {
		t.Errorf("after the restore: %+v, %v", report, err)
	}
	if report, err := h.Integrator.Verify(t.Context(), broken); err != nil || report.Whole() {
		t.Errorf("against the earlier pin: %+v, %v", report, err)
	}
	if len(h.Events("ledger.accept-restored")) != 1 {
		t.Error("the restore is not on record")
	}
	if _, err := h.Admin.AcceptRestored(t.Context()); !errors.Is(err, integrator.ErrAgrees) {
		t.Errorf("accepted where there is nothing to accept: %v", err)
	}
}

// acceptsRestored restores a backup and checks that the service detects it, that
// the operator can accept it, and that the contradicted pin is kept.
func acceptsRestored(t *testing.T, h *servicetest.House, restore func(), broken []byte) {
	t.Helper()
	restore()
	if err := h.Integrator.Check(t.Context()); !errors.Is(err, integrator.ErrContradicted) {
		t.Fatalf("a restored database was taken for the signed one: %v", err)
	}
	aside, err := h.Admin.AcceptRestored(t.Context())
	servicetest.Must(t, err)
	if kept, err := os.ReadFile(aside); err != nil || !bytes.Equal(kept, broken) {
		t.Errorf("the earlier pin is lost: %v", err)
	}
}

// The backup does not have the key that signed the pin after it was made. The
// restore must be detected and accepted nevertheless.
func TestRestoreFromBeforeAKeyRotationIsDetected(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	h.Integrate()
	restore := h.Backup()
	servicetest.Must(t, h.Admin.RotateKey(t.Context(), "ledger"))
	h.Reopen(func(*service.Config) {})
	h.AsCitizen("maria")
	h.Integrate()
	broken, err := os.ReadFile(h.PinPath())
	servicetest.Must(t, err)
	acceptsRestored(t, h, restore, broken)
	servicetest.Must(t, h.Admin.RotateKey(t.Context(), "ledger")) // the operator repeats it
	h.Reopen(func(*service.Config) {})
	h.Integrate()
	if report, err := h.Integrator.Verify(t.Context(), nil); err != nil || !report.Whole() {
		t.Errorf("after the restore: %+v, %v", report, err)
	}
}
