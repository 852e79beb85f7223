package vault

import (
	"context"
	"errors"
	"fmt"
	"time"

	"myphoto/internal/blob"
	"myphoto/internal/photo"
	"myphoto/internal/service/internal/failpoint"
	"myphoto/internal/store"
)

// batch is the number of records that one transaction handles.
const batch = 100

// orphanAge is the age at which a file without a record is deleted. A younger one
// may belong to an upload that is not committed yet.
const orphanAge = 24 * time.Hour

// DeleteFiles deletes the bytes of files whose keys are destroyed, and returns the
// number of files. One that cannot be deleted is skipped and tried again in the next
// run; the error names the first of them.
func (v *Vault) DeleteFiles(ctx context.Context) (int, error) {
	var failed error
	for done, skipped := 0, 0; ; {
		var ids []photo.FileID
		err := v.config.Store.Read(ctx, func(tx *store.Tx) (err error) {
			ids, err = tx.FilesToDelete(ctx, batch, skipped)
			return err
		})
		if err != nil || len(ids) == 0 {
			return done, errors.Join(err, failed)
		}
		var deleted []photo.FileID
		for _, id := range ids {
			err := v.config.Files.Delete(ctx, string(id))
			if ctx.Err() != nil {
				return done, ctx.Err()
			}
			if err == nil {
				deleted = append(deleted, id)
				continue
			}
			if skipped++; failed == nil {
				failed = fmt.Errorf("delete file %s: %w", id, err)
			}
		}
		err = v.config.Store.WriteUnlogged(ctx, func(tx *store.Tx) error { return tx.FilesDeleted(ctx, deleted) })
		if err != nil {
			return done, errors.Join(err, failed)
		}
		done += len(deleted)
	}
}

// AppendErasureList appends what was erased to the erasure list outside the
// database, and returns the number of entries. A row that the service did not write is
// deleted instead: what it names need not be erased, and would be after a restore.
func (v *Vault) AppendErasureList(ctx context.Context) (int, error) {
	for done := 0; ; {
		var erased, forged []store.Erasure
		err := v.config.Store.Read(ctx, func(tx *store.Tx) (err error) {
			erased, forged, err = tx.Erasures(ctx, batch)
			return err
		})
		if err != nil || len(erased)+len(forged) == 0 {
			return done, err
		}
		for _, e := range erased {
			if err := v.config.Erasures.Append(e.ID, e.ErasedAt); err != nil {
				return done, err
			}
		}
		for _, e := range forged {
			v.config.Log.ErrorContext(ctx, "a record was not written by this service: it is deleted, and nothing is added to the erasure list",
				"table", "erasures", "key", e.ID)
		}
		err = v.config.Store.WriteUnlogged(ctx, func(tx *store.Tx) error {
			return errors.Join(tx.DeleteErasures(ctx, erased), tx.DeleteErasures(ctx, forged))
		})
		if err != nil {
			return done, err
		}
		done += len(erased)
	}
}

// AfterErasure does immediately what the sweep would do within the hour. The erasure
// itself is already committed, so a failure is only logged.
func (v *Vault) AfterErasure(ctx context.Context) {
	ctx = context.WithoutCancel(ctx)
	v.config.Failpoint(failpoint.ErasureCommitted)
	_, deleted := v.DeleteFiles(ctx)
	v.config.Failpoint(failpoint.ErasureShredded)
	_, listed := v.AppendErasureList(ctx)
	if err := errors.Join(deleted, listed, v.config.Store.Truncate(ctx)); err != nil {
		v.config.Log.WarnContext(ctx, "the sweep will finish an erasure", "error", err)
	}
}

// Reconcile deletes files that have no record and are older than a day: they belong
// to uploads that were never committed.
func (v *Vault) Reconcile(ctx context.Context) error {
	return v.config.Files.List(ctx, func(e blob.Entry) error {
		named := blob.CheckName(e.Name) == nil // a foreign file is not touched
		if !named || v.config.RealNow().Sub(e.Since) < orphanAge {
			return nil
		}
		wanted, err := v.hasRecord(ctx, photo.FileID(e.Name))
		if err != nil || wanted {
			return err
		}
		return v.config.Files.Delete(ctx, e.Name)
	})
}
