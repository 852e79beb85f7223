package staff

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/names"
	"myphoto/internal/service/internal/subjects"
	"myphoto/internal/store"
)

// maxLabel bounds the label of an employee, in characters.
const maxLabel = 60

// Refusals of managing employees.
var (
	ErrStaffSelf    = &photo.Error{Kind: photo.Invalid, Code: "staff.self", Field: "afm"}
	ErrStaffAlready = &photo.Error{Kind: photo.Invalid, Code: "staff.already", Field: "afm"}
	ErrLabelMissing = &photo.Error{Kind: photo.Invalid, Code: "staff.label", Field: "label"}
)

// Member is an employee as the owner sees them.
type Member struct {
	ID                          string
	Subject                     photo.SubjectID // by which the list is narrowed
	Label                       string
	TaxID                       string // masked
	AddedAt, AcceptedAt, UsedAt time.Time
}

// Staff lists a studio's employees. The tax numbers are masked and no name is
// shown: the label is the owner's own.
func (s *Service) Staff(ctx context.Context, who photo.Photographer) ([]Member, error) {
	var members []Member
	err := s.config.Store.Read(ctx, func(tx *store.Tx) error {
		employees, err := tx.Employees(ctx, who.Studio)
		if err != nil {
			return fmt.Errorf("load employees: %w", err)
		}
		for _, e := range employees {
			label, err := s.config.Values.OpenText(e.SealedLabel, names.Employment(e.ID))
			if err != nil {
				return fmt.Errorf("open employee: %w", err)
			}
			tax, err := s.config.Subjects.TaxID(ctx, tx, e.Subject)
			if err != nil {
				return err
			}
			members = append(members, Member{
				ID: e.ID, Subject: e.Subject, Label: label, TaxID: tax.Masked(),
				AddedAt: e.AddedAt, AcceptedAt: e.AcceptedAt, UsedAt: e.UsedAt,
			})
		}
		return nil
	})
	return members, err
}

// on names the field of a fault; nil for none.
func on(field string, fault *photo.Error) *photo.Error {
	if fault == nil {
		return nil
	}
	return fault.OnField(field)
}

// AddEmployee offers employment to the person with a tax number; it takes effect
// when that person accepts after signing in.
func (s *Service) AddEmployee(ctx context.Context, who photo.Photographer, taxID, label string) error {
	tax, fault := photo.ParseTaxID(taxID)
	label = strings.TrimSpace(label)
	faults := []*photo.Error{on("afm", fault), on("label", photo.CheckText(label, maxLabel))}
	if label == "" {
		faults = append(faults, ErrLabelMissing)
	}
	if fault == nil && tax == who.TaxID {
		faults = append(faults, ErrStaffSelf)
	}
	if err := photo.Join(faults...); err != nil {
		return err
	}
	event := journal.ByOperator(journal.AddEmployee, who, "")
	err := s.config.Store.WriteSignedIn(ctx, event, who.Session, func(tx *store.Tx) error {
		if err := subjects.MayWork(ctx, tx, who.Studio, who.Subject, photo.RolePhotographer); err != nil {
			return store.NotFoundOr(photo.ErrForbidden, "studio", err)
		}
		subject, err := s.config.Subjects.FindOrCreate(ctx, tx, subjects.TaxNumber(tax))
		if err != nil {
			return err
		}
		if err := s.checkOfferedOnce(ctx, tx, who.Studio, subject, label); err != nil {
			return err
		}
		id := photo.NewID("emp_")
		event.Facts["employment"], event.Facts["whose"] = id, string(subject)
		return tx.CreateEmployment(ctx, store.Employment{
			ID: id, Studio: who.Studio, Subject: subject,
			SealedLabel: s.config.Values.SealText(label, names.Employment(id)), AddedAt: s.config.Now(),
		})
	})
	if errors.Is(err, store.ErrNothing) {
		return nil
	}
	if errors.Is(err, store.ErrDuplicate) {
		return s.config.Store.Refuse(ctx, journal.ByOperator(journal.AddEmployee, who, ""), ErrStaffAlready)
	}
	return err
}

// repeatWithin is how long the same form again is the same act: it was sent twice.
const repeatWithin = 10 * time.Minute

// checkOfferedOnce returns [store.ErrNothing] when the person was offered the same
// employment a moment ago.
func (s *Service) checkOfferedOnce(ctx context.Context, tx *store.Tx, at photo.StudioID, who photo.SubjectID, label string) error {
	before, err := tx.Employment(ctx, at, who)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("load employment: %w", err)
	}
	earlier, err := s.config.Values.OpenText(before.SealedLabel, names.Employment(before.ID))
	if err == nil && earlier == label && s.config.Now().Sub(before.AddedAt).Abs() < repeatWithin {
		err = store.ErrNothing
	}
	return err
}

// RemoveEmployee ends an employment at once. To remove who was removed is no fault.
func (s *Service) RemoveEmployee(ctx context.Context, who photo.Photographer, id string) error {
	event := journal.ByOperator(journal.RemoveEmployee, who, "")
	event.Facts["employment"] = journal.ID(id)
	err := s.config.Store.WriteSignedIn(ctx, event, who.Session, func(tx *store.Tx) error {
		if err := subjects.MayWork(ctx, tx, who.Studio, who.Subject, photo.RolePhotographer); err != nil {
			return store.NotFoundOr(photo.ErrForbidden, "studio", err)
		}
		if was, err := tx.WasEmployed(ctx, id, who.Studio); err != nil || was {
			return cmp.Or(err, store.ErrNothing)
		}
		err := tx.RemoveEmployment(ctx, id, who.Studio, s.config.Now())
		if errors.Is(err, store.ErrNotFound) {
			return photo.ErrNotFound
		}
		return err
	})
	if errors.Is(err, store.ErrNothing) {
		return nil
	}
	return err
}
