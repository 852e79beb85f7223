package store

import (
	"context"
	"errors"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/store/db"
)

// Alias is a number of a person, such as the tax number.
type Alias struct {
	Kind   string
	Hash   []byte // keyed, of the number
	Sealed []byte // the number
}

// CreateSubject inserts a person with the alias; [ErrStale] when there is a person
// with the same alias already.
func (tx *Tx) CreateSubject(ctx context.Context, id photo.SubjectID, a Alias, now time.Time) error {
	if err := tx.q.InsertSubject(ctx, db.InsertSubjectParams{ID: id, CreatedAt: db.At(now)}); err != nil {
		return err
	}
	return orStale(tx.q.InsertAlias(ctx, db.InsertAliasParams{
		Kind: a.Kind, Hash: a.Hash, SubjectID: id, Sealed: a.Sealed, CreatedAt: db.At(now),
	}))
}

// SubjectByAlias returns the person with the alias; [ErrNotFound] when there is
// none.
func (tx *Tx) SubjectByAlias(ctx context.Context, a Alias) (photo.SubjectID, error) {
	return tx.q.SubjectOf(ctx, db.SubjectOfParams{Kind: a.Kind, Hash: a.Hash})
}

// Alias returns the newest alias of a person of a kind; [ErrNotFound] when there
// is none.
func (tx *Tx) Alias(ctx context.Context, id photo.SubjectID, kind string) (Alias, error) {
	row, err := tx.q.AliasOf(ctx, db.AliasOfParams{SubjectID: id, Kind: kind})
	return Alias{kind, row.Hash, row.Sealed}, err
}

// SeeSubject records that a person was seen, as at a sign-in. The records of a
// person are deleted some years after the last time.
func (tx *Tx) SeeSubject(ctx context.Context, id photo.SubjectID, now time.Time) error {
	return tx.q.SeeSubject(ctx, db.SeeSubjectParams{SeenAt: db.At(now), ID: id})
}

