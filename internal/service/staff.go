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
				ID: row.ID, Label: label, TaxID: lastThree(tax.Digits()),
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
	faults := addFault(addFault(nil, fault, "afm"), tooLong(label, maxLabel), "label")
	if label == "" {
		faults = append(faults, ErrLabelMissing)
	}
	if fault == nil && tax == who.TaxID {
		faults = append(faults, ErrStaffSelf)
	}
	if err := photo.Join(faults...); err != nil {
		return err
	}
	err := s.Store.Write(ctx, byStudio("employee.add", who, ""), func(tx *store.Tx) error {
		subject, err := s.subject(ctx, tx, tax)
		if err != nil {
			return err
		}
		id := photo.NewID("emp_")
		return tx.InsertEmployee(ctx, db.InsertEmployeeParams{
			ID: id, StudioID: who.Studio, SubjectID: subject,
			SealedLabel: s.values.SealText(label, staffBound(id)), AddedAt: db.At(s.Now()),
		})
	})
	if errors.Is(err, store.ErrDuplicate) {
		return errors.Join(ErrStaffAlready, s.Store.Refuse(ctx, byStudio("employee.add", who, ""), ErrStaffAlready))
	}
	return err
}

// RemoveEmployee ends an employment at once.
func (s *Studios) RemoveEmployee(ctx context.Context, who photo.Photographer, id string) error {
	return s.Store.Write(ctx, byStudio("employee.remove", who, ""), func(tx *store.Tx) error {
		rows, err := tx.RemoveEmployee(ctx, db.RemoveEmployeeParams{RemovedAt: db.At(s.Now()), ID: id, StudioID: who.Studio})
		if err == nil && rows == 0 {
			err = photo.ErrNotFound
		}
		return err
	})
}
