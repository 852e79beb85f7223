package store

import (
	"context"
	"fmt"

	"myphoto/internal/photo"
	"myphoto/internal/store/codes"
	"myphoto/internal/store/db"
)

// Access is what gives access now, as the rows say, also those that are not genuine:
// for comparing them with the ledger, never for acting on them.
type Access struct {
	Grants       []photo.Grant // live
	Associations []Association // current
	Employments  []Employment  // accepted
	Applications []photo.Application
}

// Access returns everything that gives access now, of all people, by id.
func (tx *Tx) Access(ctx context.Context) (a Access, err error) {
	grants, err := tx.q.LiveGrants(ctx)
	if err != nil {
		return a, fmt.Errorf("load grants: %w", err)
	}
	for _, row := range grants {
		a.Grants = append(a.Grants, grantOf(row))
	}
	associations, err := tx.q.CurrentAssociations(ctx)
	if err != nil {
		return a, fmt.Errorf("load associations: %w", err)
	}
	for _, row := range associations {
		a.Associations = append(a.Associations, Association{row.ID, row.UploadID, row.SubjectID, row.ActingID, row.CreatedAt.Time})
	}
	employments, err := tx.q.AcceptedEmployments(ctx)
	if err != nil {
		return a, fmt.Errorf("load employments: %w", err)
	}
	for _, row := range employments {
		a.Employments = append(a.Employments, employmentOf(row))
	}
	applications, err := tx.q.Applications(ctx)
	if err != nil {
		return a, fmt.Errorf("load applications: %w", err)
	}
	for _, row := range applications {
		a.Applications = append(a.Applications, photo.Application{
			ID: row.Application.ID, Suspended: !row.Application.SuspendedAt.IsZero(),
		})
	}
	return a, nil
}

// EachRetrieval calls f for every retrieval, also one that is not genuine, for
// comparing it with the ledger.
func (tx *Tx) EachRetrieval(ctx context.Context, f func(photo.Retrieval)) error {
	return codes.EachRow(func(first db.Retrieval) ([]db.Retrieval, error) {
		return tx.q.RetrievalsFrom(ctx, db.RetrievalsFromParams{First: string(first.ID), MaxRows: codes.PageRows})
	}, func(row db.Retrieval) { f(retrievalOf(row)) })
}
