package service_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"myphoto/internal/service"
	. "myphoto/internal/service/servicetest"
	"myphoto/internal/store/integrator"
)

func (h house) pin() string { return filepath.Join(h.Folder, "checkpoint.pinned") }

// integratedTwice returns a house whose ledger has two checkpoints.
func integratedTwice(t *testing.T) house {
	t.Helper()
	h := house{Open(t)}
	h.seal(t)
	h.AsCitizen("maria")
	h.seal(t)
	return h
}

// Somebody who can write to the database could otherwise remove the records of
// his own acts and let the service itself sign the rest again.
func TestHistoryIsNeverSignedTwice(t *testing.T) {
	onlyTheTree := []string{"another tree", "a tree without its root"} // the records themselves are all there
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
			h := integratedTwice(t)
			kept, err := os.ReadFile(h.pin())
			Must(t, err)
			h.Tamper(t, statement)
			h.AsCitizen("giorgos") // there is something to integrate
			if n, err := h.Integrator.Integrate(t.Context()); n != 0 || !errors.Is(err, integrator.ErrContradicted) {
				t.Errorf("integrated %d, %v", n, err)
			}
			if refused, _ := h.Integrator.Status(); refused == nil {
				t.Error("the service calls itself ready")
			}
			if now, err := os.ReadFile(h.pin()); err != nil || !bytes.Equal(now, kept) {
				t.Errorf("the pin was changed: %v", err)
			}
			if report, err := h.Integrator.Verify(t.Context(), nil); err != nil || report.Whole() != slices.Contains(onlyTheTree, what) {
				t.Errorf("verified: %+v, %v", report, err)
			}
		})
	}
}

// The refusal must not wait for the next visitor.
func TestDatabaseBehindItsPinIsNoticedWhenIdle(t *testing.T) {
	h := integratedTwice(t)
	h.Tamper(t, `DELETE FROM events; DELETE FROM nodes; DELETE FROM checkpoints`)
	if n, err := h.Integrator.Integrate(t.Context()); n != 0 || !errors.Is(err, integrator.ErrContradicted) {
		t.Errorf("integrated %d, %v", n, err)
	}
	if refused, _ := h.Integrator.Status(); refused == nil {
		t.Error("the service calls itself ready")
	}
}

// After a power cut between the two, or without any file at the first start,
// the pin catches up; it must never hold up the service.
func TestPinBehindTheDatabaseCatchesUp(t *testing.T) {
	h := house{Open(t)}
	h.seal(t)
	before, err := os.ReadFile(h.pin())
	Must(t, err)
	h.AsCitizen("maria")
	h.seal(t)
	newest, err := h.Application.Checkpoint(t.Context())
	Must(t, err)
	for what, left := range map[string]func() error{
		"behind":  func() error { return os.WriteFile(h.pin(), before, 0o600) },
		"missing": func() error { return os.Remove(h.pin()) },
		"half":    func() error { return os.WriteFile(h.pin()+".part", before[:9], 0o600) },
	} {
		Must(t, left())
		Must(t, h.Integrator.Check(t.Context()))
		if now, err := os.ReadFile(h.pin()); err != nil || !bytes.Equal(now, newest) {
			t.Errorf("%s: the pin is %q, %v", what, now, err)
		}
	}
}

// A full disk delays the pin; it must neither stop integration nor go unseen.
func TestPinThatCannotBeWrittenIsReportedAndRetried(t *testing.T) {
	h := house{Open(t)}
	h.seal(t)
	Must(t, os.Mkdir(h.pin()+".part", 0o700)) // as if nothing could be written there
	h.AsCitizen("maria")
	n, err := h.Integrator.Integrate(t.Context())
	if n == 0 || err == nil || errors.Is(err, integrator.ErrContradicted) {
		t.Errorf("integrated %d, %v", n, err)
	}
	if refused, unwritten := h.Integrator.Status(); refused != nil || unwritten == nil {
		t.Errorf("standing %v, %v", refused, unwritten)
	}
	Must(t, os.Remove(h.pin()+".part"))
	h.seal(t)
	if refused, unwritten := h.Integrator.Status(); refused != nil || unwritten != nil {
		t.Errorf("with space again: %v, %v", refused, unwritten)
	}
	newest, err := h.Application.Checkpoint(t.Context())
	Must(t, err)
	if now, err := os.ReadFile(h.pin()); err != nil || !bytes.Equal(now, newest) {
		t.Errorf("the pin is %q, %v", now, err)
	}
}

func TestPinThatIsNoCheckpointStopsIntegration(t *testing.T) {
	h := integratedTwice(t)
	Must(t, os.WriteFile(h.pin(), nil, 0o600))
	h.AsCitizen("giorgos")
	if n, err := h.Integrator.Integrate(t.Context()); n != 0 || !errors.Is(err, integrator.ErrContradicted) {
		t.Errorf("integrated %d, %v", n, err)
	}
}

// A restore is legitimate, but only a person can say that it was one; and the
// promise that it broke is kept.
func TestRestoredLedgerGoesOnOnlyOnTheOperatorsWord(t *testing.T) {
	h := house{Open(t)}
	h.seal(t)
	restore := h.backup(t)
	h.AsCitizen("maria")
	h.seal(t)
	broken, err := os.ReadFile(h.pin())
	Must(t, err)
	h.acceptsRestored(t, restore, broken)
	h.seal(t)
	if report, err := h.Integrator.Verify(t.Context(), nil); err != nil || !report.Whole() || report.Outside != 1 {
		t.Errorf("after the restore: %+v, %v", report, err)
	}
	if report, err := h.Integrator.Verify(t.Context(), broken); err != nil || report.Whole() {
		t.Errorf("against the earlier pin: %+v, %v", report, err)
	}
	if h.events(t, "ledger.accept-restored") != 1 {
		t.Error("the restore is not on record")
	}
	if _, err := h.Admin.AcceptRestored(t.Context()); !errors.Is(err, integrator.ErrAgrees) {
		t.Errorf("accepted where there is nothing to accept: %v", err)
	}
}

// acceptsRestored restores a backup, which is seen as such and accepted on the
// operator's word; the promise that it broke is kept.
func (h house) acceptsRestored(t *testing.T, restore func(), broken []byte) {
	t.Helper()
	restore()
	if err := h.Integrator.Check(t.Context()); !errors.Is(err, integrator.ErrContradicted) {
		t.Fatalf("a restored database was taken for the signed one: %v", err)
	}
	aside, err := h.Admin.AcceptRestored(t.Context())
	Must(t, err)
	if kept, err := os.ReadFile(aside); err != nil || !bytes.Equal(kept, broken) {
		t.Errorf("the earlier pin is lost: %v", err)
	}
}

// The backup does not know the key that signed the pin since; the restore
// must be seen and accepted all the same.
func TestDatabaseRestoredFromBeforeTheLedgersKeyChanged(t *testing.T) {
	h := house{Open(t)}
	h.seal(t)
	restore := h.backup(t)
	Must(t, h.Admin.RotateKey(t.Context(), "ledger"))
	h.Reopen(func(*service.Config) {})
	h.AsCitizen("maria")
	h.seal(t)
	broken, err := os.ReadFile(h.pin())
	Must(t, err)
	h.acceptsRestored(t, restore, broken)
	Must(t, h.Admin.RotateKey(t.Context(), "ledger")) // the operator repeats it
	h.Reopen(func(*service.Config) {})
	h.seal(t)
	if report, err := h.Integrator.Verify(t.Context(), nil); err != nil || !report.Whole() {
		t.Errorf("after the restore: %+v, %v", report, err)
	}
}
