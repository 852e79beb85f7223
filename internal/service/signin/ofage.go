package signin

import (
	"context"
	"errors"
	"fmt"

	"myphoto/internal/photo"
	"myphoto/internal/registry"
	"myphoto/internal/service/internal/subjects"
	"myphoto/internal/store"
)

// formerMinor returns the number under which custodians linked the files of a person who
// now signs in for the first time, so that the person takes the files over; none where
// there are no such files. Files outlast the 18th birthday by less than a year, so that
// the register is asked about nobody older.
func (s *Service) formerMinor(ctx context.Context, who photo.Person) ([]subjects.Number, error) {
	young := s.config.Now().In(photo.Athens()).Year()-who.BirthYear <= photo.AdultAge+photo.LinkedMonths/12+1
	if s.config.People == nil || !young {
		return nil, nil
	}
	known, err := s.known(ctx, subjects.TaxNumber(who.TaxID))
	if err != nil || known {
		return nil, err
	}
	person, err := s.config.People.Person(ctx, registry.PersonNumber{AFM: who.TaxID}, registry.OwnAudit(who.Session, s.config.RealNow()))
	if photo.IsKind(err, photo.NotFound) {
		return nil, nil
	}
	if err != nil {
		s.logUnavailable(ctx, "register of people", err)
		return nil, fmt.Errorf("ask the register of people: %w", err)
	}
	for _, number := range subjects.NumbersOf(person) {
		if known, err = s.known(ctx, number); err != nil || known {
			return []subjects.Number{number}, err
		}
	}
	return nil, nil
}

// known reports whether there is a person with a number.
func (s *Service) known(ctx context.Context, number subjects.Number) (found bool, err error) {
	err = s.config.Store.Read(ctx, func(tx *store.Tx) error {
		_, err := s.config.Subjects.Find(ctx, tx, number)
		found = err == nil
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		return err
	})
	return found, err
}
