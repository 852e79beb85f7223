package service

import (
	"context"
	"errors"
	"fmt"

	"myphoto/internal/photo"
	"myphoto/internal/store"
	"myphoto/internal/store/db"
)

// Settle closes one-time retrievals whose ten minutes are over and gives back
// the grants whose files were never completely sent. One that fails is stepped
// over and comes again in the next turn.
func (h *Housekeeping) Settle(ctx context.Context) (int, error) {
	var failed failures
	done, left := 0, 0 // those left are the first of what waits, in its order
	for ctx.Err() == nil {
		var rows []db.Retrieval
		err := h.Store.Read(ctx, func(tx *store.Tx) (err error) {
			rows, err = tx.UnsettledRetrievals(ctx, db.UnsettledRetrievalsParams{
				CreatedAt: db.At(h.Now().Add(-photo.RetrievalTTL)), Limit: sweepBatch, Offset: int32(left),
			})
			return err
		})
		if err != nil {
			return done, errors.Join(fmt.Errorf("load retrievals: %w", err), failed.all())
		}
		for _, row := range rows {
			err := h.settleOne(ctx, row)
			if err == nil {
				done++
				continue
			}
			left++
			if errors.Is(err, errNothing) {
				continue
			}
			failed.add(fmt.Errorf("settle %s: %w", row.ID, err))
			if errors.Is(err, photo.ErrUnavailable) {
				return done, failed.all() // not the row's fault: the others would fail too
			}
		}
		if len(rows) < sweepBatch {
			break
		}
	}
	return done, errors.Join(ctx.Err(), failed.all())
}

// settleOne closes one retrieval; errNothing while its bytes may be on their
// way.
func (h *Housekeeping) settleOne(ctx context.Context, row db.Retrieval) error {
	event := system("retrieval.settle")
	event.Subject, event.Upload, event.Grant = string(row.SubjectID), string(row.UploadID), string(row.GrantID)
	event.Application, event.Retrieval = string(row.ApplicationID), string(row.ID)
	return h.Store.Write(ctx, event, func(tx *store.Tx) error {
		fresh, err := tx.Retrieval(ctx, db.RetrievalParams{ID: row.ID, ApplicationID: row.ApplicationID})
		if err != nil {
			return fmt.Errorf("load retrieval: %w", err)
		}
		switch sending, err := h.sending(ctx, tx, fresh); {
		case err != nil:
			return err
		case sending:
			return errNothing
		}
		_, err = h.settleRetrieval(ctx, tx, fresh)
		return err
	})
}

// failures collects what went wrong in one turn: the first few in full, the
// number of all.
type failures struct {
	first []error
	count int
}

const failuresTold = 10

func (f *failures) add(err error) {
	if f.count++; len(f.first) < failuresTold {
		f.first = append(f.first, err)
	}
}

func (f *failures) all() error {
	if f.count == 0 {
		return nil
	}
	return fmt.Errorf("%d failed: %w", f.count, errors.Join(f.first...))
}
