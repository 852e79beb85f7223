package studio

import (
	"context"
	"errors"
	"fmt"

	"myphoto/internal/photo"
	"myphoto/internal/service/internal/idempotency"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/vault"
	"myphoto/internal/store"
)

// Continue takes a corrected draft. Pictures left empty, or that cannot be read, stay
// as they are; they are judged again for the chosen documents. After a refusal the
// draft keeps the pictures that the form brought and what was typed, as after
// [Service.Upload]; where it brought none, the draft is not changed.
func (s *Service) Continue(ctx context.Context, who photo.Operator, id photo.UploadID, f Form) (FormOutcome, error) {
	request := requestOf(who, f, id)
	sub := submission{event: journal.ByOperator(journal.CreateUpload, who, id), session: who.InSession(), who: who, form: f}
	earlier, found, err := s.lookup(ctx, &request, &sub)
	if err != nil || found {
		return earlier, err
	}
	if sub, err = s.loadDraft(ctx, who, id, sub); err != nil {
		return FormOutcome{}, err
	}
	if sub, err = s.withTicket(ctx, sub); err != nil {
		return FormOutcome{}, err
	}
	if sub.refused != nil && !f.keepable(sub.refused) {
		return FormOutcome{}, sub.refused
	}
	sub, j, err := s.reinspect(ctx, sub)
	if err != nil {
		return FormOutcome{}, err
	}
	sub.refused = join(sub.refused, j.faults)
	if j, err = s.decide(ctx, sub, j); err != nil {
		return FormOutcome{}, err
	}
	out, err := s.amend(ctx, who, sub, j, request)
	if err == nil || out.Draft {
		s.config.Vault.AfterErasure(ctx)
	}
	return out, err
}

// amend commits a corrected draft; the files it had are erased.
func (s *Service) amend(
	ctx context.Context, who photo.Operator, sub submission, j judged, r idempotency.Request,
) (FormOutcome, error) {
	return s.submit(ctx, sub, j, r, func(tx *store.Tx, sub submission) (code photo.Code, err error) {
		u, err := s.owned(ctx, tx, who, sub.upload.ID)
		if err != nil {
			return code, err
		}
		if err := sub.checkUnchanged(ctx, tx); err != nil {
			return code, err
		}
		if u.Upload, err = u.Amend(s.config.Now()); err != nil {
			return code, err
		}
		u.Documents = sub.form.Documents
		if u, code, err = s.complete(u, sub, j.verdict); err != nil {
			return code, err
		}
		if err := tx.SaveUpload(ctx, u); err != nil {
			return code, err
		}
		return code, tx.EraseFiles(ctx, u.ID, s.config.Now())
	})
}

// loadDraft completes a submission with the draft that it corrects; what is wrong with
// its fields is why it is refused.
func (s *Service) loadDraft(ctx context.Context, who photo.Operator, id photo.UploadID, sub submission) (submission, error) {
	sub, err := s.load(ctx, who, id, sub)
	if err != nil {
		return sub, err
	}
	if sub.upload.State != photo.Draft {
		return sub, photo.ErrMoved
	}
	has := map[photo.Item]bool{}
	for _, locked := range sub.stored {
		has[locked.Item] = true
	}
	reach, faults := sub.form.validate(has, s.config.SMSCountries)
	sub.form = sub.form.cleaned()
	sub.reach, sub.refused, sub.upload.Documents = reach, join(sub.refused, faults), sub.form.Documents
	return sub, nil
}

// load completes a submission with the upload that it changes: its key, its
// contact, its masters, and how they were judged.
func (s *Service) load(ctx context.Context, who photo.Operator, id photo.UploadID, sub submission) (submission, error) {
	err := s.config.Store.Read(ctx, func(tx *store.Tx) error {
		u, err := s.owned(ctx, tx, who, id)
		if err != nil {
			return err
		}
		sub.upload = u.Upload
		if u.Overdue(s.config.Now()) {
			return photo.ErrErased
		}
		if sub.key, err = s.config.Vault.Key(ctx, tx, u.Upload); err != nil {
			return err
		}
		details, err := vault.OpenDetails(sub.key, u)
		if err != nil {
			return err
		}
		sub.form.Options = sub.form.After(details.Options)
		if sub.reach, err = vault.OpenContact(sub.key, u); err != nil {
			return err
		}
		sub.waiting, sub.linked, sub.redone = details.Waiting, details.Waiting, details.Redone
		if sub.seen, err = version(ctx, tx, id); err != nil {
			return err
		}
		masters, err := vault.Masters(ctx, tx, sub.key, id)
		sub = sub.keeping(masters, details)
		return err
	})
	if errors.Is(err, photo.ErrNotFound) {
		err = s.config.Store.Refuse(ctx, journal.ByOperator(journal.ChangeUpload, who, id), err)
	}
	return sub, err
}

// checkUnchanged returns [photo.ErrMoved] when the upload no longer has the pictures
// that it had when they were judged: somebody else has changed them, and those that
// stay would bring erased ones back.
func (sub submission) checkUnchanged(ctx context.Context, tx *store.Tx) error {
	now, err := version(ctx, tx, sub.upload.ID)
	if err == nil && now != sub.seen {
		err = photo.ErrMoved
	}
	return err
}

// version returns the version of the pictures of an upload.
func version(ctx context.Context, tx *store.Tx, id photo.UploadID) (string, error) {
	files, err := tx.Files(ctx, id)
	if err != nil {
		return "", fmt.Errorf("load files: %w", err)
	}
	return vault.PicturesVersion(files), nil
}
