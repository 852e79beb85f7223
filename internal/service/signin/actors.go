package signin

import (
	"context"
	"errors"

	"myphoto/internal/photo"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/store"
)

// Citizen makes the actor for a visitor who chose to act as a citizen. It refuses
// "sign-in" and "forbidden".
func (s *Service) Citizen(ctx context.Context, v Visitor) (photo.Citizen, error) {
	switch {
	case v.Stage != StageReady:
		return photo.Citizen{}, photo.ErrSignIn
	case v.Role != photo.RoleCitizen:
		return photo.Citizen{}, s.forbidden(ctx, v)
	}
	return photo.Citizen{Person: v.Person}, nil
}

// Operator makes the actor for a visitor who acts at a studio. Each time it
// checks again that the studio is still eligible and that the employment still
// holds. It refuses "sign-in" and "forbidden".
func (s *Service) Operator(ctx context.Context, v Visitor) (photo.Operator, error) {
	if v.Stage != StageReady {
		return nil, photo.ErrSignIn
	}
	var operator photo.Operator
	err := s.config.Store.Read(ctx, func(tx *store.Tx) (err error) {
		operator, err = loadOperator(ctx, tx, v)
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return nil, s.forbidden(ctx, v)
	}
	return operator, err
}

// loadOperator returns the operator for a visitor, as the records are now;
// [store.ErrNotFound] when the visitor may not work at the studio.
func loadOperator(ctx context.Context, tx *store.Tx, v Visitor) (photo.Operator, error) {
	studio, err := tx.Studio(ctx, v.Studio)
	if err != nil {
		return nil, err
	}
	eligible, err := tx.Eligibility(ctx, studio.Owner)
	if err != nil {
		return nil, err
	}
	if eligible.Reason != "" {
		return nil, store.ErrNotFound
	}
	switch v.Role {
	case photo.RolePhotographer:
		if studio.Owner == v.Person.Subject {
			return photo.Photographer{Person: v.Person, Studio: v.Studio, StudioName: v.StudioName}, nil
		}
	case photo.RoleEmployee:
		employment, err := tx.Employment(ctx, v.Studio, v.Person.Subject)
		if err != nil {
			return nil, err
		}
		if !employment.AcceptedAt.IsZero() {
			return photo.Employee{Person: v.Person, Studio: v.Studio, StudioName: v.StudioName}, nil
		}
	default: // no operator
	}
	return nil, store.ErrNotFound
}

// forbidden records that somebody tried what the role does not allow, and returns
// the refusal.
func (s *Service) forbidden(ctx context.Context, v Visitor) error {
	return s.config.Store.Refuse(ctx, journal.ByPerson(journal.EnterRole, v.Person, v.Role), photo.ErrForbidden)
}
