package service_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/ledger"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/store"
	"myphoto/internal/store/integrator"
)

// An auditor trusts nobody, least of all those who can write to the database.
func TestVerificationFindsWhateverWasChangedRemovedOrAdded(t *testing.T) {
	t.Parallel()
	for what, statement := range map[string]string{
		"a changed body":         `UPDATE events SET body = CAST(replace(CAST(body AS TEXT), 'done', 'none') AS BLOB) WHERE seq = 3`,
		"a changed column":       `UPDATE events SET subject_id = 'sub_x' WHERE seq = 3`,
		"a changed time":         `UPDATE events SET at = at + 1 WHERE seq = 3`,
		"a changed commitment":   `UPDATE events SET commitment = zeroblob(32) WHERE seq = 3`,
		"a removed record":       `DELETE FROM events WHERE seq = 3`,
		"the last one removed":   `DELETE FROM events WHERE seq = (SELECT max(seq) FROM events)`,
		"swapped records":        `UPDATE events SET seq = CASE seq WHEN 3 THEN -4 ELSE -3 END WHERE seq IN (3, 4)`,
		"a checkpoint forged":    `UPDATE checkpoints SET text = CAST(replace(CAST(text AS TEXT), 'ledger', 'legder') AS BLOB)`,
		"a body removed early":   blank + ` WHERE seq = 3`,
		"all bodies removed":     blank,
		"a body without columns": `UPDATE events SET act = '' WHERE seq = 3`,
		"columns without a body": `UPDATE events SET body = NULL, salt = NULL WHERE seq = 3`,
		"a salt without a body":  `UPDATE events SET body = NULL WHERE seq = 3`,
		"an added record":        `INSERT INTO events SELECT 'evt_x', max(seq) + 1, at, act, outcome, '', '', '', '', salt, body, commitment, waiting_mac FROM events`,
		"a record pushed in":     `INSERT INTO events SELECT 'evt_x', -1, at, act, outcome, '', '', '', '', salt, body, commitment, waiting_mac FROM events WHERE seq = 3`,
		"a waiting record":       `INSERT INTO events SELECT 'evt_x', NULL, at, act, outcome, subject_id, studio_id, upload_id, application_id, salt, body, commitment, waiting_mac FROM events WHERE seq = 3`,
		"an outcome rewritten":   `UPDATE events SET outcome = 'denied' WHERE seq = 2`,
		"checkpoints removed":    `DELETE FROM checkpoints`,
		"an application hidden":  `UPDATE events SET application_id = 'x' WHERE seq = 2`,
		"a node after the tree":  afterTheTree,
		"a node far from it":     `INSERT INTO nodes VALUES (9000000000000, zeroblob(32))`,
		"a node before it":       `INSERT INTO nodes VALUES (-7, zeroblob(32))`,
		"a changed node":         `UPDATE nodes SET hash = zeroblob(32) WHERE position = 1`,
		"a removed node":         `DELETE FROM nodes WHERE position = 1`,
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			h := servicetest.Open(t)
			h.AsCitizen("maria")
			h.Integrate()
			h.Tamper(t, statement)
			report, err := h.Integrator.Verify(t.Context(), nil)
			if err == nil && report.Whole() {
				t.Errorf("not found: %+v", report)
			}
		})
	}
}

// blank removes bodies as the service does after their years.
const blank = `UPDATE events SET body = NULL, salt = NULL, act = '', outcome = '', subject_id = '', studio_id = '', upload_id = '', application_id = ''`

