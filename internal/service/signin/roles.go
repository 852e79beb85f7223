package signin

import (
	"context"
	"errors"
	"fmt"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/store"
)

// RoleChoices returns the roles that the visitor may choose: always citizen,
// photographer when the business register says so, employee of each studio that
// named the person.
func (s *Service) RoleChoices(ctx context.Context, v Visitor) ([]RoleChoice, error) {
	choices, err := s.Choices(ctx, v)
	return choices.Roles, err
}

// Choices returns the same as RoleChoices together with why some are missing. A
// register that is down never takes the citizen's away.
func (s *Service) Choices(ctx context.Context, v Visitor) (RoleChoices, error) {
	if v.Stage < StageRole {
		return RoleChoices{}, photo.ErrSignIn
	}
	return s.choices(ctx, v)
}

func (s *Service) choices(ctx context.Context, v Visitor) (RoleChoices, error) {
	reason, err := s.ineligibility(ctx, v.SignedInAt, v.Person.Subject, v.Person.TaxID)
	if err != nil {
		return RoleChoices{}, err
	}
	c := RoleChoices{
		Roles: []RoleChoice{{Role: photo.RoleCitizen}}, Photographer: s.eligibility(reason),
		RegisterDown: reason == RegisterUnavailable,
	}
	if reason == "" {
		own, err := s.ownStudio(ctx, v.Person.Subject)
		if err != nil {
			return RoleChoices{}, err
		}
		c.Roles = append(c.Roles, own)
	}
	return c, s.addEmployments(ctx, v, &c)
}

func (s *Service) ownStudio(ctx context.Context, who photo.SubjectID) (RoleChoice, error) {
	var studio store.Studio
	err := s.config.Store.Read(ctx, func(tx *store.Tx) (err error) {
		studio, err = tx.StudioByOwner(ctx, who)
		return err
	})
	if err != nil {
		return RoleChoice{}, fmt.Errorf("load studio: %w", err)
	}
	name, err := s.config.Subjects.StudioName(studio)
	return RoleChoice{Role: photo.RolePhotographer, Studio: studio.ID, StudioName: name}, err
}

// employer is a studio that named a person, and its owner's tax number.
type employer struct {
	employment store.Employment
	studio     store.Studio
	owner      photo.TaxID
}

// addEmployments adds the studios that named the person and are still eligible.
func (s *Service) addEmployments(ctx context.Context, v Visitor, c *RoleChoices) error {
	employers, err := s.employers(ctx, v.Person.Subject)
	if err != nil {
		return fmt.Errorf("load employments: %w", err)
	}
	for _, e := range employers {
		reason, err := s.ineligibility(ctx, v.SignedInAt, e.studio.Owner, e.owner)
		if err != nil {
			return err
		}
		c.RegisterDown = c.RegisterDown || reason == RegisterUnavailable
		if reason != "" {
			continue
		}
		name, err := s.config.Subjects.StudioName(e.studio)
		if err != nil {
			return err
		}
		c.Roles = append(c.Roles, RoleChoice{
			Role: photo.RoleEmployee, Studio: e.studio.ID, StudioName: name,
			Employment: e.employment.ID, Pending: e.employment.AcceptedAt.IsZero(),
		})
	}
	return nil
}

func (s *Service) employers(ctx context.Context, who photo.SubjectID) (list []employer, err error) {
	err = s.config.Store.Read(ctx, func(tx *store.Tx) error {
		employments, err := tx.Employments(ctx, who)
		if err != nil {
			return err
		}
		for _, one := range employments {
			e := employer{employment: one}
			if e.studio, err = tx.Studio(ctx, one.Studio); err != nil {
				return err
			}
			if e.owner, err = s.config.Subjects.TaxID(ctx, tx, e.studio.Owner); err != nil {
				return err
			}
			list = append(list, e)
		}
		return nil
	})
	return list, err
}

