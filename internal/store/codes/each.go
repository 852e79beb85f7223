package codes

import (
	"cmp"
	"context"
	"fmt"

	"myphoto/internal/store/db"
)

// PageRows is how many rows are read at once where all are read.
const PageRows = 1000

// EachRow calls f for every row of a table; from returns the rows from a key on.
func EachRow[T any](from func(first T) ([]T, error), f func(T)) error {
	var first T
	for known := 0; ; known = 1 { // the first row of a further page is the last of the page before
		rows, err := from(first)
		if err != nil {
			return fmt.Errorf("load %T: %w", first, err)
		}
		for _, row := range rows[min(known, len(rows)):] {
			f(row)
		}
		if len(rows) < PageRows {
			return nil
		}
		first = rows[len(rows)-1]
	}
}

// EachForged calls f with the table and the key of every row with a code that the
// service did not write.
func (c *Codes) EachForged(ctx context.Context, q *db.Queries, f func(table, key string)) error {
	return cmp.Or(c.forgedPeople(ctx, q, f), c.forgedFiles(ctx, q, f), c.forgedApplications(ctx, q, f), c.forgedUses(ctx, q, f))
}

// eachForged is [Codes.EachForged] for one table.
func eachForged[T any](c *Codes, f func(table, key string), from func(first T) ([]T, error)) error {
	return EachRow(from, func(row T) {
		if _, err := Genuine(c, row, nil); err != nil {
			f(nameOf(row))
		}
	})
}

func (c *Codes) forgedPeople(ctx context.Context, q *db.Queries, f func(table, key string)) error {
	return cmp.Or(
		eachForged(c, f, func(r db.Alias) ([]db.Alias, error) {
			return q.AliasesFrom(ctx, db.AliasesFromParams{Kind: r.Kind, Hash: notNil(r.Hash), MaxRows: PageRows})
		}),
		eachForged(c, f, func(r db.Studio) ([]db.Studio, error) {
			return q.StudiosFrom(ctx, db.StudiosFromParams{First: string(r.ID), MaxRows: PageRows})
		}),
		eachForged(c, f, func(r db.Eligibility) ([]db.Eligibility, error) {
			return q.EligibilityFrom(ctx, db.EligibilityFromParams{First: string(r.SubjectID), MaxRows: PageRows})
		}),
		eachForged(c, f, func(r db.Employee) ([]db.Employee, error) {
			return q.EmployeesFrom(ctx, db.EmployeesFromParams{First: r.ID, MaxRows: PageRows})
		}),
		eachForged(c, f, func(r db.Preference) ([]db.Preference, error) {
			return q.PreferencesFrom(ctx, db.PreferencesFromParams{First: string(r.SubjectID), MaxRows: PageRows})
		}),
		eachForged(c, f, func(r db.Custody) ([]db.Custody, error) {
			return q.CustodiesFrom(ctx, db.CustodiesFromParams{Custodian: string(r.CustodianID), Minor: string(r.MinorID), MaxRows: PageRows})
		}),
	)
}

func (c *Codes) forgedFiles(ctx context.Context, q *db.Queries, f func(table, key string)) error {
	return cmp.Or(
		eachForged(c, f, func(r db.Upload) ([]db.Upload, error) {
			return q.UploadsFrom(ctx, db.UploadsFromParams{First: string(r.ID), MaxRows: PageRows})
		}),
		eachForged(c, f, func(r db.Batch) ([]db.Batch, error) {
			return q.BatchesFrom(ctx, db.BatchesFromParams{First: string(r.ID), MaxRows: PageRows})
		}),
		eachForged(c, f, func(r db.Erasure) ([]db.Erasure, error) {
			return q.ErasuresFrom(ctx, db.ErasuresFromParams{First: r.ID, MaxRows: PageRows})
		}),
		eachForged(c, f, func(r db.Claim) ([]db.Claim, error) {
			return q.ClaimsFrom(ctx, db.ClaimsFromParams{Subject: string(r.SubjectID), Upload: string(r.UploadID), MaxRows: PageRows})
		}),
		eachForged(c, f, func(r db.Association) ([]db.Association, error) {
			return q.AssociationsFrom(ctx, db.AssociationsFromParams{First: string(r.ID), MaxRows: PageRows})
		}),
		eachForged(c, f, func(r db.Ticket) ([]db.Ticket, error) {
			return q.TicketsFrom(ctx, db.TicketsFromParams{First: string(r.ID), MaxRows: PageRows})
		}),
	)
}

func (c *Codes) forgedApplications(ctx context.Context, q *db.Queries, f func(table, key string)) error {
	return cmp.Or(
		eachForged(c, f, func(r db.Body) ([]db.Body, error) {
			return q.BodiesFrom(ctx, db.BodiesFromParams{First: string(r.ID), MaxRows: PageRows})
		}),
		eachForged(c, f, func(r db.Application) ([]db.Application, error) {
			return q.ApplicationsFrom(ctx, db.ApplicationsFromParams{First: string(r.ID), MaxRows: PageRows})
		}),
		eachForged(c, f, func(r db.Purpose) ([]db.Purpose, error) {
			return q.PurposesFrom(ctx, db.PurposesFromParams{Application: string(r.ApplicationID), FirstPurpose: r.Purpose, MaxRows: PageRows})
		}),
		eachForged(c, f, func(r db.Secret) ([]db.Secret, error) {
			return q.SecretsFrom(ctx, db.SecretsFromParams{First: r.ID, MaxRows: PageRows})
		}),
		eachForged(c, f, func(r db.Token) ([]db.Token, error) {
			return q.TokensFrom(ctx, db.TokensFromParams{First: notNil(r.Hash), MaxRows: PageRows})
		}),
	)
}

func (c *Codes) forgedUses(ctx context.Context, q *db.Queries, f func(table, key string)) error {
	return cmp.Or(
		eachForged(c, f, func(r db.Grant) ([]db.Grant, error) {
			return q.GrantsFrom(ctx, db.GrantsFromParams{First: string(r.ID), MaxRows: PageRows})
		}),
		eachForged(c, f, func(r db.Retrieval) ([]db.Retrieval, error) {
			return q.RetrievalsFrom(ctx, db.RetrievalsFromParams{First: string(r.ID), MaxRows: PageRows})
		}),
	)
}

// notNil returns bytes that are compared as such: nil is NULL, which nothing is greater
// than.
func notNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
