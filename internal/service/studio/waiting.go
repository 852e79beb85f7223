package studio

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"myphoto/internal/inspect"
	"myphoto/internal/photo"
	"myphoto/internal/photo/progress"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/vault"
	"myphoto/internal/store"
)

// loadWaiting completes the replacement of pictures with those that an earlier one,
// which was refused, left waiting; sub.waiting is then empty where none do.
func (s *Service) loadWaiting(ctx context.Context, who photo.Operator, sub submission) (submission, error) {
	if sub.waiting == "" {
		return sub, nil
	}
	err := s.config.Store.Read(ctx, func(tx *store.Tx) error {
		u, found, err := s.waitingDraft(ctx, tx, who, sub.waiting)
		if err != nil {
			return err
		}
		if !found {
			sub.waiting = ""
			return nil
		}
		key, err := s.config.Vault.Key(ctx, tx, u.Upload)
		if err != nil {
			return err
		}
		details, err := vault.OpenDetails(key, u)
		if err != nil {
			return err
		}
		waiting, err := vault.Masters(ctx, tx, key, u.ID)
		sub = sub.keeping(waiting, details)
		return err
	})
	return sub, err
}

// waitingDraft returns the draft with the pictures of a refused replacement, and
// reports whether there still is one.
func (s *Service) waitingDraft(
	ctx context.Context, tx *store.Tx, who photo.Operator, id photo.UploadID,
) (u store.Upload, found bool, err error) {
	if id == "" {
		return u, false, nil
	}
	u, err = s.owned(ctx, tx, who, id)
	if errors.Is(err, photo.ErrNotFound) {
		return u, false, nil
	}
	return u, err == nil && u.State == photo.Draft && !u.Overdue(s.config.Now()), err
}

// keeping returns the submission with the stored masters of an upload or a draft in
// place of those of the same items. The frames chosen for a photo come with it.
func (sub submission) keeping(masters []vault.LockedFile, of vault.Details) submission {
	sub.stored = overlay(sub.stored, masters)
	if slices.ContainsFunc(masters, func(one vault.LockedFile) bool { return one.Item == photo.ItemPhoto }) {
		sub.crops = of.Crops
	}
	return sub
}

// overlay returns the masters of an upload with those of the same items replaced, and
// the others added.
func overlay(stored, waiting []vault.LockedFile) []vault.LockedFile {
	list := waiting
	for _, one := range stored {
		if !slices.ContainsFunc(waiting, func(w vault.LockedFile) bool { return w.Item == one.Item }) {
			list = append(list, one)
		}
	}
	return list
}

// wait keeps the new pictures of a replacement that was refused in a draft of their
// own, in place of those that waited before. It reports whether it kept any, and
// returns why the replacement was refused. Where there is no room for them
// ([photo.ErrDraftBytes]), it says that too.
func (s *Service) wait(ctx context.Context, who photo.Operator, sub submission, j judged) (kept bool, err error) {
	var fresh []inspect.Picture
	for _, p := range j.pictures {
		if slices.Contains(j.fresh, p.Item) {
			fresh = append(fresh, p)
		}
	}
	if len(fresh) == 0 {
		return false, sub.refused
	}
	draft, now := sub, s.config.Now()
	draft.upload = photo.Upload{
		ID: photo.NewUploadID(), Studio: sub.upload.Studio, By: sub.upload.By, State: photo.Draft,
		Documents: sub.upload.Documents, CreatedAt: now, ChangedAt: now,
	}
	key, wrapped, err := s.config.Vault.NewKey(draft.upload)
	if err != nil {
		return false, err
	}
	draft.key, draft.event = key, journal.ByOperator(journal.DraftUpload, who, draft.upload.ID)
	draft.describe(j.verdict)
	files := s.seal(draft, fresh)
	err = s.config.Vault.Put(ctx, files, func() error {
		return s.config.Store.WriteSignedIn(ctx, draft.event, sub.session, func(tx *store.Tx) error {
			label, err := s.linkWaiting(ctx, tx, who, sub, draft.upload.ID)
			if err != nil {
				return err
			}
			record := store.Upload{Upload: draft.upload}
			record.SealedDetails, err = vault.SealDetails(key, draft.upload.ID, vault.Details{
				Label: label, Verdict: j.verdict, Options: sub.form.Options, Typed: &photo.Contact{}, Replaces: sub.upload.ID,
			})
			if err != nil {
				return err
			}
			if err := tx.CreateUpload(ctx, record, wrapped); err != nil {
				return fmt.Errorf("record draft: %w", err)
			}
			return s.recordFiles(ctx, tx, draft, j.verdict, files)
		})
	})
	if err != nil {
		return false, sub.orNoRoom(err)
	}
	s.config.Vault.AfterErasure(ctx)
	return true, sub.refused
}

// linkWaiting names the draft with the waiting pictures in the upload whose pictures
// they would replace, drops those that waited before, and returns the upload's label.
// It refuses [photo.ErrMoved] where other pictures wait than the new ones were joined
// with.
func (s *Service) linkWaiting(
	ctx context.Context, tx *store.Tx, who photo.Operator, sub submission, draft photo.UploadID,
) (label string, err error) {
	u, err := s.owned(ctx, tx, who, sub.upload.ID)
	if err != nil {
		return "", err
	}
	if _, err := u.Replace(s.config.Now()); err != nil {
		return "", err
	}
	details, err := vault.OpenDetails(sub.key, u)
	if err != nil {
		return "", err
	}
	if details.Waiting != sub.linked {
		return "", photo.ErrMoved
	}
	if err := s.dropWaiting(ctx, tx, who, details.Waiting); err != nil {
		return "", err
	}
	details.Waiting = draft
	if u.SealedDetails, err = vault.SealDetails(sub.key, u.ID, details); err != nil {
		return "", err
	}
	return details.Label, tx.SaveUpload(ctx, u)
}

// dropWaiting erases the draft with the pictures of a replacement that was refused,
// where there still is one, and records that it ended.
func (s *Service) dropWaiting(ctx context.Context, tx *store.Tx, who photo.Operator, id photo.UploadID) error {
	if id == "" {
		return nil
	}
	u, err := tx.Upload(ctx, id)
	if err != nil || u.State != photo.Draft {
		return err
	}
	now := s.config.Now()
	if err := tx.EraseUpload(ctx, u, progress.Withdrawn, now); err != nil {
		return err
	}
	return tx.Record(ctx, journal.ByOperator(journal.WithdrawUpload, who, id), now)
}
