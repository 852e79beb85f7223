package service

import (
	"context"
	"errors"
	"fmt"

	"myphoto/internal/photo"
	"myphoto/internal/store"
	"myphoto/internal/store/db"
)

const (
	reasonDown       = "register-unavailable"
	reasonUnknown    = "not-registered"
	reasonClosed     = "closed"
	reasonNoActivity = "no-activity"
)

// Profiles lists the capacities that the visitor may choose: always citizen,
// photographer when the business register says so, employee of each studio
// that named the person.
func (s *Sessions) Profiles(ctx context.Context, v Visitor) ([]Profile, error) {
	choices, err := s.Choices(ctx, v)
	return choices.Profiles, err
}

// Choices is Profiles together with why some are not among them. A register
// that is down never takes the citizen's away.
func (s *Sessions) Choices(ctx context.Context, v Visitor) (Choices, error) {
	if v.Stage < StageProfile {
		return Choices{}, photo.ErrSignIn
	}
	return s.choices(ctx, v)
}

func (s *Sessions) choices(ctx context.Context, v Visitor) (Choices, error) {
	reason, err := s.eligibility(ctx, v.Person.Subject, v.Person.TaxID)
	if err != nil {
		return Choices{}, err
	}
	c := Choices{
		Profiles: []Profile{{Role: RoleCitizen}}, Photographer: s.eligible(reason), RegisterDown: reason == reasonDown,
	}
	if reason == "" {
		own, err := s.ownStudio(ctx, v.Person.Subject)
		if err != nil {
			return Choices{}, err
		}
		c.Profiles = append(c.Profiles, own)
	}
	return c, s.employments(ctx, v.Person.Subject, &c)
}

func (s *Sessions) ownStudio(ctx context.Context, who photo.SubjectID) (Profile, error) {
	var studio db.Studio
	err := s.Store.Read(ctx, func(tx *store.Tx) (err error) {
		studio, err = tx.StudioOfOwner(ctx, who)
		return err
	})
	if err != nil {
		return Profile{}, fmt.Errorf("load studio: %w", err)
	}
	name, err := s.studioName(studio)
	return Profile{Role: RolePhotographer, Studio: studio.ID, StudioName: name}, err
}

