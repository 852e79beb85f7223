package studio

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/service/internal/failpoint"
	"myphoto/internal/service/internal/idempotency"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/vault"
	"myphoto/internal/store"
)

// Upload takes a client's pictures. Pictures that an office would not accept, or
// advice that was not acknowledged, make a sealed draft; otherwise the upload, its
// code and the messages are committed together. A form that is refused, for faults of
// its fields, all at once, or because the contact has had its messages of today, makes
// a draft too where a picture of it can be read: the outcome names it beside the
// refusal. Without one, nothing is changed.
func (s *Service) Upload(ctx context.Context, who photo.Operator, f Form) (FormOutcome, error) {
	request := requestOf(who, f, "")
	now := s.config.Now()
	sub := submission{
		event: journal.ByOperator(journal.CreateUpload, who, ""), session: who.InSession(), who: who, form: f.cleaned(),
		upload: photo.Upload{
			ID: photo.NewUploadID(), Studio: who.At(), By: who.Who(), State: photo.Draft, CreatedAt: now, ChangedAt: now,
		},
	}
	sub.upload.Documents = sub.form.Documents
	if sub.reach, sub.refused = f.validate(nil, s.config.SMSCountries); sub.refused != nil && !f.keepable(sub.refused) {
		return FormOutcome{}, sub.refused
	}
	earlier, found, err := s.lookup(ctx, &request, &sub)
	if err != nil || found {
		return earlier, err
	}
	if sub, err = s.withTicket(ctx, sub); err != nil {
		return FormOutcome{}, err
	}
	j, err := s.inspect(ctx, sub)
	if err != nil {
		return FormOutcome{}, err
	}
	if sub.refused = join(sub.refused, j.faults); sub.refused != nil && len(j.pictures) == 0 {
		return FormOutcome{}, sub.refused
	}
	if j, err = s.decide(ctx, sub, j); err != nil {
		return FormOutcome{}, err
	}
	var wrapped []byte
	if sub.key, wrapped, err = s.config.Vault.NewKey(sub.upload); err != nil {
		return FormOutcome{}, err
	}
	sub.event.Upload = string(sub.upload.ID)
	return s.submit(ctx, sub, j, request, func(tx *store.Tx, sub submission) (photo.Code, error) {
		if err := mayWork(ctx, tx, who); err != nil {
			return photo.Code{}, err
		}
		u, code, err := s.complete(store.Upload{Upload: sub.upload}, sub, j.verdict)
		if err != nil {
			return code, err
		}
		if err := tx.CreateUpload(ctx, u, wrapped); err != nil {
			return code, fmt.Errorf("record upload: %w", err)
		}
		return code, nil
	})
}

// requestOf returns by what a repeated form is known, for a new upload or for the
// draft with the id. The pictures count by their digests.
func requestOf(who photo.Operator, f Form, draft photo.UploadID) idempotency.Request {
	photoSum, signatureSum := sha256.Sum256(f.Photo.Bytes), sha256.Sum256(f.Signature.Bytes)
	f.Photo, f.Signature = FormPicture{Bytes: photoSum[:]}, FormPicture{Bytes: signatureSum[:]}
	return idempotency.Request{
		Scope: "upload/" + string(who.At()) + "/" + string(who.Who()), Key: f.IdempotencyKey, Content: []any{f, draft},
	}
}

// lookup returns the outcome of the same form sent before. The key of another form
// is a fault of the submission, which is then known by no key, as is one whose key is
// malformed.
func (s *Service) lookup(ctx context.Context, r *idempotency.Request, sub *submission) (out FormOutcome, found bool, err error) {
	if photo.CheckText(r.Key, maxKey) != nil {
		r.Key = ""
	}
	err = s.config.Store.Read(ctx, func(tx *store.Tx) error {
		found, err = s.config.Replies.Lookup(ctx, tx, *r, &out)
		return err
	})
	if errors.Is(err, photo.ErrSameRequest) && sub.form.bringsPictures() {
		r.Key, sub.refused, err = "", join(photo.ErrSameRequest, sub.refused), nil
	}
	return out, found, err
}

