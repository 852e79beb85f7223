package store

import (
	"context"
	"fmt"

	"myphoto/internal/photo"
)

// Access is what gives access now, as the rows say, also those that are not genuine:
// for comparing them with the ledger, never for acting on them.
type Access struct {
	Grants       []photo.Grant // live
	Associations []Association // current
	Employments  []Employment  // accepted
	Forged       []string      // those of them that the service did not write: "grant ID"
}

// Access returns everything that gives access now, of all people, by id.
func (tx *Tx) Access(ctx context.Context) (a Access, err error) {
	grants, err := tx.q.LiveGrants(ctx)
	if err != nil {
		return a, fmt.Errorf("load grants: %w", err)
	}
	for _, row := range grants {
		a.Grants = append(a.Grants, grantOf(row))
		a.Forged = append(a.Forged, unlessGenuine(tx, row, "grant "+string(row.ID))...)
	}
	associations, err := tx.q.CurrentAssociations(ctx)
	if err != nil {
		return a, fmt.Errorf("load associations: %w", err)
	}
	for _, row := range associations {
		a.Associations = append(a.Associations, Association{row.ID, row.UploadID, row.SubjectID, row.ActingID, row.CreatedAt.Time})
		a.Forged = append(a.Forged, unlessGenuine(tx, row, "association "+string(row.ID))...)
	}
	employments, err := tx.q.AcceptedEmployments(ctx)
	if err != nil {
		return a, fmt.Errorf("load employments: %w", err)
	}
	for _, row := range employments {
		a.Employments = append(a.Employments, employmentOf(row))
		a.Forged = append(a.Forged, unlessGenuine(tx, row, "employment "+row.ID)...)
	}
	return a, nil
}

// unlessGenuine returns the name of a row that the service did not write.
func unlessGenuine[T any](tx *Tx, row T, name string) []string {
	if _, err := genuine(tx, row, nil); err != nil {
		return []string{name}
	}
	return nil
}
