package citizen

import (
	"context"
	"errors"
	"fmt"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/vault"
	"myphoto/internal/service/outbox"
	"myphoto/internal/store"
)

// claimed is an open claim with its upload.
type claimed struct {
	claim  store.Claim
	upload store.Upload
}

// claims loads the citizen's open claims that can still be used: first the one that was
// opened last.
func (s *Service) claims(ctx context.Context, tx *store.Tx, who photo.Citizen) ([]claimed, error) {
	open, err := tx.OpenClaims(ctx, who.Subject())
	if err != nil {
		return nil, fmt.Errorf("load claims: %w", err)
	}
	var list []claimed
	for _, one := range open {
		u, err := tx.Upload(ctx, one.Upload)
		if err != nil {
			return nil, fmt.Errorf("load upload: %w", err)
		}
		if _, err := u.Open(who.Subject(), s.config.Now()); err == nil {
			list = append(list, claimed{one, u})
		}
	}
	return list, nil
}

// claim loads the citizen's latest open claim and its upload; [photo.ErrNoFiles] when
// there is none that can be used.
func (s *Service) claim(ctx context.Context, tx *store.Tx, who photo.Citizen) (store.Claim, store.Upload, error) {
	list, err := s.claims(ctx, tx, who)
	if err == nil && len(list) == 0 {
		err = photo.ErrNoFiles
	}
	if err != nil {
		return store.Claim{}, store.Upload{}, err
	}
	return list[0].claim, list[0].upload, nil
}

// Claimed returns what the citizen is about to approve or reject;
// [photo.ErrNoFiles] when there is no open claim.
func (s *Service) Claimed(ctx context.Context, who photo.Citizen) (ClaimView, error) {
	var page ClaimView
	err := s.config.Store.Read(ctx, func(tx *store.Tx) error {
		claim, u, err := s.claim(ctx, tx, who)
		if err != nil {
			return err
		}
		if page.UploadView, err = s.view(ctx, tx, u); err != nil {
			return err
		}
		page.ApprovedAt = claim.ApprovedAt
		page.LinkedDay = u.LastDayIfAssociatedAt(s.config.Now())
		current, err := s.current(ctx, tx, who)
		if errors.Is(err, photo.ErrNoFiles) || err == nil && current.ID == u.ID {
			return nil
		}
		if err != nil {
			return err
		}
		replaces, err := s.view(ctx, tx, current)
		page.Replaces = &replaces
		return err
	})
	return page, err
}

// Approve accepts the pictures of the open claim, namely those that were shown
// with the given Claim.PicturesVersion; association is a step of its own.
// [ErrPicturesChanged] when they are others now, or when the version is empty.
func (s *Service) Approve(ctx context.Context, who photo.Citizen, picturesVersion string) error {
	event := journal.ByCitizen(journal.ApproveClaim, who)
	return s.config.Store.WriteActing(ctx, event, who, func(tx *store.Tx) error {
		claim, u, err := s.claim(ctx, tx, who)
		if err != nil {
			return err
		}
		event.Upload = string(u.ID)
		if picturesVersion == "" { // nobody approves what was not shown
			return ErrPicturesChanged
		}
		if err := checkUnchanged(ctx, tx, u.ID, picturesVersion); err != nil {
			return err
		}
		return tx.ApproveClaim(ctx, claim, s.config.Now())
	})
}

// checkUnchanged refuses when the pictures of the newest claim are not those that
// were shown: another code may have been opened in another window. An empty
// version stands for whatever is there.
func checkUnchanged(ctx context.Context, tx *store.Tx, id photo.UploadID, shown string) error {
	if shown == "" {
		return nil
	}
	files, err := tx.Files(ctx, id)
	if err != nil {
		return fmt.Errorf("load files: %w", err)
	}
	if shown != vault.PicturesVersion(files) {
		return ErrPicturesChanged
	}
	return nil
}

// Reject refuses the pictures of the open claim, with a reason that the studio is
// told. Nothing is associated and the code stays claimable; its last day is
// returned. Rejecting twice is no fault.
func (s *Service) Reject(ctx context.Context, who photo.Citizen, in RejectInput) (time.Time, error) {
	if fault := photo.CheckText(in.Note, photo.MaxRejectNote); fault != nil {
		return time.Time{}, fault.OnField("note")
	}
	var lastDay time.Time
	event := journal.ByCitizen(journal.RejectClaim, who)
	err := s.config.Store.WriteActing(ctx, event, who, func(tx *store.Tx) error {
		now := s.config.Now()
		if before, done := s.rejectedBefore(ctx, tx, who, in); done { // pressed twice
			lastDay = before.LastDay()
			return store.ErrNothing
		}
		claim, u, err := s.claim(ctx, tx, who)
		if err != nil {
			return err
		}
		event.Upload, event.Studio = string(u.ID), string(u.Studio)
		if err := checkUnchanged(ctx, tx, u.ID, in.PicturesVersion); err != nil {
			return err
		}
		if u.Upload, err = u.Reject(in.Reason, now); err != nil {
			return err
		}
		event.Facts["reason"] = string(in.Reason) // until here it may be anything somebody typed
		if u.SealedDetails, err = s.sealRejectNote(ctx, tx, u, in.Note); err != nil {
			return err
		}
		lastDay = u.LastDay()
		if err := errors.Join(tx.SaveUpload(ctx, u), tx.CloseClaim(ctx, claim, now)); err != nil {
			return err
		}
		return s.config.Outbox.QueueNotice(ctx, tx, outbox.Notice{
			Kind: outbox.NoticeRejected, Upload: u.ID, To: u.By, Prefer: photo.ChannelEmail, Made: now,
		})
	})
	if errors.Is(err, store.ErrNothing) {
		return lastDay, nil
	}
	if err == nil {
		s.config.Outbox.Wake()
	}
	return lastDay, err
}

// rejectedBefore returns the upload and reports whether the citizen has rejected its
// pictures for the same reason already, and neither opened the code again since nor
// got others.
func (s *Service) rejectedBefore(ctx context.Context, tx *store.Tx, who photo.Citizen, in RejectInput) (store.Upload, bool) {
	u, err := tx.Upload(ctx, in.Upload)
	if err != nil || u.State != photo.Waiting || u.Overdue(s.config.Now()) || u.RejectedAt.IsZero() || u.RejectReason != in.Reason {
		return u, false
	}
	by, err := tx.Rejecter(ctx, u)
	return u, err == nil && by == who.Subject()
}

// sealRejectNote returns the sealed details of an upload with what the citizen added
// to the reason.
func (s *Service) sealRejectNote(ctx context.Context, tx *store.Tx, u store.Upload, note string) ([]byte, error) {
	key, err := s.config.Vault.Key(ctx, tx, u.Upload)
	if err != nil {
		return nil, err
	}
	details, err := vault.OpenDetails(key, u)
	if err != nil {
		return nil, err
	}
	details.RejectNote = note
	return vault.SealDetails(key, u.ID, details)
}