// employments adds the studios, still eligible, that named the person.
func (s *Sessions) employments(ctx context.Context, who photo.SubjectID, c *Choices) error {
	var rows []db.Employee
	studios, owners := map[photo.StudioID]db.Studio{}, map[photo.StudioID]photo.TaxID{}
	err := s.Store.Read(ctx, func(tx *store.Tx) (err error) {
		if rows, err = tx.EmploymentsOf(ctx, who); err != nil {
			return err
		}
		for _, row := range rows {
			studio, err := tx.Studio(ctx, row.StudioID)
			if err != nil {
				return err
			}
			studios[row.StudioID] = studio
			if owners[row.StudioID], err = s.taxID(ctx, tx, studio.SubjectID); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("load employments: %w", err)
	}
	for _, row := range rows {
		studio := studios[row.StudioID]
		reason, err := s.eligibility(ctx, studio.SubjectID, owners[row.StudioID])
		if err != nil {
			return err
		}
		c.RegisterDown = c.RegisterDown || reason == reasonDown
		if reason != "" {
			continue
		}
		name, err := s.studioName(studio)
		if err != nil {
			return err
		}
		c.Profiles = append(c.Profiles, Profile{
			Role: RoleEmployee, Studio: studio.ID, StudioName: name, Employment: row.ID, Pending: row.AcceptedAt.IsZero(),
		})
	}
	return nil
}

// Eligibility tells a visitor why the photographer's profile is or is not
// there.
func (s *Sessions) Eligibility(ctx context.Context, v Visitor) (Eligibility, error) {
	if v.Stage < StageProfile {
		return Eligibility{}, photo.ErrSignIn
	}
	reason, err := s.eligibility(ctx, v.Person.Subject, v.Person.TaxID)
	return s.eligible(reason), err
}

func (s *Sessions) eligible(reason string) Eligibility {
	return Eligibility{Eligible: reason == "", Reason: reason, Prefix: s.Policy.PhotographyKAD}
}

// eligibility gives why somebody is no photographer, or nothing. The register
// is asked at most once in 24 hours for a person; while it is down its last
// answer, if no older than that, still counts.
func (s *Sessions) eligibility(ctx context.Context, who photo.SubjectID, tax photo.TaxID) (string, error) {
	var kept db.Eligibility
	err := s.Store.Read(ctx, func(tx *store.Tx) (err error) {
		kept, err = tx.Eligibility(ctx, who)
		return err
	})
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return "", fmt.Errorf("load eligibility: %w", err)
	}
	if err == nil && s.Now().Sub(kept.CheckedAt.Time) < photo.EligibilityTTL {
		return kept.Reason, nil
	}
	business, err := s.Businesses.Business(ctx, tax.Digits())
	reason, name := "", business.Title
	switch refusal, _ := errors.AsType[*photo.Error](err); {
	case refusal != nil && refusal.Kind == photo.Unavailable:
		s.Log.WarnContext(ctx, "business register does not answer")
		return reasonDown, nil
	case refusal != nil && refusal.Kind == photo.NotFound:
		reason = reasonUnknown
	case err != nil:
		return "", fmt.Errorf("ask the business register: %w", err)
	case !business.Active:
		reason = reasonClosed
	case !business.Photographer(s.Policy.PhotographyKAD):
		reason = reasonNoActivity
	}
	if name == "" {
		name = business.Name
	}
	return reason, s.keepEligibility(ctx, who, reason, name)
}

func (s *Sessions) keepEligibility(ctx context.Context, who photo.SubjectID, reason, name string) error {
	event := system("studio.eligibility")
	event.Facts["reason"], event.Facts["whose"] = reason, string(who)
	return s.Store.Write(ctx, event, func(tx *store.Tx) error {
		now := db.At(s.Now())
		err := tx.SaveEligibility(ctx, db.SaveEligibilityParams{SubjectID: who, Reason: reason, CheckedAt: now})
		if err != nil || reason != "" {
			return err
		}
		return tx.SaveStudio(ctx, db.SaveStudioParams{
			ID: photo.NewStudioID(), SubjectID: who, SealedName: s.values.SealText(name, studioBound(who)), CreatedAt: now,
		})
	})
}

func studioBound(owner photo.SubjectID) string { return "studios/" + string(owner) }

func (c *core) studioName(row db.Studio) (string, error) {
	name, err := c.values.OpenText(row.SealedName, studioBound(row.SubjectID))
	if err != nil {
		return "", fmt.Errorf("open studio: %w", err)
	}
	return name, nil
}

// Choose takes one of the profiles. Choosing an employment that waits accepts
// it.
func (s *Sessions) Choose(ctx context.Context, v Visitor, p Profile) (Visitor, error) {
	profiles, err := s.Profiles(ctx, v)
	if err != nil {
		return v, err
	}
	for _, mine := range profiles {
		if mine.Role == p.Role && mine.Studio == p.Studio {
			return s.as(ctx, v, mine)
		}
	}
	return v, photo.ErrForbidden
}

// as gives the visitor a role, and the terms to read when their version in
// force was not accepted yet.
func (s *Sessions) as(ctx context.Context, v Visitor, p Profile) (Visitor, error) {
	v.Role, v.Studio, v.StudioName, v.Employment = p.Role, p.Studio, p.StudioName, p.Employment
	event := act("profile.choose", v.Person, v.Role)
	event.Studio = string(p.Studio)
	if p.Pending {
		event.Act, event.Facts["employment"] = "employee.accept", p.Employment
	}
	accepted := false
	err := s.Store.Write(ctx, event, func(tx *store.Tx) error {
		now := db.At(s.Now())
		if p.Pending {
			rows, err := tx.AcceptEmployment(ctx, db.AcceptEmploymentParams{AcceptedAt: now, ID: p.Employment, SubjectID: v.Person.Subject})
			if err != nil || rows == 0 {
				return errors.Join(photo.ErrForbidden, err)
			}
		}
		if p.Employment != "" {
			if err := tx.UseEmployment(ctx, db.UseEmploymentParams{UsedAt: now, ID: p.Employment}); err != nil {
				return err
			}
		}
		_, err := tx.TermsAccepted(ctx, db.TermsAcceptedParams{SubjectID: v.Person.Subject, Version: TermsVersion})
		accepted = err == nil
		if errors.Is(err, store.ErrNotFound) {
			err = nil
		}
		return err
	})
	v.Stage = StageTerms
	if accepted {
		v.Stage = StageReady
	}
	return v, err
}

// RefuseEmployment declines a studio's offer; it is shown no more.
func (s *Sessions) RefuseEmployment(ctx context.Context, v Visitor, employment string) error {
	if v.Stage < StageProfile {
		return photo.ErrSignIn
	}
	event := act("employee.refuse", v.Person, v.Role)
	event.Facts["employment"] = recorded(employment)
	return s.Store.Write(ctx, event, func(tx *store.Tx) error {
		rows, err := tx.RefuseEmployment(ctx, db.RefuseEmploymentParams{RemovedAt: db.At(s.Now()), ID: employment, SubjectID: v.Person.Subject})
		if err == nil && rows == 0 {
			err = photo.ErrNotFound
		}
		return err
	})
}
