package studio

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/photo/progress"
	"myphoto/internal/photo/spec"
	"myphoto/internal/service/internal/idempotency"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/vault"
	"myphoto/internal/service/outbox"
	"myphoto/internal/store"
)

// Replace exchanges the pictures under the same code; the earlier ones are
// erased. The client agrees to the new ones ([photo.ErrNotAgreed]). They are judged as
// the earlier ones were where the form does not say otherwise. A refusal, such as [ErrBlocked] or [photo.ErrNotAcknowledged], comes with
// the verdict and changes nothing, but the new pictures that can be read wait in a
// draft of their own: the next form need not bring them again.
func (s *Service) Replace(ctx context.Context, who photo.Operator, id photo.UploadID, f Form) (FormOutcome, error) {
	sub := submission{event: journal.ByOperator(journal.ReplaceFiles, who, id), session: who.InSession(), form: f}
	sub.request = requestOf(who, f, id)
	if earlier, found, err := s.lookup(ctx, &sub.request, &sub); err != nil || found {
		return earlier, err
	}
	sub, err := s.load(ctx, who, id, sub)
	if err != nil {
		return FormOutcome{}, err
	}
	if sub, err = s.loadWaiting(ctx, who, sub); err != nil {
		return FormOutcome{}, err
	}
	sub.form.Documents = sub.upload.Documents
	if !f.bringsPictures() && sub.waiting == "" {
		return FormOutcome{}, f.Photo.absent(ErrPhotoMissing).OnField("photo")
	}
	faults := sub.form.Faults()
	if !f.Agreed { // the client agreed to the earlier pictures
		faults = append(faults, photo.ErrNotAgreed)
	}
	sub.refused = sub.form.orRefused(faults)
	if sub.refused != nil && !f.keepable(sub.refused) { // what waits still does
		return FormOutcome{}, sub.refused
	}
	sub, j, err := s.reinspect(ctx, sub)
	if err != nil {
		return FormOutcome{}, err
	}
	if j, err = s.decide(ctx, sub, j); err != nil {
		return FormOutcome{}, err
	}
	if sub.refused = join(join(sub.refused, j.faults), sub.refusal(j.verdict)); sub.refused != nil {
		kept, err := s.wait(ctx, who, sub, j)
		return FormOutcome{Upload: id, Draft: kept}, err
	}
	files := s.seal(sub, j.pictures)
	err = s.config.Vault.Put(ctx, files, func() error { return s.replace(ctx, who, sub, j.verdict, files) })
	if errors.Is(err, idempotency.ErrRepeated) {
		return FormOutcome{Upload: id}, nil
	}
	if err == nil {
		s.config.Vault.AfterErasure(ctx)
		s.config.Outbox.Wake()
	}
	return FormOutcome{Upload: id}, err
}

func (s *Service) replace(
	ctx context.Context, who photo.Operator, sub submission, v spec.Verdict, files []vault.SealedFile,
) error {
	sub.describe(v)
	return s.change(ctx, sub.event, who, func(tx *store.Tx, u store.Upload) (err error) {
		if err := s.once(ctx, tx, sub.request); err != nil {
			return err
		}
		if err := sub.checkUnchanged(ctx, tx); err != nil {
			return err
		}
		before := u
		noteRejection(sub.event, u)
		if u.Upload, err = u.Replace(s.config.Now()); err != nil {
			return err
		}
		details, err := vault.OpenDetails(sub.key, u)
		if err != nil {
			return err
		}
		if details.Waiting != sub.linked {
			return photo.ErrMoved // somebody else's pictures wait now
		}
		if err := s.dropWaiting(ctx, tx, who, details.Waiting); err != nil {
			return err
		}
		details.Verdict, details.Options, details.RejectNote, details.Waiting = v, sub.form.Options, "", ""
		if u.SealedDetails, err = vault.SealDetails(sub.key, u.ID, details); err != nil {
			return err
		}
		if err := tx.SaveUpload(ctx, u); err != nil {
			return err
		}
		if err := s.exchangeFiles(ctx, tx, sub, v, files); err != nil {
			return err
		}
		return s.tellRejecter(ctx, tx, before)
	})
}

// exchangeFiles records the new pictures in place of the earlier ones.
func (s *Service) exchangeFiles(ctx context.Context, tx *store.Tx, sub submission, v spec.Verdict, files []vault.SealedFile) error {
	id := sub.upload.ID
	if err := tx.EraseFiles(ctx, id, s.config.Now()); err != nil {
		return err
	}
	if err := s.recordFiles(ctx, tx, sub, v, files); err != nil {
		return err
	}
	if err := tx.UnapproveClaims(ctx, id); err != nil { // nobody has approved the new pictures yet
		return err
	}
	return s.config.Replies.Save(ctx, tx, sub.request, FormOutcome{Upload: id})
}

// noteRejection adds to an event why the client had rejected the pictures of an upload.
func noteRejection(event *ledger.Event, u store.Upload) {
	if u.RejectReason != "" {
		event.Facts[journal.FactRejected] = string(u.RejectReason)
	}
}

// tellRejecter queues the news of new pictures for the client who rejected those of
// before, on the channel by which the code came.
func (s *Service) tellRejecter(ctx context.Context, tx *store.Tx, before store.Upload) error {
	if before.RejectedAt.IsZero() {
		return nil
	}
	who, err := tx.Rejecter(ctx, before)
	if errors.Is(err, store.ErrNotFound) {
		return nil // opened the code once more
	}
	if err != nil {
		return fmt.Errorf("load claim: %w", err)
	}
	kind, prefer, now := outbox.NoticeReplaced, photo.ChannelEmail, s.config.Now()
	if before.Bound != "" { // who rejected them finds the new ones without a code
		kind = outbox.NoticeBound
		if err := tx.OpenClaim(ctx, before.Bound, before.ID, now); err != nil {
			return err
		}
	}
	messages, err := tx.Messages(ctx, before.ID)
	if slices.ContainsFunc(messages, func(m store.Message) bool { return m.Channel == photo.ChannelSMS }) {
		prefer = photo.ChannelSMS
	}
	return errors.Join(err, s.config.Outbox.QueueNotice(ctx, tx, outbox.Notice{
		Kind: kind, Upload: before.ID, To: who, Prefer: prefer, Made: now,
	}))
}

// Withdraw takes an upload or a draft back: the code ends and the files are
// erased.
func (s *Service) Withdraw(ctx context.Context, who photo.Operator, id photo.UploadID) error {
	event := journal.ByOperator(journal.WithdrawUpload, who, id)
	err := s.change(ctx, event, who, func(tx *store.Tx, u store.Upload) error {
		if u.State == photo.Erased && u.EraseRule == progress.Withdrawn {
			return store.ErrNothing // pressed twice
		}
		if _, err := u.Withdraw(s.config.Now()); err != nil {
			return err
		}
		details, _, err := s.config.Vault.Describe(ctx, tx, u)
		if err != nil {
			return err
		}
		if err := s.dropWaiting(ctx, tx, who, details.Waiting); err != nil {
			return err
		}
		return tx.EraseUpload(ctx, u, progress.Withdrawn, s.config.Now())
	})
	if errors.Is(err, store.ErrNothing) {
		return nil
	}
	if err == nil {
		s.config.Vault.AfterErasure(ctx)
	}
	return err
}
