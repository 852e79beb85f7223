package service_test

import (
	"testing"

	"myphoto/internal/ledger"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/store"
)

// An auditor trusts nobody, least of all those who can write to the database.
func TestVerificationFindsWhateverWasChangedRemovedOrAdded(t *testing.T) {
	t.Parallel()
	for what, statement := range map[string]string{
		"a changed body":        `UPDATE events SET body = CAST(replace(CAST(body AS TEXT), 'done', 'none') AS BLOB) WHERE seq = 3`,
		"a changed column":      `UPDATE events SET subject_id = 'sub_x' WHERE seq = 3`,
		"a changed time":        `UPDATE events SET at = at + 1 WHERE seq = 3`,
		"a changed commitment":  `UPDATE events SET commitment = zeroblob(32) WHERE seq = 3`,
		"a removed record":      `DELETE FROM events WHERE seq = 3`,
		"the last one removed":  `DELETE FROM events WHERE seq = (SELECT max(seq) FROM events)`,
		"swapped records":       `UPDATE events SET seq = CASE seq WHEN 3 THEN -4 ELSE -3 END WHERE seq IN (3, 4)`,
		"a checkpoint forged":   `UPDATE checkpoints SET text = CAST(replace(CAST(text AS TEXT), 'ledger', 'legder') AS BLOB)`,
		"a body removed early":  `UPDATE events SET body = NULL, salt = NULL WHERE seq = 3 AND 0 = (SELECT count(*) FROM events WHERE seq = -1)`,
		"an added record":       `INSERT INTO events SELECT 'evt_x', max(seq) + 1, at, act, outcome, '', '', '', '', salt, body, commitment FROM events`,
		"a record pushed in":    `INSERT INTO events SELECT 'evt_x', -1, at, act, outcome, '', '', '', '', salt, body, commitment FROM events WHERE seq = 3`,
		"an outcome rewritten":  `UPDATE events SET outcome = 'denied' WHERE seq = 2`,
		"checkpoints removed":   `DELETE FROM checkpoints`,
		"an application hidden": `UPDATE events SET application_id = 'x' WHERE seq = 2`,
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			h := servicetest.Open(t)
			h.AsCitizen("maria")
			h.Integrate()
			h.Tamper(t, statement)
			report, err := h.Integrator.Verify(t.Context(), nil)
			switch {
			case what == "a body removed early":
				if err != nil || report.Removed != 1 || report.RemovedAt.IsZero() {
					t.Errorf("removal not reported: %+v, %v", report, err)
				}
			case err == nil && report.Whole():
				t.Errorf("not found: %+v", report)
			}
		})
	}
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
