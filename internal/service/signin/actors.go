package signin

import (
	"context"
	"errors"

	"myphoto/internal/photo"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/subjects"
	"myphoto/internal/store"
)

// Citizen makes the actor for a visitor who chose to act as a citizen. It refuses
// "sign-in" and "forbidden".
func (s *Service) Citizen(ctx context.Context, v Visitor) (photo.Citizen, error) {
	switch {
	case v.Stage != StageReady:
		return photo.Citizen{}, photo.ErrSignIn
	case v.Role != photo.RoleCitizen:
		return photo.Citizen{}, s.Forbid(ctx, v)
	}
	return photo.Citizen{Person: v.Person}, nil
}

// Operator makes the actor for a visitor who acts at a studio. Each time it
// checks again that the studio is still eligible and that the employment still
// holds. It refuses "sign-in", "forbidden" and "register-unavailable".
func (s *Service) Operator(ctx context.Context, v Visitor) (photo.Operator, error) {
	if v.Stage != StageReady {
		return nil, photo.ErrSignIn
	}
	if err := s.renewEligibility(ctx, v.Studio); err != nil {
		return nil, err
	}
	var operator photo.Operator
	err := s.config.Store.Read(ctx, func(tx *store.Tx) (err error) {
		operator, err = loadOperator(ctx, tx, v)
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return nil, s.Forbid(ctx, v)
	}
	return operator, err
}

// loadOperator returns the operator for a visitor, as the records are now;
// [store.ErrNotFound] when the visitor may not work at the studio.
func loadOperator(ctx context.Context, tx *store.Tx, v Visitor) (photo.Operator, error) {
	err := subjects.MayWork(ctx, tx, v.Studio, v.Person.Subject, v.Role)
	switch {
	case err != nil:
		return nil, err
	case v.Role == photo.RolePhotographer:
		return photo.Photographer{Person: v.Person, Studio: v.Studio, StudioName: v.StudioName}, nil
	case v.Role == photo.RoleEmployee:
		return photo.Employee{Person: v.Person, Studio: v.Studio, StudioName: v.StudioName}, nil
	}
	return nil, store.ErrNotFound
}

// Forbid records that somebody tried what the role does not allow, and returns the
// refusal.
func (s *Service) Forbid(ctx context.Context, v Visitor) error {
	return s.config.Store.Refuse(ctx, journal.ByPerson(journal.EnterRole, v.Person, v.Role), photo.ErrForbidden)
}
