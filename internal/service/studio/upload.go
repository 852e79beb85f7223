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

// Upload takes a client's pictures. Faults of fields and unreadable pictures are
// refused, all at once, and change nothing. Pictures that an office would not
// accept, or advice that was not acknowledged, make a sealed draft; otherwise the
// upload, its code and the messages are committed together.
func (s *Service) Upload(ctx context.Context, who photo.Operator, f Form) (FormOutcome, error) {
	request, err := requestOf(who, f)
	if err != nil {
		return FormOutcome{}, err
	}
	if earlier, found, err := s.lookup(ctx, request); err != nil || found {
		return earlier, err
	}
	now := s.config.Now()
	sub := submission{
		event: journal.ByOperator(journal.CreateUpload, who, ""), form: f,
		upload: photo.Upload{
			ID: photo.NewUploadID(), Studio: who.At(), By: who.Who(), State: photo.Draft,
			Documents: f.Documents, CreatedAt: now, ChangedAt: now,
		},
	}
	if sub.reach, err = f.validate(nil); err != nil {
		return FormOutcome{}, err
	}
	j, err := s.inspect(ctx, sub)
	if err != nil {
		return FormOutcome{}, err
	}
	if j, err = s.decide(ctx, sub, j); err != nil {
		return FormOutcome{}, err
	}
	var wrapped []byte
	if sub.key, wrapped, err = s.config.Vault.NewKey(sub.upload.ID); err != nil {
		return FormOutcome{}, err
	}
	sub.event.Upload = string(sub.upload.ID)
	return s.commit(ctx, sub, j, request, func(tx *store.Tx) (photo.Code, error) {
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

// requestOf returns by what a repeated form is known. The pictures count by their
// digests.
func requestOf(who photo.Operator, f Form) (r idempotency.Request, err error) {
	photoSum, signatureSum := sha256.Sum256(f.Photo.Bytes), sha256.Sum256(f.Signature.Bytes)
	f.Photo, f.Signature = FormPicture{Bytes: photoSum[:]}, FormPicture{Bytes: signatureSum[:]}
	r = idempotency.Request{Scope: "upload/" + string(who.At()) + "/" + string(who.Who()), Key: f.IdempotencyKey}
	r.Fingerprint, err = idempotency.Fingerprint(f)
	return r, err
}

// lookup returns the outcome of the same form sent before.
func (s *Service) lookup(ctx context.Context, r idempotency.Request) (out FormOutcome, found bool, err error) {
	if photo.CheckText(r.Key, maxKey) != nil {
		return out, false, nil // refused with the other fields
	}
	err = s.config.Store.Read(ctx, func(tx *store.Tx) error {
		found, err = s.config.Replies.Lookup(ctx, tx, r, &out)
		return err
	})
	return out, found, err
}

// commit seals the pictures, stores them, and records the submission in one
// transaction, with the code and the messages unless it is a draft. Save writes
// the record of the upload and returns its code, zero for a draft.
func (s *Service) commit(
	ctx context.Context, sub submission, j judged, r idempotency.Request, save func(*store.Tx) (photo.Code, error),
) (FormOutcome, error) {
	out := FormOutcome{Upload: sub.upload.ID, Draft: sub.isDraft(j.verdict)}
	if out.Draft {
		sub.event.Act = string(journal.DraftUpload)
	}
	sub.describe(j.verdict)
	files := s.seal(sub, j.pictures)
	err := s.config.Vault.Put(ctx, files, func() error {
		return s.config.Store.Write(ctx, sub.event, func(tx *store.Tx) error {
			earlier := FormOutcome{}
			found, err := s.config.Replies.Lookup(ctx, tx, r, &earlier)
			if err != nil {
				return err
			}
			if found {
				out = earlier
				return idempotency.ErrRepeated
			}
			code, err := save(tx)
			if err != nil {
				return err
			}
			if err := s.recordFiles(ctx, tx, sub, j.verdict, files); err != nil {
				return err
			}
			if err := s.queueCode(ctx, tx, sub.upload.ID, code, sub.reach); err != nil {
				return err
			}
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
	details := vault.Details{Label: sub.form.Label, Verdict: v, Options: sub.form.Options}
	if draft {
		details.Typed = &sub.form.Contact
	}
	var err error
	if u.SealedDetails, err = vault.SealDetails(sub.key, u.ID, details); err != nil || draft {
		return u, photo.Code{}, err
	}
	if u.Upload, err = u.Publish(s.config.Now()); err != nil {
		return u, photo.Code{}, err
	}
	return s.withNewCode(u, sub.key, sub.reach)
}
