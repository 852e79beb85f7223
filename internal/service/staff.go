package service

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"myphoto/internal/photo"
	"myphoto/internal/store"
	"myphoto/internal/store/db"
)

// Refusals of managing employees.
var (
	ErrStaffSelf    = &photo.Error{Kind: photo.Invalid, Code: "staff.self", Field: "afm"}
	ErrStaffAlready = &photo.Error{Kind: photo.Invalid, Code: "staff.already", Field: "afm"}
	ErrLabelMissing = &photo.Error{Kind: photo.Invalid, Code: "staff.label", Field: "label"}
)

func staffBound(id string) string { return "employees/" + id }

// Staff lists a studio's employees. The tax numbers are masked and no name is
// shown: the label is the owner's own.
func (s *Studios) Staff(ctx context.Context, who photo.Photographer) ([]Member, error) {
	var members []Member
	err := s.Store.Read(ctx, func(tx *store.Tx) error {
		rows, err := tx.EmployeesOf(ctx, who.Studio)
		if err != nil {
			return fmt.Errorf("load employees: %w", err)
		}
		for _, row := range rows {
			label, err := s.values.OpenText(row.SealedLabel, staffBound(row.ID))
			if err != nil {
				return fmt.Errorf("open employee: %w", err)
			}
			tax, err := s.taxID(ctx, tx, row.SubjectID)
			if err != nil {
				return err
			}
			members = append(members, Member{
				ID: row.ID, Subject: row.SubjectID, Label: label, TaxID: lastThree(tax.Digits()),
				AddedAt: row.AddedAt.Time, AcceptedAt: row.AcceptedAt.Time, UsedAt: row.UsedAt.Time,
			})
		}
		return nil
	})
	return members, err
}

func lastThree(digits string) string {
	return strings.Repeat("•", max(len(digits)-3, 0)) + digits[max(len(digits)-3, 0):]
}

// AddEmployee offers employment to the person with a tax number; it takes
// effect when that person accepts after signing in.
func (s *Studios) AddEmployee(ctx context.Context, who photo.Photographer, taxID, label string) error {
	tax, fault := photo.ParseTaxID(taxID)
	label = strings.TrimSpace(label)
	faults := addFault(addFault(nil, fault, "afm"), photo.CheckText(label, maxLabel), "label")
	if label == "" {
		faults = append(faults, ErrLabelMissing)
	}
	if fault == nil && tax == who.TaxID {
		faults = append(faults, ErrStaffSelf)
	}
	if err := photo.Join(faults...); err != nil {
		return err
	}
	event := byStudio("employee.add", who, "")
	err := s.Store.Write(ctx, event, func(tx *store.Tx) error {
		subject, err := s.subject(ctx, tx, tax)
		if err != nil {
			return err
		}
		id := photo.NewID("emp_")
		event.Facts["employment"] = id
		return tx.InsertEmployee(ctx, db.InsertEmployeeParams{
			ID: id, StudioID: who.Studio, SubjectID: subject,
			SealedLabel: s.values.SealText(label, staffBound(id)), AddedAt: db.At(s.Now()),
		})
	})
	if errors.Is(err, store.ErrDuplicate) {
		return errors.Join(ErrStaffAlready, s.Store.RecordRefusal(ctx, byStudio("employee.add", who, ""), ErrStaffAlready))
	}
	return err
}

// RemoveEmployee ends an employment at once.
func (s *Studios) RemoveEmployee(ctx context.Context, who photo.Photographer, id string) error {
	event := byStudio("employee.remove", who, "")
	event.Facts["employment"] = recorded(id)
	return s.Store.Write(ctx, event, func(tx *store.Tx) error {
		rows, err := tx.RemoveEmployee(ctx, db.RemoveEmployeeParams{RemovedAt: db.At(s.Now()), ID: id, StudioID: who.Studio})
		if err == nil && rows == 0 {
			err = photo.ErrNotFound
		}
		return err
	})
}

// Employment is one that was agreed outside the service.
type Employment struct {
	Owner    string `json:"owner"`    // tax number
	Studio   string `json:"studio"`   // name of the studio
	Employee string `json:"employee"` // tax number
	Label    string `json:"label"`
}

// Employ enters an employment as already accepted, unless it is there. The
// studio's eligibility is still asked from the register when it matters.
func (h *Housekeeping) Employ(ctx context.Context, e Employment) error {
	owner, fault := photo.ParseTaxID(e.Owner)
	employee, also := photo.ParseTaxID(e.Employee)
	if fault != nil || also != nil {
		return photo.ErrInvalid
	}
	err := h.Store.Write(ctx, system("employee.enter"), func(tx *store.Tx) error {
		studio, err := h.studioFor(ctx, tx, owner, e.Studio)
		if err != nil {
			return err
		}
		subject, err := h.subject(ctx, tx, employee)
		if err != nil {
			return err
		}
		if _, err := tx.Employment(ctx, db.EmploymentParams{StudioID: studio, SubjectID: subject}); !errors.Is(err, store.ErrNotFound) {
			return errors.Join(errNothing, err)
		}
		id, now := photo.NewID("emp_"), db.At(h.Now())
		err = tx.InsertEmployee(ctx, db.InsertEmployeeParams{
			ID: id, StudioID: studio, SubjectID: subject, SealedLabel: h.values.SealText(e.Label, staffBound(id)), AddedAt: now,
		})
		if err != nil {
			return fmt.Errorf("record employee: %w", err)
		}
		_, err = tx.AcceptEmployment(ctx, db.AcceptEmploymentParams{AcceptedAt: now, ID: id, SubjectID: subject})
		return err
	})
	if errors.Is(err, errNothing) {
		err = nil
	}
	return err
}

// studioFor finds or makes the studio of an owner.
func (h *Housekeeping) studioFor(ctx context.Context, tx *store.Tx, owner photo.TaxID, name string) (photo.StudioID, error) {
	subject, err := h.subject(ctx, tx, owner)
	if err != nil {
		return "", err
	}
	row, err := tx.StudioOfOwner(ctx, subject)
	if !errors.Is(err, store.ErrNotFound) {
		return row.ID, err
	}
	id := photo.NewStudioID()
	return id, tx.SaveStudio(ctx, db.SaveStudioParams{
		ID: id, SubjectID: subject, SealedName: h.values.SealText(name, studioBound(subject)), CreatedAt: db.At(h.Now()),
	})
}
