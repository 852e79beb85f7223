package custody

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"myphoto/internal/photo"
	"myphoto/internal/registry"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/names"
	"myphoto/internal/service/internal/subjects"
	"myphoto/internal/store"
)

// Acting makes the actor for the files of a minor. The register is asked unless it
// confirmed the custody in this session within [photo.CustodyTTL]. It refuses
// [photo.ErrNotCustodian], recorded, for everybody who may not act for the minor, also
// where there is no such minor; and "register-unavailable".
func (s *Service) Acting(ctx context.Context, who photo.Citizen, minor photo.SubjectID) (photo.Citizen, error) {
	custody, err := s.custody(ctx, who, minor)
	if err != nil {
		return photo.Citizen{}, err
	}
	if !custody.Fresh(who.Session, s.config.Now()) {
		if custody, err = s.confirm(ctx, who, minor); err != nil {
			return photo.Citizen{}, err
		}
	}
	name, err := s.name(custody)
	return photo.Citizen{
		Person: who.Person, For: minor, ForName: name, AdultAt: custody.AdultAt, Lapsed: !custody.LapsedAt.IsZero(),
	}, err
}

// custody loads a custody that holds by the last answer.
func (s *Service) custody(ctx context.Context, who photo.Citizen, minor photo.SubjectID) (store.Custody, error) {
	var custody store.Custody
	err := s.config.Store.Read(ctx, func(tx *store.Tx) (err error) {
		custody, err = tx.Custody(ctx, who.Person.Subject, minor)
		return err
	})
	if errors.Is(err, store.ErrNotFound) || err == nil && !custody.Holds(s.config.Now()) {
		return custody, s.refuse(ctx, who, minor)
	}
	if err != nil {
		return custody, fmt.Errorf("load custody: %w", err)
	}
	return custody, nil
}

// refuse records that somebody tried to act for a minor who is not in the person's
// custody.
func (s *Service) refuse(ctx context.Context, who photo.Citizen, minor photo.SubjectID) error {
	event := journal.ByPerson(journal.ActForMinor, who.Person, photo.RoleCitizen)
	event.Facts["minor"] = journal.ID(minor)
	return s.config.Store.Refuse(ctx, event, photo.ErrNotCustodian)
}

// confirm asks the registers again and keeps the answer. A custody that is not confirmed
// any more is deleted.
func (s *Service) confirm(ctx context.Context, who photo.Citizen, minor photo.SubjectID) (store.Custody, error) {
	number, err := s.number(ctx, minor)
	if err != nil {
		return store.Custody{}, err
	}
	said, err := s.config.Registers.Confirm(ctx, who.TaxID, number)
	if errors.Is(err, photo.ErrNotCustodian) {
		return store.Custody{}, s.lose(ctx, who, minor)
	}
	if err != nil {
		return store.Custody{}, err
	}
	event := journal.ByPerson(journal.ConfirmCustody, who.Person, photo.RoleCitizen)
	event.Subject, event.Facts["kind"] = string(minor), string(said.Kind)
	var custody store.Custody
	err = s.config.Store.WriteSignedIn(ctx, event, who.Session, func(tx *store.Tx) error {
		found, err := s.config.Subjects.FindOrCreate(ctx, tx, numbersOf(number, said.Person)...)
		if errors.Is(err, subjects.ErrSeveral) {
			// The minor signed in before the register knew both numbers. The files
			// are found by the number that the minor has here.
			found, err = s.config.Subjects.FindOrCreate(ctx, tx, subjects.NumbersOf(registry.RegisteredPerson{AMKA: number.AMKA, PAAYPA: number.PAAYPA})...)
		}
		if err != nil {
			return err
		}
		if found != minor {
			return ErrSeveral
		}
		if err := s.save(ctx, tx, who, minor, said); err != nil {
			return err
		}
		custody, err = tx.Custody(ctx, who.Person.Subject, minor)
		return err
	})
	return custody, err
}

// lose ends a custody that the register does not confirm any more.
func (s *Service) lose(ctx context.Context, who photo.Citizen, minor photo.SubjectID) error {
	event := journal.ByPerson(journal.LoseCustody, who.Person, photo.RoleCitizen)
	event.Subject = string(minor)
	err := s.config.Store.Write(ctx, event, func(tx *store.Tx) error {
		return tx.DeleteCustody(ctx, who.Person.Subject, minor)
	})
	if err != nil {
		return err
	}
	return photo.ErrNotCustodian
}

// number returns the number by which the registers know a minor.
func (s *Service) number(ctx context.Context, minor photo.SubjectID) (number registry.PersonNumber, err error) {
	err = s.config.Store.Read(ctx, func(tx *store.Tx) error {
		number, err = s.config.Registers.Number(ctx, tx, minor)
		return err
	})
	return number, err
}

func (s *Service) name(c store.Custody) (string, error) {
	name, err := s.config.Values.OpenText(c.SealedName, names.Custody(c.Custodian, c.Minor))
	if err != nil {
		return "", fmt.Errorf("open name: %w", err)
	}
	return name, nil
}

// Household returns the minors for whom a person may act, by name; [Service.Acting]
// decides each. Those whose custody is not confirmed any more are left out.
func (s *Service) Household(ctx context.Context, who photo.Citizen) ([]Minor, error) {
	var kept []store.Custody
	err := s.config.Store.Read(ctx, func(tx *store.Tx) (err error) {
		kept, err = tx.CustodiesBy(ctx, who.Person.Subject)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("load custodies: %w", err)
	}
	var list []Minor
	var down error // a register that does not answer is not asked for each of them
	for _, custody := range kept {
		if !custody.Holds(s.config.Now()) {
			continue
		}
		name, err := s.name(custody)
		if err != nil {
			return nil, err
		}
		one := Minor{Name: name, AdultAt: custody.AdultAt}
		if down == nil {
			one.Actor, err = s.Acting(ctx, who, custody.Minor)
		}
		switch {
		case errors.Is(err, photo.ErrNotCustodian):
			continue
		case photo.IsKind(err, photo.Unavailable):
			down = err
		case err != nil:
			return nil, err
		}
		one.Unsure = down != nil
		list = append(list, one)
	}
	slices.SortStableFunc(list, func(a, b Minor) int { return strings.Compare(a.Name, b.Name) })
	return list, nil
}
