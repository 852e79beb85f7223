package studio

import (
	"context"
	"errors"
	"fmt"

	"myphoto/internal/photo"
	"myphoto/internal/photo/progress"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/vault"
	"myphoto/internal/store"
)

// manualActs returns the acts on an upload that a studio may do by hand.
func manualActs() []photo.UploadAct {
	return []photo.UploadAct{photo.Publish, photo.Discard, photo.Resend, photo.Replace, photo.Withdraw}
}

// View returns everything about one of the operator's uploads.
func (s *Service) View(ctx context.Context, who photo.Operator, id photo.UploadID) (page UploadPage, err error) {
	err = s.config.Store.Read(ctx, func(tx *store.Tx) error {
		u, err := s.owned(ctx, tx, who, id)
		if err != nil {
			return err
		}
		page, err = s.page(ctx, tx, who, u)
		return err
	})
	if errors.Is(err, photo.ErrNotFound) {
		err = s.config.Store.Refuse(ctx, journal.ByOperator(journal.ViewUpload, who, id), err)
	}
	return page, err
}

func (s *Service) page(ctx context.Context, tx *store.Tx, who photo.Operator, u store.Upload) (UploadPage, error) {
	o, err := s.open(ctx, tx, u)
	if err != nil {
		return UploadPage{}, err
	}
	files, err := tx.Files(ctx, u.ID)
	if err != nil {
		return UploadPage{}, fmt.Errorf("load files: %w", err)
	}
	page := UploadPage{
		UploadRow: o.row, Items: vault.FactsOf(files, photo.Master), Derivatives: vault.FactsOf(files, photo.Derivative),
		Verdict: o.details.Verdict, Options: o.details.Options, ResendsLeft: photo.MaxResends - u.Resends,
		Replaces: o.details.Replaces,
		SentAt:   u.SentAt, ViewedAt: u.ViewedAt, RejectedAt: u.RejectedAt, AssociatedAt: u.AssociatedAt,
	}
	waiting, found, err := s.waitingDraft(ctx, tx, who, o.details.Waiting)
	if err != nil {
		return UploadPage{}, err
	}
	if found {
		page.Waiting = waiting.ID
	}
	if page.Opened, err = tx.HasOpenClaim(ctx, u.ID); err != nil {
		return UploadPage{}, fmt.Errorf("load claims: %w", err)
	}
	page.Opened = page.Opened && !page.Bound
	if !u.Overdue(s.config.Now()) {
		for _, act := range manualActs() {
			if _, ok := photo.Next(u.State, act); ok {
				page.Acts = append(page.Acts, act)
			}
		}
	}
	if o.details.Typed != nil {
		page.Typed = DraftForm{
			Documents: u.Documents, Contact: *o.details.Typed, Options: o.details.Options, Ticket: o.details.Ticket,
			Label: o.details.Label,
		}
	}
	page.Messages, err = s.messages(ctx, tx, u.ID, o)
	return page, err
}

// messages returns what is known of every message of an upload. Where a message
// went is shown only while the contact is kept.
func (s *Service) messages(ctx context.Context, tx *store.Tx, id photo.UploadID, o opened) ([]MessageProgress, error) {
	attempts, err := tx.Attempts(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("load attempts: %w", err)
	}
	var list []MessageProgress
	old := len(o.messages) - len(ofNewestCode(o.messages))
	for i, m := range o.messages {
		d := MessageProgress{
			Channel: m.Channel, State: m.State, Old: i < old,
			CreatedAt: m.CreatedAt, AcceptedAt: m.AcceptedAt, SettledAt: m.SettledAt,
		}
		if !d.Old { // an old one may have gone to a contact that was corrected since
			d.Contact = o.reach.Masked(d.Channel)
		}
		if m.State == progress.Queued {
			d.NextAt = m.RunAt
		}
		for _, a := range attempts {
			if a.Message == m.ID {
				d.Attempts = append(d.Attempts, SendAttempt{At: a.MadeAt, Outcome: a.Outcome})
			}
		}
		list = append(list, d)
	}
	return list, nil
}

// Picture returns the preview of a picture, or a derivative of it but never the
// master, to the studio that made it, until the first association. That it was
// viewed is recorded before the bytes leave; [photo.TooManyRequests] for too many.
func (s *Service) Picture(
	ctx context.Context, who photo.Operator, id photo.UploadID, ref photo.PictureRef,
) (photo.Picture, error) {
	var locked vault.LockedFile
	event := journal.ByOperator(journal.ViewPicture, who, id)
	event.Facts["item"], ref.Master = journal.Item(ref.Item), false
	release, err := s.config.Quota.Look(ctx, event)
	if err != nil {
		return photo.Picture{}, err
	}
	err = s.change(ctx, event, who, func(tx *store.Tx, u store.Upload) (err error) {
		if !u.AssociatedAt.IsZero() || u.Overdue(s.config.Now()) {
			return photo.ErrNotFound
		}
		locked, err = s.config.Vault.View(ctx, tx, event, u.Upload, ref)
		return err
	})
	if err != nil {
		release()
		return photo.Picture{}, err
	}
	return s.config.Vault.Picture(ctx, locked, release)
}