// ChooseRole takes one of the roles, known by its Role and Studio. Choosing an
// employment that waits accepts it. It refuses "forbidden".
func (s *Service) ChooseRole(ctx context.Context, v Visitor, choice RoleChoice) (Visitor, error) {
	choices, err := s.RoleChoices(ctx, v)
	if err != nil {
		return v, err
	}
	for _, one := range choices {
		if one.Role == choice.Role && one.Studio == choice.Studio {
			return s.enterRole(ctx, v, one, s.inSession(v))
		}
	}
	return v, photo.ErrForbidden
}

// needsCode reports whether a role is entered only in a session in which the
// one-time code was given; for the others a remembered browser is enough.
func needsCode(choice RoleChoice) bool {
	return choice.Role == photo.RoleCitizen || choice.Pending
}

// writing is a way to write an act: [store.Store.Write], or the same in a session.
type writing func(context.Context, *ledger.Event, func(*store.Tx) error) error

// inSession writes only while the session of the visitor lives.
func (s *Service) inSession(v Visitor) writing {
	return func(ctx context.Context, e *ledger.Event, f func(*store.Tx) error) error {
		return s.config.Store.WriteSignedIn(ctx, e, v.Person.Session, f)
	}
}

// enterRole gives the visitor a role. The next stage is the terms, unless the
// person has accepted the version in force; or the one-time code, where the role
// needs it and the session has not asked for it.
func (s *Service) enterRole(ctx context.Context, v Visitor, choice RoleChoice, write writing) (Visitor, error) {
	if v.CodeAt.IsZero() && needsCode(choice) {
		v.Stage, v.Role, v.Studio, v.StudioName, v.Employment = StageOTP, "", "", "", ""
		if choice.Role == photo.RoleCitizen {
			v.Role = choice.Role
		}
		return v, nil
	}
	v.Role, v.Studio, v.StudioName, v.Employment = choice.Role, choice.Studio, choice.StudioName, choice.Employment
	act := journal.ChooseProfile
	if choice.Pending {
		act = journal.AcceptEmployment
	}
	event := journal.ByPerson(act, v.Person, v.Role)
	event.Studio = string(choice.Studio)
	if choice.Pending {
		event.Facts["employment"] = choice.Employment
	}
	if v.CodeAt.IsZero() {
		event.Facts["browser"] = "remembered"
	}
	accepted := false
	err := write(ctx, event, func(tx *store.Tx) (err error) {
		if err := s.takeEmployment(ctx, tx, v.Person.Subject, choice); err != nil {
			return err
		}
		accepted, err = tx.HasAcceptedTerms(ctx, v.Person.Subject, TermsVersion)
		return err
	})
	v.Stage = StageTerms
	if accepted {
		v.Stage = StageReady
	}
	return v, err
}

// takeEmployment accepts an employment that waits, and records that it was
// chosen; it does nothing for the other roles.
func (s *Service) takeEmployment(ctx context.Context, tx *store.Tx, who photo.SubjectID, choice RoleChoice) error {
	now := s.config.Now()
	if choice.Pending {
		if err := tx.AcceptEmployment(ctx, choice.Employment, who, now); err != nil {
			return store.NotFoundOr(photo.ErrForbidden, "employment", err)
		}
	}
	if choice.Employment == "" {
		return nil
	}
	return tx.UseEmployment(ctx, choice.Employment, now)
}

// RefuseEmployment declines a studio's offer, which is then no longer shown. It
// refuses "not-found".
func (s *Service) RefuseEmployment(ctx context.Context, v Visitor, employment string) error {
	if v.Stage < StageRole {
		return photo.ErrSignIn
	}
	event := journal.ByPerson(journal.RefuseEmployment, v.Person, v.Role)
	event.Facts["employment"] = journal.ID(employment)
	return s.config.Store.WriteSignedIn(ctx, event, v.Person.Session, func(tx *store.Tx) error {
		err := tx.RefuseEmployment(ctx, employment, v.Person.Subject, s.config.Now())
		if errors.Is(err, store.ErrNotFound) {
			return photo.ErrNotFound
		}
		return err
	})
}
