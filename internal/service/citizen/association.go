package citizen

import (
	"context"
	"errors"
	"fmt"
	"time"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/photo/progress"
	"myphoto/internal/photo/spec"
	"myphoto/internal/service/internal/failpoint"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/store"
)

// Why an association ended.
const (
	endReplaced    = "replaced"
	endDissociated = "dissociated"
	endOverdue     = "associated" // the rule of retention by which the files were erased
)

// Associate links the approved claim to the citizen's subject. Where another
// upload is current, the citizen must have agreed to replace exactly that one
// ([ErrReplaceCurrent]); it is dissociated in the same transaction. Of any number
// of racers one wins.
func (s *Service) Associate(ctx context.Context, who photo.Citizen, in AssociateInput) error {
	event := journal.ByCitizen(journal.Associate, who)
	err := s.config.Store.WriteActing(ctx, event, who, func(tx *store.Tx) error {
		claim, u, err := s.claim(ctx, tx, who)
		if err != nil {
			return err
		}
		event.Upload = string(u.ID)
		if claim.ApprovedAt.IsZero() {
			return ErrNotApproved
		}
		if err := checkUnchanged(ctx, tx, u.ID, in.PicturesVersion); err != nil {
			return err
		}
		return s.associate(ctx, tx, who, u, in.Replaces)
	})
	if errors.Is(err, store.ErrNothing) {
		return nil
	}
	if err == nil {
		s.config.Failpoint(failpoint.AssociationCommitted)
		s.config.Outbox.Wake()
	}
	return err
}

// AssociateAgain links an upload that the citizen dissociated, within its year.
// The current upload may be replaced as by [Service.Associate].
func (s *Service) AssociateAgain(ctx context.Context, who photo.Citizen, upload, replaces photo.UploadID) error {
	event := journal.ByCitizen(journal.Associate, who)
	event.Upload = journal.ID(upload)
	err := s.config.Store.WriteActing(ctx, event, who, func(tx *store.Tx) error {
		u, err := s.associatedUpload(ctx, tx, who, upload)
		if err != nil {
			return err
		}
		return s.associate(ctx, tx, who, u, replaces)
	})
	if errors.Is(err, store.ErrNothing) {
		return nil
	}
	return err
}

// associate is the guarded move that both ways share; [store.ErrNothing] when it
// was done already. Everybody's claims to this upload end: from now on its code
// answers to one subject.
func (s *Service) associate(ctx context.Context, tx *store.Tx, who photo.Citizen, u store.Upload, replaces photo.UploadID) error {
	if u.State == photo.Associated && u.Subject == who.Subject() {
		return store.ErrNothing // pressed twice
	}
	if who.Lapsed {
		return photo.ErrLapsed
	}
	now := s.config.Now()
	next, err := u.Associate(who.Subject(), now)
	if err != nil {
		return err
	}
	if err := s.endCurrent(ctx, tx, who, replaces); err != nil {
		return err
	}
	if err := s.config.Vault.Rebind(ctx, tx, u.Upload, next); err != nil {
		return err
	}
	if err := tellOfStranger(ctx, tx, who, u.Upload, now); err != nil {
		return err
	}
	next.RemindAt = remindAt(next, now)
	u.Upload = next
	if err := tx.SaveUpload(ctx, u); err != nil {
		return err
	}
	return errors.Join(
		tx.CreateAssociation(ctx, store.Association{
			ID: photo.NewAssociationID(), Upload: u.ID, Subject: who.Subject(), ActingID: who.Person.Subject, CreatedAt: now,
		}),
		tx.StopMessages(ctx, u.ID, now),
		tx.CloseClaims(ctx, u.ID, now),
		s.config.Outbox.QueueToCustodians(ctx, tx, who, u.ID),
	)
}

// remindBefore is how long before the first end the owner is told.
const remindBefore = 7 // days

// remindAt returns when the owner of linked files is told that they end: a week before
// they do, or before the first office no longer accepts the photo; zero when that week
// has begun.
func remindAt(u photo.Upload, now time.Time) time.Time {
	first := u.LastDay()
	for _, id := range u.Documents {
		if p, known := spec.ProfileByID(id); known {
			first = p.UsableUntil(u.CreatedAt, first) // never later than first
		}
	}
	if at := first.AddDate(0, 0, -remindBefore); at.After(now) {
		return at
	}
	return time.Time{}
}

