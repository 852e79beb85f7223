package vault

import (
	"context"
	"errors"
	"fmt"

	"myphoto/internal/blob"
	"myphoto/internal/photo"
	"myphoto/internal/store"
)

// ErrOtherFiles means that the files are not those that belong to the database: a
// disk is not mounted, or an address is wrong.
var ErrOtherFiles = errors.New("the folder of files is not the one of this database: mount its disk, or correct MYPHOTO_FILES_URL")

// BindFiles compares the mark of the files with the one that the database knows. It
// returns [ErrOtherFiles] when they differ, also when one of them is missing. A
// program that serves marks the files at its first start.
func (v *Vault) BindFiles(ctx context.Context, serves bool) error {
	bound, used, err := v.boundFiles(ctx)
	if err != nil {
		return fmt.Errorf("load mark of files: %w", err)
	}
	mark, err := v.config.Files.Mark(ctx)
	switch {
	case err == nil && mark == bound:
		return nil
	case err == nil:
		return fmt.Errorf("%w: it has the mark %q and the database knows %q", ErrOtherFiles, mark, bound)
	case !errors.Is(err, blob.ErrNotFound):
		return fmt.Errorf("read mark of files: %w", err)
	case used:
		return fmt.Errorf("%w: it has no mark and the database knows %q", ErrOtherFiles, bound)
	case !serves:
		return nil
	}
	if bound == "" {
		if bound, err = v.bindFiles(ctx); err != nil {
			return fmt.Errorf("save mark of files: %w", err)
		}
	}
	return v.config.Files.SetMark(ctx, bound)
}

// boundFiles returns the mark that the database knows, empty before the first start,
// and whether it has any files.
func (v *Vault) boundFiles(ctx context.Context) (bound string, used bool, err error) {
	err = v.config.Store.Read(ctx, func(tx *store.Tx) error {
		if bound, err = tx.Bound(ctx, store.BoundFiles); err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		used, err = tx.HasFiles(ctx)
		return err
	})
	return bound, used, err
}

func (v *Vault) bindFiles(ctx context.Context) (mark string, err error) {
	mark = photo.NewID("files_")
	err = v.config.Store.WriteUnlogged(ctx, func(tx *store.Tx) error {
		return tx.Bind(ctx, store.BoundFiles, mark, v.config.Now())
	})
	return mark, err
}

// CheckPresent returns [photo.ErrUnavailable] when the bytes of a file are missing.
func (v *Vault) CheckPresent(ctx context.Context, files []ReleasedFile) error {
	for _, f := range files {
		there, err := v.config.Files.Has(ctx, string(f.file.ID))
		if err != nil {
			return fmt.Errorf("look for sealed file: %w", err)
		}
		if there {
			continue
		}
		if err := v.missing(ctx, f.file.ID); !errors.Is(err, photo.ErrErased) {
			return err
		}
	}
	return nil
}

// missing returns [photo.ErrErased] for a file that was erased since its record was
// loaded. When the record is still there, the bytes were lost: that is
// [photo.ErrUnavailable], never told as if somebody had erased them.
func (v *Vault) missing(ctx context.Context, id photo.FileID) error {
	wanted, err := v.hasRecord(ctx, id)
	if err != nil {
		return fmt.Errorf("look for record of file: %w", err)
	}
	if !wanted {
		return photo.ErrErased
	}
	v.lost.Add(1)
	v.config.Log.ErrorContext(ctx, "the bytes of a file are missing", "file", id)
	return fmt.Errorf("sealed file is missing: %w", photo.ErrUnavailable)
}

// Lost returns how often the bytes of a file were missing since the start.
func (v *Vault) Lost() int64 { return v.lost.Load() }