// HasAcceptedTerms reports whether a person accepted a version of the terms.
func (tx *Tx) HasAcceptedTerms(ctx context.Context, id photo.SubjectID, version string) (bool, error) {
	_, err := tx.q.TermsAccepted(ctx, db.TermsAcceptedParams{SubjectID: id, Version: version})
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// AcceptTerms records that a person accepted a version of the terms.
func (tx *Tx) AcceptTerms(ctx context.Context, id photo.SubjectID, version string, now time.Time) error {
	return tx.q.AcceptTerms(ctx, db.AcceptTermsParams{SubjectID: id, Version: version, AcceptedAt: db.At(now)})
}

// Studio is a studio and its owner.
type Studio struct {
	ID         photo.StudioID
	Owner      photo.SubjectID
	SealedName []byte
}

func studioOf(row db.Studio) Studio { return Studio{row.ID, row.SubjectID, row.SealedName} }

// Studio returns a studio; [ErrNotFound] when there is none.
func (tx *Tx) Studio(ctx context.Context, id photo.StudioID) (Studio, error) {
	row, err := tx.q.Studio(ctx, id)
	return studioOf(row), err
}

// StudioByOwner returns the studio of a person; [ErrNotFound] when there is none.
func (tx *Tx) StudioByOwner(ctx context.Context, owner photo.SubjectID) (Studio, error) {
	row, err := tx.q.StudioOfOwner(ctx, owner)
	return studioOf(row), err
}

// SaveStudio inserts a studio, or updates the name of the studio that the owner
// has.
func (tx *Tx) SaveStudio(ctx context.Context, s Studio, now time.Time) error {
	return tx.q.SaveStudio(ctx, db.SaveStudioParams{
		ID: s.ID, SubjectID: s.Owner, SealedName: s.SealedName, CreatedAt: db.At(now),
	})
}

// Eligibility is the last answer of the business register about a person.
type Eligibility struct {
	Reason    string // why the person is not eligible; empty for one who may act as a photographer
	CheckedAt time.Time
}

// Eligibility returns the last answer about a person; [ErrNotFound] when there is
// none.
func (tx *Tx) Eligibility(ctx context.Context, id photo.SubjectID) (Eligibility, error) {
	row, err := tx.q.Eligibility(ctx, id)
	return Eligibility{row.Reason, row.CheckedAt.Time}, err
}

// SaveEligibility replaces the last answer about a person.
func (tx *Tx) SaveEligibility(ctx context.Context, id photo.SubjectID, e Eligibility) error {
	return tx.q.SaveEligibility(ctx, db.SaveEligibilityParams{SubjectID: id, Reason: e.Reason, CheckedAt: db.At(e.CheckedAt)})
}

// Employment is the employment of a person in a studio. It begins as an offer.
type Employment struct {
	ID          string
	Studio      photo.StudioID
	Subject     photo.SubjectID
	SealedLabel []byte
	AddedAt     time.Time
	AcceptedAt  time.Time // zero while it is an offer
	UsedAt      time.Time // when the person last chose it
}

func employmentsOf(rows []db.Employee, err error) ([]Employment, error) {
	list := make([]Employment, len(rows))
	for i, row := range rows {
		list[i] = employmentOf(row)
	}
	return list, err
}

func employmentOf(row db.Employee) Employment {
	return Employment{
		ID: row.ID, Studio: row.StudioID, Subject: row.SubjectID, SealedLabel: row.SealedLabel,
		AddedAt: row.AddedAt.Time, AcceptedAt: row.AcceptedAt.Time, UsedAt: row.UsedAt.Time,
	}
}

// CreateEmployment inserts an offer; [ErrDuplicate] when the person has a current
// employment or offer in the studio.
func (tx *Tx) CreateEmployment(ctx context.Context, e Employment) error {
	return tx.q.InsertEmployee(ctx, db.InsertEmployeeParams{
		ID: e.ID, StudioID: e.Studio, SubjectID: e.Subject, SealedLabel: e.SealedLabel, AddedAt: db.At(e.AddedAt),
	})
}

// Employment returns the current employment of a person in a studio, which may be
// an offer; [ErrNotFound] when there is none.
func (tx *Tx) Employment(ctx context.Context, studio photo.StudioID, who photo.SubjectID) (Employment, error) {
	row, err := tx.q.Employment(ctx, db.EmploymentParams{StudioID: studio, SubjectID: who})
	return employmentOf(row), err
}

// Employees returns the current employments and offers in a studio, oldest first.
func (tx *Tx) Employees(ctx context.Context, studio photo.StudioID) ([]Employment, error) {
	return employmentsOf(tx.q.EmployeesOf(ctx, studio))
}

// Employments returns the current employments and offers of a person, oldest
// first.
func (tx *Tx) Employments(ctx context.Context, who photo.SubjectID) ([]Employment, error) {
	return employmentsOf(tx.q.EmploymentsOf(ctx, who))
}

// AcceptEmployment accepts an offer; [ErrNotFound] when the person has none.
func (tx *Tx) AcceptEmployment(ctx context.Context, id string, who photo.SubjectID, now time.Time) error {
	return orNotFound(tx.q.AcceptEmployment(ctx, db.AcceptEmploymentParams{AcceptedAt: db.At(now), ID: id, SubjectID: who}))
}

// RefuseEmployment declines an offer; [ErrNotFound] when the person has none.
func (tx *Tx) RefuseEmployment(ctx context.Context, id string, who photo.SubjectID, now time.Time) error {
	return orNotFound(tx.q.RefuseEmployment(ctx, db.RefuseEmploymentParams{RemovedAt: db.At(now), ID: id, SubjectID: who}))
}

// RemoveEmployment ends an employment in a studio; [ErrNotFound] when there is
// none.
func (tx *Tx) RemoveEmployment(ctx context.Context, id string, studio photo.StudioID, now time.Time) error {
	return orNotFound(tx.q.RemoveEmployee(ctx, db.RemoveEmployeeParams{RemovedAt: db.At(now), ID: id, StudioID: studio}))
}

// UseEmployment records that the person chose an employment to act in.
func (tx *Tx) UseEmployment(ctx context.Context, id string, now time.Time) error {
	return tx.q.UseEmployment(ctx, db.UseEmploymentParams{UsedAt: db.At(now), ID: id})
}
