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
// number of files.
func (v *Vault) DeleteFiles(ctx context.Context) (int, error) {
	for done := 0; ; {
		var ids []photo.FileID
		err := v.config.Store.Read(ctx, func(tx *store.Tx) (err error) {
			ids, err = tx.FilesToDelete(ctx, batch)
			return err
		})
		if err != nil || len(ids) == 0 {
			return done, err
		}
		for _, id := range ids {
			if err := v.config.Files.Delete(ctx, string(id)); err != nil {
				return done, fmt.Errorf("delete file: %w", err)
			}
		}
		err = v.config.Store.WriteUnlogged(ctx, func(tx *store.Tx) error { return tx.FilesDeleted(ctx, ids) })
		if err != nil {
			return done, err
		}
		done += len(ids)
	}
}

// AppendErasureList appends what was erased to the erasure list outside the
// database, and returns the number of entries.
func (v *Vault) AppendErasureList(ctx context.Context) (int, error) {
	for done := 0; ; {
		var erased []store.Erasure
		err := v.config.Store.Read(ctx, func(tx *store.Tx) (err error) {
			erased, err = tx.Erasures(ctx, batch)
			return err
		})
		if err != nil || len(erased) == 0 {
			return done, err
		}
		for _, e := range erased {
			if err := v.config.Erasures.Append(e.ID, e.ErasedAt); err != nil {
				return done, err
			}
		}
		err = v.config.Store.WriteUnlogged(ctx, func(tx *store.Tx) error { return tx.ErasuresListed(ctx, erased) })
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
