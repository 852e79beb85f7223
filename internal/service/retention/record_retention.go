package retention

import (
	"context"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/store"
)

// ledgerBodies is the rule of the bodies of events.
const ledgerBodies = "ledger-bodies"

// recordCutoff returns the latest time of the last event of a record that ends now.
func (s *Service) recordCutoff() time.Time {
	return photo.RecordCutoff(s.config.Now(), s.config.LedgerYears)
}

// endRecords deletes the records of a kind that end, in batches, and returns their
// number.
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

// forgetEvents removes the bodies of old events, and returns their number. Their
// salted commitments stay, so that the tree can still be verified.
func (s *Service) forgetEvents(ctx context.Context) (int, error) {
	for done := 0; ; {
		n, err := s.config.RemoveBodies(ctx, journal.BySystem(journal.RemoveBodies), s.recordCutoff(), batch)
		if done += n; err != nil || n == 0 {
			return done, err
		}
	}
}
