package admin

import (
	"context"
	"errors"
	"fmt"

	"myphoto/internal/photo"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/names"
	"myphoto/internal/service/internal/subjects"
	"myphoto/internal/store"
)

// EmploymentInput is an employment that was agreed outside the service.
type EmploymentInput struct {
	Owner    string `json:"owner"`    // tax number
	Studio   string `json:"studio"`   // name of the studio
	Employee string `json:"employee"` // tax number
	Label    string `json:"label"`
}

// Employ enters an employment as already accepted; it changes nothing when the
// person is employed there or was offered to be. The business register is still
// asked about the studio when somebody wants to act there. A malformed tax number
// is refused: "invalid".
func (s *Service) Employ(ctx context.Context, e EmploymentInput) error {
	owner, faultOwner := photo.ParseTaxID(e.Owner)
	employee, faultEmployee := photo.ParseTaxID(e.Employee)
	if faultOwner != nil || faultEmployee != nil {
		return photo.ErrInvalid
	}
	event := journal.ByCommand(journal.EnterEmployment, s.config.By)
	err := s.config.Store.Write(ctx, event, func(tx *store.Tx) error {
		studio, err := s.findOrCreateStudio(ctx, tx, owner, e.Studio)
		if err != nil {
			return err
		}
		who, err := s.config.Subjects.FindOrCreate(ctx, tx, subjects.TaxNumber(employee))
		if err != nil {
			return err
		}
		_, err = tx.Employment(ctx, studio, who)
		if err == nil {
			return store.ErrNothing
		}
		if !errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("load employment: %w", err)
		}
		id, now := photo.NewID("emp_"), s.config.Now()
		event.Studio, event.Facts["employment"], event.Facts["whose"] = string(studio), id, string(who)
		err = tx.CreateEmployment(ctx, store.Employment{
			ID: id, Studio: studio, Subject: who, AddedAt: now,
			SealedLabel: s.config.Values.SealText(e.Label, names.Employment(id)),
		})
		if err != nil {
			return fmt.Errorf("record employee: %w", err)
		}
		return tx.AcceptEmployment(ctx, id, who, now)
	})
	if errors.Is(err, store.ErrNothing) {
		err = nil
	}
	return err
}

// findOrCreateStudio returns the studio of an owner, or makes one with the name.
func (s *Service) findOrCreateStudio(ctx context.Context, tx *store.Tx, owner photo.TaxID, name string) (photo.StudioID, error) {
	subject, err := s.config.Subjects.FindOrCreate(ctx, tx, subjects.TaxNumber(owner))
	if err != nil {
		return "", err
	}
	studio, err := tx.StudioByOwner(ctx, subject)
	if !errors.Is(err, store.ErrNotFound) {
		return studio.ID, err
	}
	return s.config.Subjects.SaveStudio(ctx, tx, subject, name)
}
