package citizen

import (
	"context"

	"myphoto/internal/photo"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/vault"
	"myphoto/internal/store"
)

// Picture opens one picture of the citizen's own: of the open claim, or of an
// upload that is or was associated; [photo.ErrNotFound] for any other. The view
// is recorded before the bytes leave; [photo.TooManyRequests] for too many.
func (s *Service) Picture(ctx context.Context, who photo.Citizen, upload photo.UploadID, ref photo.PictureRef) (photo.Picture, error) {
	var locked vault.LockedFile
	event := journal.ByCitizen(journal.ViewPicture, who)
	event.Upload, event.Facts["item"] = journal.ID(upload), journal.Item(ref.Item)
	release, err := s.config.Quota.Look(ctx, event)
	if err != nil {
		return photo.Picture{}, err
	}
	err = s.config.Store.WriteActing(ctx, event, who, func(tx *store.Tx) error {
		u, err := s.ownUpload(ctx, tx, who, upload)
		if err == nil {
			locked, err = s.config.Vault.View(ctx, tx, event, u.Upload, ref)
		}
		if err == nil {
			err = s.viewBound(ctx, tx, who, u)
		}
		return err
	})
	if err != nil {
		release()
		return photo.Picture{}, err
	}
	return s.config.Vault.Picture(ctx, locked, release)
}

// viewBound records that a bound upload was seen: nobody submits its code.
func (s *Service) viewBound(ctx context.Context, tx *store.Tx, who photo.Citizen, u store.Upload) error {
	if u.Bound == "" || u.State != photo.Waiting || !u.ViewedAt.IsZero() && u.ReplacedAt.IsZero() {
		return nil
	}
	next, err := u.Open(who.Subject(), s.config.Now())
	if err != nil {
		return err
	}
	u.Upload = next
	return tx.SaveUpload(ctx, u)
}

// ownUpload loads an upload that the citizen has claimed or associated;
// [photo.ErrNotFound] for any other.
func (s *Service) ownUpload(ctx context.Context, tx *store.Tx, who photo.Citizen, id photo.UploadID) (store.Upload, error) {
	u, err := tx.Upload(ctx, id)
	if err != nil {
		return u, store.NotFoundOr(photo.ErrNotFound, "upload", err)
	}
	if u.Overdue(s.config.Now()) {
		return u, photo.ErrNotFound
	}
	if u.Subject == who.Subject() && u.State != photo.Erased {
		return u, nil
	}
	_, claimed, err := s.claim(ctx, tx, who)
	if err != nil || claimed.ID != id {
		return u, photo.ErrNotFound
	}
	return claimed, nil
}

// associatedUpload loads an upload that is or was associated with the citizen's
// subject; [photo.ErrNotFound] for any other.
func (s *Service) associatedUpload(ctx context.Context, tx *store.Tx, who photo.Citizen, id photo.UploadID) (store.Upload, error) {
	u, err := s.ownUpload(ctx, tx, who, id)
	if err == nil && u.Subject != who.Subject() {
		err = photo.ErrNotFound
	}
	return u, err
}
