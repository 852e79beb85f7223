package integrator

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"myphoto/internal/ledger"
	"myphoto/internal/store"
)

// mayWait is many times as long as a service that runs leaves an event waiting.
const mayWait = time.Minute

// lateness finds waiting events that were passed over: another event was integrated
// that is younger by more than a minute. In a service that has stopped, and in a copy
// of its database, events may wait for ever, but none is younger than they are and
// integrated. The clock of the command is asked too, for a service whose clock was set
// back records events that are older than integrated ones, and integrates them at once.
type lateness struct {
	now    time.Time
	newest time.Time // integrated event
}

// note notes an integrated event. A removal of bodies takes its place in the tree at
// once, before events that wait.
func (l *lateness) note(e *ledger.Event) {
	if e.Act != ledger.RemoveBodies && e.At.After(l.newest) {
		l.newest = e.At
	}
}

func (l *lateness) isLate(e *ledger.Event) bool {
	return l.newest.Sub(e.At) > mayWait && l.now.Sub(e.At) > mayWait
}

// waitingRules is what a waiting event is shown to.
type waitingRules struct {
	note   func(*ledger.Event)
	isLate func(*ledger.Event) bool
}

// verifyWaiting checks the events that are not integrated yet, and returns
// their number.
func verifyWaiting(ctx context.Context, tx *store.Tx, report *ledger.Report, rules waitingRules) (n int64, err error) {
	for {
		rows, err := tx.WaitingEvents(ctx, verifyBatch, int(n))
		if err != nil {
			return n, fmt.Errorf("load events: %w", err)
		}
		for _, row := range rows {
			if reason := rules.faultOf(tx, row); reason != "" {
				report.Faults = append(report.Faults, ledger.Fault{Reason: reason, Of: "event " + row.ID})
			}
		}
		if n += int64(len(rows)); len(rows) < verifyBatch {
			return n, nil
		}
	}
}

// faultOf returns what is wrong with a waiting event; empty when nothing is.
func (r waitingRules) faultOf(tx *store.Tx, row store.Event) ledger.Reason {
	e, err := ledger.ParseEvent(row.Body)
	switch {
	case !tx.Authentic(row):
		return reasonForeign
	case err != nil || !bytes.Equal(ledger.Leaf(row.Salt, row.Body), row.Commitment):
		return ledger.BodyChanged
	case !columnsMatch(row):
		return reasonColumns
	}
	r.note(&e)
	if r.isLate(&e) {
		return reasonLate
	}
	return ""
}
