package studio

import (
	"context"

	"myphoto/internal/photo"
	"myphoto/internal/photo/progress"
	"myphoto/internal/photo/spec"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/vault"
	"myphoto/internal/store"
)

// Replace exchanges the pictures under the same code; the earlier ones are
// erased. They are judged as the earlier ones were where the form does not say
// otherwise. It refuses [ErrBlocked] and [photo.ErrNotAcknowledged] with the
// verdict and then changes nothing.
func (s *Service) Replace(ctx context.Context, who photo.Operator, id photo.UploadID, f Form) (spec.Verdict, error) {
	sub := submission{event: journal.ByOperator(journal.ReplaceFiles, who, id), form: f}
	sub, err := s.load(ctx, who, id, sub)
	if err != nil {
		return spec.Verdict{}, err
	}
	sub.form.Documents = sub.upload.Documents
	if len(f.Photo.Bytes) == 0 && len(f.Signature.Bytes) == 0 {
		return spec.Verdict{}, f.Photo.absent(ErrPhotoMissing).OnField("photo")
	}
	if err := photo.Join(sub.form.Faults()...); err != nil {
		return spec.Verdict{}, err
	}
	j, err := s.reinspect(ctx, sub)
	if err != nil {
		return j.verdict, err
	}
	if j, err = s.decide(ctx, sub, j); err != nil {
		return j.verdict, err
	}
	switch {
	case j.verdict.Blocked():
		return j.verdict, ErrBlocked
	case sub.isDraft(j.verdict):
		return j.verdict, photo.ErrNotAcknowledged
	}
	files := s.seal(sub, j.pictures)
	err = s.config.Vault.Put(ctx, files, func() error { return s.replace(ctx, who, sub, j.verdict, files) })
	if err == nil {
		s.config.Vault.AfterErasure(ctx)
	}
	return j.verdict, err
}

func (s *Service) replace(
	ctx context.Context, who photo.Operator, sub submission, v spec.Verdict, files []vault.SealedFile,
) error {
	sub.describe(v)
	return s.change(ctx, sub.event, who, func(tx *store.Tx, u store.Upload) (err error) {
		if u.Upload, err = u.Replace(s.config.Now()); err != nil {
			return err
		}
		details, err := vault.OpenDetails(sub.key, u)
		if err != nil {
			return err
		}
		details.Verdict, details.Options, details.RejectNote = v, sub.form.Options, ""
		if u.SealedDetails, err = vault.SealDetails(sub.key, u.ID, details); err != nil {
			return err
		}
		if err := tx.SaveUpload(ctx, u); err != nil {
			return err
		}
		if err := tx.EraseFiles(ctx, u.ID, s.config.Now()); err != nil {
			return err
		}
		if err := s.recordFiles(ctx, tx, sub, v, files); err != nil {
			return err
		}
		return tx.UnapproveClaims(ctx, u.ID) // nobody has approved the new pictures yet
	})
}

// Withdraw takes an upload or a draft back: the code ends and the files are
// erased.
func (s *Service) Withdraw(ctx context.Context, who photo.Operator, id photo.UploadID) error {
	event := journal.ByOperator(journal.WithdrawUpload, who, id)
	err := s.change(ctx, event, who, func(tx *store.Tx, u store.Upload) error {
		if _, err := u.Withdraw(s.config.Now()); err != nil {
			return err
		}
		return tx.EraseUpload(ctx, u, progress.Withdrawn, s.config.Now())
	})
	if err == nil {
		s.config.Vault.AfterErasure(ctx)
	}
	return err
}