// Otherwise whoever can write to the database could let the service itself sign
// that a body was due, or that an act was somebody's.
func TestServiceSignsNothingThatItDidNotRecord(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	h.AsCitizen("maria")
	h.Integrate()
	kept, err := os.ReadFile(h.PinPath())
	servicetest.Must(t, err)
	forged := ledger.Event{
		ID: "evt_forged", At: h.Clock.Now(), Act: ledger.RemoveBodies, Outcome: "done", Actor: "service", Role: "service",
	}
	salt := ledger.NewSalt()
	h.Tamper(t, fmt.Sprintf(`INSERT INTO events VALUES ('evt_forged', NULL, %d, '%s', 'done', '', '', '', '', x'%x', x'%x', x'%x', zeroblob(32))`,
		h.Clock.Now().UnixMicro(), ledger.RemoveBodies, salt, forged.Bytes(), ledger.Leaf(salt, forged.Bytes())))
	if n, err := h.Integrator.Integrate(t.Context()); n != 0 || !errors.Is(err, integrator.ErrForgedEvent) {
		t.Errorf("integrated %d, %v", n, err)
	}
	if refused, _ := h.Integrator.Status(); refused == nil {
		t.Error("the service calls itself ready")
	}
	// Nobody may be told to accept a restored database where none was restored.
	_, err = h.Admin.AcceptRestored(t.Context())
	if !errors.Is(err, integrator.ErrForgedEvent) || !strings.Contains(err.Error(), "evt_forged") ||
		strings.Contains(err.Error(), "accept-restored") {
		t.Errorf("accepted: %v", err)
	}
	if now, err := os.ReadFile(h.PinPath()); err != nil || !bytes.Equal(now, kept) {
		t.Errorf("a checkpoint was signed: %v", err)
	}
	report, err := h.Integrator.Verify(t.Context(), nil)
	servicetest.Must(t, err)
	want := []ledger.Fault{{Reason: "event-forged", Of: "event evt_forged"}}
	if diff := cmp.Diff(want, report.Faults); diff != "" {
		t.Error(diff)
	}
}

// The time by which the sweep finds old records is a column like any other.
func TestBackdatedRecordKeepsItsBody(t *testing.T) {
	t.Parallel()
	for what, statement := range map[string]string{
		"the column": `UPDATE events SET at = at - 11 * 366 * 24 * 3600 * 1000000 WHERE seq = 3`,
		"record and commitment": fmt.Sprintf(`UPDATE events SET at = 0, salt = x'%x', body = x'%x', commitment = x'%x', id = 'evt_old', act = 'sign-in',
			outcome = 'done', subject_id = '', studio_id = '', upload_id = '', application_id = '' WHERE seq = 3`,
			make([]byte, ledger.SaltSize), old().Bytes(), ledger.Leaf(make([]byte, ledger.SaltSize), old().Bytes())),
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			h := servicetest.Open(t)
			h.AsCitizen("maria")
			h.Integrate()
			h.Tamper(t, statement)
			if row := h.Sweep()["ledger-bodies"]; row.Erased != 0 || row.Failed != 1 {
				t.Errorf("swept %+v", row)
			}
			if n := h.Count(t, "events WHERE body IS NULL"); n != 0 {
				t.Errorf("%d bodies were removed", n)
			}
		})
	}
}

// old is an event that would be due, had it been recorded.
func old() *ledger.Event {
	return &ledger.Event{ID: "evt_old", At: time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC), Act: "sign-in", Outcome: "done"}
}

// A single batch as large as a busy second would block every other write.
func TestManyEventsAreIntegratedInBatches(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	h.Integrate()
	const many = 1100
	for range many {
		event := &ledger.Event{Act: "test", Actor: "service", Role: "service", Facts: map[string]string{}}
		servicetest.Must(t, h.Store.Write(t.Context(), event, func(*store.Tx) error { return nil }))
	}
	if n, err := h.Integrator.Integrate(t.Context()); err != nil || n != many {
		t.Errorf("integrated %d of %d, %v", n, many, err)
	}
	report, err := h.Integrator.Verify(t.Context(), nil)
	servicetest.Must(t, err)
	if !report.Whole() || report.Tail != 0 {
		t.Errorf("not whole: %+v", report)
	}
}

func TestLedgerVerifiesAfterBodiesWereRemoved(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	h.AsCitizen("maria")
	h.Integrate()
	outside, err := h.Application.Checkpoint(t.Context())
	servicetest.Must(t, err)
	h.Clock.Set(h.Clock.Now().AddDate(10, 0, 1))
	if row := h.Sweep()["ledger-bodies"]; row.Erased == 0 {
		t.Fatalf("no body was forgotten: %+v", row)
	}
	h.Integrate()
	report, err := h.Integrator.Verify(t.Context(), outside)
	servicetest.Must(t, err)
	if !report.Whole() || report.Removed == 0 {
		t.Errorf("%+v", report)
	}
}