// tellOfStranger records for who associates an upload for the first time that somebody
// else had opened its code.
func tellOfStranger(ctx context.Context, tx *store.Tx, who photo.Citizen, u photo.Upload, now time.Time) error {
	if u.State != photo.Waiting || u.Stranger == "" || u.Stranger == who.Person.Subject {
		return nil
	}
	event := journal.BySystem(journal.OpenByOther)
	event.Upload, event.Subject = string(u.ID), string(who.Subject())
	return tx.Record(ctx, event, now)
}

// endCurrent dissociates the current upload, if there is one and the citizen
// agreed to replace it. One that is overdue is erased: the sweep has not come by
// yet, and removes the bytes.
func (s *Service) endCurrent(ctx context.Context, tx *store.Tx, who photo.Citizen, replaces photo.UploadID) error {
	u, _, err := tx.CurrentUpload(ctx, who.Subject())
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("load association: %w", err)
	}
	if now := s.config.Now(); u.Overdue(now) {
		return errors.Join(
			tx.EraseUpload(ctx, u, endOverdue, now),
			tx.Record(ctx, secondAct(journal.EraseByRetention, who, u, endOverdue), now),
		)
	}
	if u.ID != replaces {
		return ErrReplaceCurrent
	}
	if _, err := s.dissociate(ctx, tx, u, endReplaced); err != nil {
		return err
	}
	return tx.Record(ctx, secondAct(journal.Dissociate, who, u, endReplaced), s.config.Now())
}

// secondAct returns the event of an act that is part of another one, with the rule of
// retention or the reason.
func secondAct(act journal.Act, who photo.Citizen, u store.Upload, rule string) *ledger.Event {
	event := journal.ByCitizen(act, who)
	event.Upload, event.Studio, event.Facts["rule"] = string(u.ID), string(u.Studio), rule
	return event
}

// Dissociate ends the use of the current files: all grants end in the same
// transaction. It returns the last day on which they can be associated again.
func (s *Service) Dissociate(ctx context.Context, who photo.Citizen) (time.Time, error) {
	var lastDay time.Time
	event := journal.ByCitizen(journal.Dissociate, who)
	err := s.config.Store.WriteActing(ctx, event, who, func(tx *store.Tx) error {
		u, err := s.current(ctx, tx, who)
		if err != nil {
			return err
		}
		event.Upload = string(u.ID)
		lastDay, err = s.dissociate(ctx, tx, u, endDissociated)
		return err
	})
	return lastDay, err
}

// dissociate ends the association of an upload, and the claims to it: a code that
// was submitted again meanwhile must not stand for approval by itself.
func (s *Service) dissociate(ctx context.Context, tx *store.Tx, u store.Upload, reason string) (time.Time, error) {
	now := s.config.Now()
	next, err := u.Dissociate(now)
	if err != nil {
		return time.Time{}, err
	}
	u.Upload = next
	if err := tx.SaveUpload(ctx, u); err != nil {
		return time.Time{}, err
	}
	return next.LastDay(), errors.Join(tx.EndAssociation(ctx, u.ID, reason, now), tx.CloseClaims(ctx, u.ID, now))
}

// Erase destroys files of the citizen's subject, current or dissociated, for
// good. Erasing twice is no fault.
func (s *Service) Erase(ctx context.Context, who photo.Citizen, upload photo.UploadID) error {
	event := journal.ByCitizen(journal.EraseFiles, who)
	event.Upload = journal.ID(upload)
	err := s.config.Store.WriteActing(ctx, event, who, func(tx *store.Tx) error {
		if u, err := tx.Upload(ctx, upload); err == nil && u.State == photo.Erased && u.Subject == who.Subject() {
			return store.ErrNothing // pressed twice
		}
		u, err := s.associatedUpload(ctx, tx, who, upload)
		if err != nil {
			return err
		}
		now := s.config.Now()
		if _, err := u.Erase(now); err != nil {
			return err
		}
		return tx.EraseUpload(ctx, u, progress.ByCitizen, now)
	})
	if errors.Is(err, store.ErrNothing) {
		return nil
	}
	if err == nil {
		s.config.Vault.AfterErasure(ctx)
	}
	return err
}