// submit commits a submission. One that is refused only now, because the contact has
// had its messages of today or the ticket has ended since, is kept as a draft.
func (s *Service) submit(ctx context.Context, sub submission, j judged, r idempotency.Request, save saving) (FormOutcome, error) {
	out, err := s.commit(ctx, sub, j, r, save)
	if sub.refused == nil && (errors.Is(err, photo.ErrContactDaily) || isTicketRefusal(err)) {
		sub.refused = err
		out, err = s.commit(ctx, sub, j, r, save)
	}
	if err != nil {
		return FormOutcome{}, sub.orNoRoom(err)
	}
	return out, sub.refused
}

// orNoRoom returns why a submission could not be committed. Where its pictures have no
// room as a draft, what was wrong with the form follows.
func (sub submission) orNoRoom(err error) error {
	if errors.Is(err, photo.ErrDraftBytes) {
		return join(err, sub.refused)
	}
	return err
}

// saving writes the record of an upload and returns its code, zero for a draft.
type saving func(*store.Tx, submission) (photo.Code, error)

// write begins the transaction of a submission. One that is held is one of many, each of
// which reads pictures: the studio's hour bounds them.
func (s *Service) write(ctx context.Context, sub submission, f func(*store.Tx) error) error {
	if sub.form.Hold {
		return s.config.Store.WritePart(ctx, sub.event, sub.session, f)
	}
	return s.config.Store.WriteSignedIn(ctx, sub.event, sub.session, f)
}

// commit seals the pictures, stores them, and records the submission in one
// transaction, with the code and the messages unless it is a draft.
func (s *Service) commit(ctx context.Context, sub submission, j judged, r idempotency.Request, save saving) (FormOutcome, error) {
	out := FormOutcome{Upload: sub.upload.ID, Draft: sub.isDraft(j.verdict)}
	if out.Draft {
		sub.event.Act = string(journal.DraftUpload)
	}
	sub.describe(j.verdict)
	if !out.Draft && len(sub.redone) > 0 {
		sub.event.Facts[journal.FactRedone] = journal.List(sub.redone)
	}
	files := s.seal(sub, j.pictures)
	err := s.config.Vault.Put(ctx, files, func() error {
		return s.write(ctx, sub, func(tx *store.Tx) error {
			earlier := FormOutcome{}
			found, err := s.config.Replies.Lookup(ctx, tx, r, &earlier)
			if err != nil {
				return err
			}
			if found {
				out = earlier
				return idempotency.ErrRepeated
			}
			sub, code, err := s.saveWithTicket(ctx, tx, sub, j.verdict, save)
			if err != nil {
				return err
			}
			if err := s.recordFiles(ctx, tx, sub, j.verdict, files); err != nil {
				return err
			}
			if err := s.queueCode(ctx, tx, sub.upload.ID, code, sub.reach); err != nil {
				return err
			}
			r.Upload = sub.upload.ID
			return s.config.Replies.Save(ctx, tx, r, out)
		})
	})
	if errors.Is(err, idempotency.ErrRepeated) {
		return out, nil
	}
	if err != nil {
		return out, err
	}
	s.config.Failpoint(failpoint.UploadCommitted)
	s.config.Outbox.Wake()
	return out, nil
}

// complete returns the record of a draft with what is sealed about it. Unless it
// stays a draft, it is published and has the returned code.
func (s *Service) complete(u store.Upload, sub submission, v spec.Verdict) (store.Upload, photo.Code, error) {
	draft := sub.isDraft(v)
	details := vault.Details{Label: photo.CutText(sub.form.Label, maxLabel), Verdict: v, Options: sub.form.Options}
	if draft {
		details.Typed, details.Ticket, details.Redone = &sub.form.Contact, sub.form.Ticket, sub.reasons(v)
	}
	u.Bound = sub.upload.Bound
	var err error
	if u.SealedDetails, err = vault.SealDetails(sub.key, u.ID, details); err != nil || draft {
		return u, photo.Code{}, err
	}
	if u.Upload, err = u.Publish(s.config.Now()); err != nil {
		return u, photo.Code{}, err
	}
	return s.withNewCode(u, sub.key, sub.reach)
}
