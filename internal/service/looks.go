package service

import (
	"context"
	"errors"
	"fmt"

	"myphoto/internal/photo"
	"myphoto/internal/seal"
	"myphoto/internal/store"
	"myphoto/internal/store/db"
)

func checksBound(id photo.UploadID, profile photo.ProfileID) string {
	return fmt.Sprintf("checks/%s/%s", id, profile)
}

// keepLooks records what looking at the pictures of an upload gave: the files
// themselves, what the applications of each document will be told, and the
// marks in the statistics of the rules.
func (s *Studios) keepLooks(ctx context.Context, tx *store.Tx, in *intake) error {
	if err := keep(ctx, tx, in.files); err != nil {
		return err
	}
	if err := tx.CountTallies(ctx, in.upload.Studio, s.Now(), in.verdict.Tallies()); err != nil {
		return err
	}
	if in.draft() {
		return nil
	}
	for _, id := range in.form.Documents {
		sealed, err := sealJSON(in.key, in.verdict.Checks(id), checksBound(in.upload.ID, id))
		if err != nil {
			return err
		}
		err = tx.InsertChecks(ctx, db.InsertChecksParams{UploadID: in.upload.ID, Profile: id, Sealed: sealed})
		if err != nil {
			return fmt.Errorf("record checks: %w", err)
		}
	}
	return nil
}

// checks opens what an application is told of the verdict for its document, as
// JSON; nothing where the upload was not made for that document.
func (a *Applications) checks(ctx context.Context, tx *store.Tx, key seal.Key, id photo.UploadID, profile photo.ProfileID) ([]byte, error) {
	sealed, err := tx.Checks(ctx, db.ChecksParams{UploadID: id, Profile: profile})
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("load checks: %w", err)
	}
	told, err := key.OpenText(sealed, checksBound(id, profile))
	if err != nil {
		return nil, fmt.Errorf("open checks: %w", err)
	}
	return []byte(told), nil
}
