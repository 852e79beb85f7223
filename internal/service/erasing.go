package service

import (
	"context"
	"errors"
	"fmt"
	"time"

	"myphoto/internal/blob"
	"myphoto/internal/photo"
	"myphoto/internal/store"
	"myphoto/internal/store/db"
)

// shred removes the bytes of files whose keys are gone.
func (c *core) shred(ctx context.Context) (int, error) {
	for done := 0; ; {
		var ids []photo.FileID
		err := c.Store.Read(ctx, func(tx *store.Tx) (err error) {
			ids, err = tx.Shreds(ctx, sweepBatch)
			return err
		})
		if err != nil || len(ids) == 0 {
			return done, err
		}
		for _, id := range ids {
			if err := c.Files.Delete(ctx, string(id)); err != nil {
				return done, fmt.Errorf("delete file: %w", err)
			}
		}
		err = c.Store.WriteUnlogged(ctx, func(tx *store.Tx) error {
			var faults []error
			for _, id := range ids {
				faults = append(faults, tx.DeleteShred(ctx, id))
			}
			return errors.Join(faults...)
		})
		if err != nil {
			return done, err
		}
		done += len(ids)
	}
}

// list appends what was erased to the list outside the database.
func (c *core) list(ctx context.Context) (int, error) {
	for done := 0; ; {
		var rows []db.Erasure
		err := c.Store.Read(ctx, func(tx *store.Tx) (err error) {
			rows, err = tx.Erasures(ctx, sweepBatch)
			return err
		})
		if err != nil || len(rows) == 0 {
			return done, err
		}
		for _, row := range rows {
			if err := c.Erasures.Append(row.ID, row.ErasedAt.Time); err != nil {
				return done, err
			}
		}
		err = c.Store.WriteUnlogged(ctx, func(tx *store.Tx) error {
			var faults []error
			for _, row := range rows {
				faults = append(faults, tx.DeleteErasure(ctx, row.ID))
			}
			return errors.Join(faults...)
		})
		if err != nil {
			return done, err
		}
		done += len(rows)
	}
}

// afterErasure does at once what the sweep would do within the hour. The
// erasure itself is already committed.
func (c *core) afterErasure(ctx context.Context) {
	ctx = context.WithoutCancel(ctx)
	c.Passed(ErasureCommitted)
	_, shredded := c.shred(ctx)
	c.Passed(ErasureShredded)
	_, listed := c.list(ctx)
	if err := errors.Join(shredded, listed, c.Store.Truncate(ctx)); err != nil {
		c.Log.WarnContext(ctx, "the sweep will finish an erasure", "error", err)
	}
}

// Reconcile removes files that no record wants and that are older than a day:
// what uploads that were never committed left behind.
func (h *Housekeeping) Reconcile(ctx context.Context) error {
	return h.Files.List(ctx, func(e blob.Entry) error {
		named := blob.CheckName(e.Name) == nil // what is not ours is not touched
		if !named || h.RealNow().Sub(e.Since) < 24*time.Hour {
			return nil
		}
		wanted, err := h.wanted(ctx, photo.FileID(e.Name))
		if err != nil || wanted {
			return err
		}
		return h.Files.Delete(ctx, e.Name)
	})
}

// ErrRestored says that the database holds uploads or pictures that the erasure
// list says are erased: it was restored from a backup and the list was not replayed.
var ErrRestored = errors.New("the database holds pictures that were erased: run `myphoto admin replay-erasures` first")

// ErrNoList says that uploads were erased and the list of them is not there.
var ErrNoList = errors.New("the erasure list is missing: put it back where it was")

// CheckErasures refuses a restored database until the erasure list was
// replayed.
func (h *Housekeeping) CheckErasures(ctx context.Context) error {
	var listed int64
	err := h.Store.Read(ctx, func(tx *store.Tx) (err error) {
		listed, err = tx.CountListed(ctx)
		return err
	})
	if err != nil {
		return fmt.Errorf("count erased uploads: %w", err)
	}
	if there, err := h.Erasures.Exists(); err != nil || listed > 0 && !there {
		return errors.Join(err, ErrNoList)
	}
	return h.Erasures.Each(func(id string) error {
		err := h.Store.Read(ctx, func(tx *store.Tx) error {
			_, err := tx.Returned(ctx, id)
			return err
		})
		switch {
		case errors.Is(err, store.ErrNotFound):
			return nil
		case err != nil:
			return fmt.Errorf("look for what was erased: %w", err)
		}
		return ErrRestored
	})
}

// ReplayErasures erases again what the list says was erased, after a restore;
// it gives how many uploads there were. An upload whose pictures were replaced
// since the backup goes with them: the new ones are lost with the newer
// database.
func (h *Housekeeping) ReplayErasures(ctx context.Context) (int, error) {
	done := 0
	err := h.Erasures.Each(func(id string) error {
		event := system("erase.replay")
		err := h.Store.Write(ctx, event, func(tx *store.Tx) error {
			row, err := tx.Returned(ctx, id)
			if errors.Is(err, store.ErrNotFound) {
				return errNothing
			}
			if err != nil {
				return fmt.Errorf("load upload: %w", err)
			}
			event.Subject, event.Upload = string(row.SubjectID), string(row.ID)
			return tx.EraseUpload(ctx, row, "replay", h.Now())
		})
		switch {
		case errors.Is(err, errNothing):
			return nil
		case err == nil:
			done++
		}
		return err
	})
	if err != nil {
		return done, err
	}
	_, shredded := h.shred(ctx)
	_, listed := h.list(ctx)
	return done, errors.Join(shredded, listed, h.Store.Truncate(ctx))
}
