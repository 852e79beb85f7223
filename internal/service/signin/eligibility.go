package signin

import (
	"context"
	"errors"
	"fmt"

	"myphoto/internal/photo"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/store"
)

// Eligibility returns whether a visitor may act as a photographer, and why not.
func (s *Service) Eligibility(ctx context.Context, v Visitor) (Eligibility, error) {
	if v.Stage < StageRole {
		return Eligibility{}, photo.ErrSignIn
	}
	reason, err := s.ineligibility(ctx, v.Person.Subject, v.Person.TaxID)
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
	reason, _, err := s.keptIneligibility(ctx, v.Person.Subject)
	return s.eligibility(reason).Closed(), err
}

// keptIneligibility returns the last answer of the register, and whether there is one
// that still counts.
func (s *Service) keptIneligibility(ctx context.Context, who photo.SubjectID) (reason Ineligibility, known bool, err error) {
	var kept store.Eligibility
	err = s.config.Store.Read(ctx, func(tx *store.Tx) (err error) {
		kept, err = tx.Eligibility(ctx, who)
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return "", false, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("load eligibility: %w", err)
	}
	now := s.config.Now()
	// An answer from the future is none: the clock was set back since.
	if now.Sub(kept.CheckedAt) < photo.EligibilityTTL && kept.CheckedAt.Sub(now) <= photo.EligibilityTTL {
		return Ineligibility(kept.Reason), true, nil
	}
	return "", false, nil
}

// ineligibility returns why somebody may not act as a photographer; empty for
// somebody who may. The register is asked at most once in 24 hours for a person;
// while it is down its last answer, if no older than that, still counts.
func (s *Service) ineligibility(ctx context.Context, who photo.SubjectID, tax photo.TaxID) (Ineligibility, error) {
	kept, known, err := s.keptIneligibility(ctx, who)
	if known || err != nil {
		return kept, err
	}
	business, err := s.config.Businesses.Business(ctx, tax.Digits())
	var reason Ineligibility
	switch {
	case photo.IsKind(err, photo.Unavailable):
		s.logUnavailable(ctx, "business register", err)
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
