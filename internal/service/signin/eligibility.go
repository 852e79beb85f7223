package signin

import (
	"context"
	"errors"
	"fmt"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/registry"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/store"
)

// Eligibility returns whether a visitor may act as a photographer, and why not.
func (s *Service) Eligibility(ctx context.Context, v Visitor) (Eligibility, error) {
	if v.Stage < StageRole {
		return Eligibility{}, photo.ErrSignIn
	}
	reason, err := s.ineligibility(ctx, v.SignedInAt, v.Person.Subject, v.Person.TaxID)
	return s.eligibility(reason), err
}

func (s *Service) eligibility(reason Ineligibility) Eligibility {
	return Eligibility{Eligible: reason == "", Reason: reason, Prefix: s.config.PhotographyKAD}
}

// Closed reports whether the business register has said of a visitor that the
// business is closed or has no photographic activity. It does not ask the register.
func (s *Service) Closed(ctx context.Context, v Visitor) (bool, error) {
	if v.Stage < StageRole {
		return false, photo.ErrSignIn
	}
	kept, _, err := s.keptEligibility(ctx, v.Person.Subject)
	return s.eligibility(Ineligibility(kept.Reason)).Closed(), err
}

// keptEligibility returns the last answer of the register, and whether there is one
// that still counts.
func (s *Service) keptEligibility(ctx context.Context, who photo.SubjectID) (kept store.Eligibility, counts bool, err error) {
	err = s.config.Store.Read(ctx, func(tx *store.Tx) (err error) {
		kept, err = tx.Eligibility(ctx, who)
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return store.Eligibility{}, false, nil
	}
	if err != nil {
		return store.Eligibility{}, false, fmt.Errorf("load eligibility: %w", err)
	}
	if !s.counts(kept) {
		return store.Eligibility{}, false, nil
	}
	return kept, true, nil
}

// counts reports whether an answer of the register is one of the last 24 hours. An
// answer from the future is none: the clock was set back since.
func (s *Service) counts(kept store.Eligibility) bool {
	now := s.config.Now()
	return now.Sub(kept.CheckedAt) < photo.EligibilityTTL && kept.CheckedAt.Sub(now) <= photo.EligibilityTTL
}

// ineligibility returns why somebody may not act as a photographer; empty for
// somebody who may. The register is asked where its last answer is older than since,
// the sign-in of whoever asks; while it is down that answer, if no older than 24 hours,
// still counts.
func (s *Service) ineligibility(ctx context.Context, since time.Time, who photo.SubjectID, tax photo.TaxID) (Ineligibility, error) {
	kept, known, err := s.keptEligibility(ctx, who)
	if err != nil || known && !kept.CheckedAt.Before(since) {
		return Ineligibility(kept.Reason), err
	}
	business, err := s.config.Businesses.Business(ctx, tax.Digits())
	var reason Ineligibility
	switch {
	case photo.IsKind(err, photo.Unavailable):
		s.logUnavailable(ctx, "business register", err)
		if known {
			return Ineligibility(kept.Reason), nil
		}
		return RegisterUnavailable, nil
	case photo.IsKind(err, photo.NotFound):
		reason = NotRegistered
	case err != nil:
		return "", fmt.Errorf("ask the business register: %w", err)
	case !business.Active:
		reason = BusinessClosed
	case !business.Photographer(s.config.PhotographyKAD):
		reason = NoActivity
	}
	name := business.Title
	if name == "" {
		name = business.Name
	}
	return reason, s.saveEligibility(ctx, who, reason, name)
}

// renewEligibility asks the register about the owner of a studio again where its last
// answer is older than 24 hours, as in a session that began while the register was
// down. It refuses "register-unavailable".
func (s *Service) renewEligibility(ctx context.Context, id photo.StudioID) error {
	var studio store.Studio
	var owner photo.TaxID
	err := s.config.Store.Read(ctx, func(tx *store.Tx) (err error) {
		if studio, err = tx.Studio(ctx, id); err != nil {
			return err
		}
		kept, err := tx.Eligibility(ctx, studio.Owner)
		if err != nil || s.counts(kept) {
			return err
		}
		owner, err = s.config.Subjects.TaxID(ctx, tx, studio.Owner)
		return err
	})
	if errors.Is(err, store.ErrNotFound) || err == nil && owner == "" {
		return nil // refused where the operator is made, or recent enough
	}
	if err != nil {
		return fmt.Errorf("load studio: %w", err)
	}
	reason, err := s.ineligibility(ctx, s.config.Now(), studio.Owner, owner)
	if err == nil && reason == RegisterUnavailable {
		return registry.Unavailable()
	}
	return err
}

// saveEligibility keeps an answer of the register, and the studio of somebody who
// may act as a photographer.
func (s *Service) saveEligibility(ctx context.Context, who photo.SubjectID, reason Ineligibility, name string) error {
	event := journal.BySystem(journal.CheckEligibility)
	event.Facts["reason"], event.Facts["whose"] = string(reason), string(who)
	return s.config.Store.Write(ctx, event, func(tx *store.Tx) error {
		err := tx.SaveEligibility(ctx, who, store.Eligibility{Reason: string(reason), CheckedAt: s.config.Now()})
		if err != nil || reason != "" {
			return err
		}
		_, err = s.config.Subjects.SaveStudio(ctx, tx, who, name)
		return err
	})
}

// logUnavailable tells the operator why another system could not be asked. The
// errors of package outbound quote no secret and no number.
func (s *Service) logUnavailable(ctx context.Context, system string, err error) {
	if photo.IsKind(err, photo.Unavailable) {
		s.config.Log.WarnContext(ctx, "another system cannot be asked", "system", system, "error", err)
	}
}