// afterTheTree takes the place of the next node.
const afterTheTree = `INSERT INTO nodes VALUES ((SELECT max(position) + 1 FROM nodes), zeroblob(32))`

// One row where the next one belongs stops the ledger: then nobody may call it ready,
// not even while nothing waits, and once the row is gone it goes on.
func TestRowInThePlaceOfTheNextIsNoticed(t *testing.T) {
	t.Parallel()
	for what, c := range map[string]struct{ add, remove string }{
		"a node": {afterTheTree, `DELETE FROM nodes WHERE position = (SELECT max(position) FROM nodes)`},
		"an event": {
			`INSERT INTO events SELECT 'evt_x', max(seq) + 1, at, act, outcome, '', '', '', '', salt, body, commitment, waiting_mac FROM events`,
			`DELETE FROM events WHERE id = 'evt_x'`,
		},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			h := servicetest.Open(t)
			h.AsCitizen("maria")
			h.Integrate()
			h.WriteBehind(t, c.add)
			refused := func(when string) {
				t.Helper()
				n, err := h.Integrator.Integrate(t.Context())
				status, _ := h.Integrator.Status()
				if n != 0 || !errors.Is(err, integrator.ErrBeyond) || status == nil {
					t.Errorf("%s: integrated %d, %v; status %v", when, n, err, status)
				}
			}
			refused("nothing waits")
			h.AsCitizen("kostas")
			refused("events wait")
			h.WriteBehind(t, c.remove)
			h.Integrate()
			if status, _ := h.Integrator.Status(); status != nil {
				t.Errorf("still refused: %v", status)
			}
		})
	}
}

// Whatever keeps the ledger from growing, the operator must hear of it.
func TestEveryFailureOfIntegrationIsSeen(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	h.Integrate()
	h.AsCitizen("maria")
	h.WriteBehind(t, `CREATE TRIGGER stop BEFORE INSERT ON nodes BEGIN SELECT raise(FAIL, 'no'); END; UPDATE subjects SET seen_at = seen_at`)
	ended, end := context.WithCancel(t.Context())
	end()
	_, err := h.Integrator.Integrate(ended)
	if status, _ := h.Integrator.Status(); err == nil || status != nil {
		t.Errorf("the end of the program is a failure: %v", status)
	}
	_, err = h.Integrator.Integrate(t.Context())
	if status, _ := h.Integrator.Status(); err == nil || status == nil {
		t.Errorf("integrated: %v, status %v", err, status)
	}
}

// An event that somebody took away and put back was passed over; one that a service
// which has stopped left behind was not, however long that is ago.
func TestWaitingEventThatWasPassedOverIsFound(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	h.Integrate()
	verify := func(when, want string) {
		t.Helper()
		report, err := h.Integrator.Verify(t.Context(), nil)
		servicetest.Must(t, err)
		reason := ""
		if len(report.Faults) > 0 {
			reason = string(report.Faults[0].Reason)
		}
		if reason != want || report.Tail == 0 {
			t.Errorf("%s: found %+v", when, report)
		}
	}
	act := func() {
		servicetest.Must(t, h.Store.Write(t.Context(), &ledger.Event{Act: "test", Actor: "service", Role: "service"}, func(*store.Tx) error { return nil }))
	}
	act()
	h.Clock.Move(time.Hour)
	verify("the service has stopped", "")
	h.WriteBehind(t, `CREATE TABLE taken AS SELECT * FROM events WHERE seq IS NULL; DELETE FROM events WHERE seq IS NULL`)
	act()
	h.Integrate()
	h.WriteBehind(t, `INSERT INTO events SELECT * FROM taken`)
	verify("a younger one is integrated", "event-late")
	h.Integrate()
	h.Clock.Move(-time.Hour)
	act()
	verify("the clock was set back", "")
}
