package service

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/store"
	"myphoto/internal/store/db"
)

// dueRecords counts the records that would end, and the bodies of the ledger.
// What refers to others must go before they can: so all of it is done, and
// undone.
func (h *Housekeeping) dueRecords(ctx context.Context) ([]SweepRow, error) {
	var rows []SweepRow
	err := h.Store.WriteUnlogged(ctx, func(tx *store.Tx) error {
		rows = nil
		bodies, err := tx.CountOldEvents(ctx, db.At(h.recordsEnd()))
		if err != nil {
			return err
		}
		rows = append(rows, SweepRow{Rule: ledgerBodies, Due: int(bodies)})
		for _, kind := range photo.RecordKinds() {
			due, err := tx.EndRecords(ctx, kind, h.recordsEnd(), math.MaxInt32)
			if err != nil {
				return err
			}
			rows = append(rows, SweepRow{Rule: string(kind), Due: int(due)})
		}
		return errNothing
	})
	if !errors.Is(err, errNothing) {
		return nil, fmt.Errorf("count records: %w", err)
	}
	return rows, nil
}

const ledgerBodies = "ledger-bodies"

// recordsEnd is the moment of the last event by which a record ends now.
func (h *Housekeeping) recordsEnd() time.Time {
	return photo.RecordCutoff(h.Now(), h.Policy.LedgerYears)
}

// endRecords removes the records of a kind that end, a batch at a time.
func (h *Housekeeping) endRecords(ctx context.Context, kind photo.RecordKind) (int, error) {
	for done := 0; ; {
		var rows int64
		err := h.Store.WriteUnlogged(ctx, func(tx *store.Tx) (err error) {
			rows, err = tx.EndRecords(ctx, kind, h.recordsEnd(), sweepBatch)
			return err
		})
		if err != nil {
			return done, err
		}
		if done += int(rows); rows < sweepBatch {
			return done, nil
		}
	}
}

// forgetEvents removes the bodies of old ledger records; their salted
// commitments stay, so that the tree can still be verified.
func (h *Housekeeping) forgetEvents(ctx context.Context) (int, error) {
	for done := 0; ; {
		n := 0
		err := h.Store.WriteUnlogged(ctx, func(tx *store.Tx) error {
			ids, err := tx.OldEvents(ctx, db.OldEventsParams{At: db.At(h.recordsEnd()), Limit: sweepBatch})
			if err != nil {
				return err
			}
			for _, id := range ids {
				if err := tx.ForgetEvent(ctx, id); err != nil {
					return err
				}
			}
			n = len(ids)
			return nil
		})
		if err != nil || n == 0 {
			return done, err
		}
		done += n
	}
}
