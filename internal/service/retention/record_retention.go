package retention

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/store"
)

const ledgerBodies = "ledger-bodies"

// dueRecords counts the records that would end, and the bodies of the ledger.
// What refers to others must go before they can: so all of it is done, and
// undone.
func (s *Service) dueRecords(ctx context.Context) ([]RuleCount, error) {
	var rows []RuleCount
	err := s.config.Store.WriteUnlogged(ctx, func(tx *store.Tx) error {
		rows = nil
		bodies, err := tx.CountOldEvents(ctx, s.recordCutoff())
		if err != nil {
			return err
		}
		rows = append(rows, RuleCount{Rule: ledgerBodies, Due: bodies})
		for _, kind := range photo.RecordKinds() {
			due, err := tx.EndRecords(ctx, kind, s.recordCutoff(), math.MaxInt32)
			if err != nil {
				return err
			}
			rows = append(rows, RuleCount{Rule: string(kind), Due: int(due)})
		}
		return errNothing
	})
	if !errors.Is(err, errNothing) {
		return nil, fmt.Errorf("count records: %w", err)
	}
	return rows, nil
}

// recordCutoff is the moment of the last event by which a record ends now.
func (s *Service) recordCutoff() time.Time {
	return photo.RecordCutoff(s.config.Now(), s.config.LedgerYears)
}

// endRecords removes the records of a kind that end, a batch at a time.
func (s *Service) endRecords(ctx context.Context, kind photo.RecordKind) (int, error) {
	for done := 0; ; {
		var rows int64
		err := s.config.Store.WriteUnlogged(ctx, func(tx *store.Tx) (err error) {
			rows, err = tx.EndRecords(ctx, kind, s.recordCutoff(), batch)
			return err
		})
		if err != nil {
			return done, err
		}
		if done += int(rows); rows < batch {
			return done, nil
		}
	}
}

// forgetEvents removes the bodies of old ledger records; their salted commitments
// stay, so that the tree can still be verified.
func (s *Service) forgetEvents(ctx context.Context) (int, error) {
	for done := 0; ; {
		n := 0
		err := s.config.Store.WriteUnlogged(ctx, func(tx *store.Tx) (err error) {
			n, err = tx.ForgetOldEvents(ctx, s.recordCutoff(), batch)
			return err
		})
		if err != nil || n == 0 {
			return done, err
		}
		done += n
	}
}
