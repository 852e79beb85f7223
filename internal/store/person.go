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
	Kind      string
	Hash      []byte // keyed, of the number
	Subject   photo.SubjectID
	Sealed    []byte // the number
	NumberMAC []byte // of the number, under a key that never changes, so that a number has one person
}

func aliasOf(row db.Alias) Alias {
	return Alias{row.Kind, row.Hash, row.SubjectID, row.Sealed, row.NumberMac}
}

// CreateSubject inserts a person, as yet without a number.
func (tx *Tx) CreateSubject(ctx context.Context, id photo.SubjectID, now time.Time) error {
	return tx.q.InsertSubject(ctx, db.InsertSubjectParams{ID: id, CreatedAt: db.At(now)})
}

// CreateAlias inserts a number of a person; [ErrStale] when a person has the same one
// already, [ErrDuplicate] when one has it under another look-up key.
func (tx *Tx) CreateAlias(ctx context.Context, a Alias, now time.Time) error {
	row := db.Alias{
		Kind: a.Kind, Hash: a.Hash, SubjectID: a.Subject, Sealed: a.Sealed, CreatedAt: db.At(now), NumberMac: a.NumberMAC,
	}
	return orStale(tx.q.InsertAlias(ctx, db.InsertAliasParams{
		Kind: row.Kind, Hash: row.Hash, SubjectID: row.SubjectID, Sealed: row.Sealed, CreatedAt: row.CreatedAt,
		NumberMac: row.NumberMac, Mac: tx.sign(row),
	}))
}

// AliasByHash returns the alias with a keyed hash; [ErrNotFound] when there is
// none.
func (tx *Tx) AliasByHash(ctx context.Context, kind string, hash []byte) (Alias, error) {
	row, err := tx.q.AliasByHash(ctx, db.AliasByHashParams{Kind: kind, Hash: hash})
	row, err = genuine(tx, row, err)
	return aliasOf(row), err
}

// Alias returns the newest alias of a person of a kind; [ErrNotFound] when there
// is none.
func (tx *Tx) Alias(ctx context.Context, id photo.SubjectID, kind string) (Alias, error) {
	row, err := tx.q.AliasOf(ctx, db.AliasOfParams{SubjectID: id, Kind: kind})
	row, err = genuine(tx, row, err)
	return aliasOf(row), err
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
	row, err = genuine(tx, row, err)
	return studioOf(row), err
}

// StudioByOwner returns the studio of a person; [ErrNotFound] when there is none.
func (tx *Tx) StudioByOwner(ctx context.Context, owner photo.SubjectID) (Studio, error) {
	row, err := tx.q.StudioOfOwner(ctx, owner)
	row, err = genuine(tx, row, err)
	return studioOf(row), err
}

// SaveStudio inserts a studio, or updates the name of the studio that the owner
// has.
func (tx *Tx) SaveStudio(ctx context.Context, s Studio, now time.Time) error {
	kept, err := tx.q.StudioOfOwner(ctx, s.Owner)
	kept, err = genuine(tx, kept, err)
	if err == nil {
		return tx.updateStudio(ctx, kept, s.SealedName)
	}
	if !errors.Is(err, ErrNotFound) {
		return err
	}
	row := db.Studio{ID: s.ID, SubjectID: s.Owner, SealedName: s.SealedName, CreatedAt: db.At(now)}
	return tx.q.InsertStudio(ctx, db.InsertStudioParams{
		ID: row.ID, SubjectID: row.SubjectID, SealedName: row.SealedName, CreatedAt: row.CreatedAt, Mac: tx.sign(row),
	})
}

func (tx *Tx) updateStudio(ctx context.Context, row db.Studio, sealedName []byte) error {
	before := row.Mac
	row.SealedName = sealedName
	return orStale(tx.q.UpdateStudio(ctx, db.UpdateStudioParams{SealedName: row.SealedName, Mac: tx.sign(row), ID: row.ID, Before: before}))
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
	row, err = genuine(tx, row, err)
	return Eligibility{row.Reason, row.CheckedAt.Time}, err
}

// SaveEligibility replaces the last answer about a person.
func (tx *Tx) SaveEligibility(ctx context.Context, id photo.SubjectID, e Eligibility) error {
	row := db.Eligibility{SubjectID: id, Reason: e.Reason, CheckedAt: db.At(e.CheckedAt)}
	return tx.q.SaveEligibility(ctx, db.SaveEligibilityParams{SubjectID: row.SubjectID, Reason: row.Reason, CheckedAt: row.CheckedAt, Mac: tx.sign(row)})
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

func (tx *Tx) employmentsOf(ctx context.Context, rows []db.Employee, err error) ([]Employment, error) {
	rows, err = onlyGenuine(ctx, tx, rows, err)
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
	row := db.Employee{ID: e.ID, StudioID: e.Studio, SubjectID: e.Subject, SealedLabel: e.SealedLabel, AddedAt: db.At(e.AddedAt)}
	return tx.q.InsertEmployee(ctx, db.InsertEmployeeParams{
		ID: row.ID, StudioID: row.StudioID, SubjectID: row.SubjectID, SealedLabel: row.SealedLabel, AddedAt: row.AddedAt, Mac: tx.sign(row),
	})
}

// Employment returns the current employment of a person in a studio, which may be
// an offer; [ErrNotFound] when there is none.
func (tx *Tx) Employment(ctx context.Context, studio photo.StudioID, who photo.SubjectID) (Employment, error) {
	row, err := tx.q.Employment(ctx, db.EmploymentParams{StudioID: studio, SubjectID: who})
	row, err = genuine(tx, row, err)
	return employmentOf(row), err
}

// Employees returns the current employments and offers in a studio, oldest first.
func (tx *Tx) Employees(ctx context.Context, studio photo.StudioID) ([]Employment, error) {
	rows, err := tx.q.EmployeesOf(ctx, studio)
	return tx.employmentsOf(ctx, rows, err)
}

// Employments returns the current employments and offers of a person, oldest
// first.
func (tx *Tx) Employments(ctx context.Context, who photo.SubjectID) ([]Employment, error) {
	rows, err := tx.q.EmploymentsOf(ctx, who)
	return tx.employmentsOf(ctx, rows, err)
}

// AcceptEmployment accepts an offer; [ErrNotFound] when the person has none.
func (tx *Tx) AcceptEmployment(ctx context.Context, id string, who photo.SubjectID, now time.Time) error {
	return tx.changeEmployment(ctx, id, func(row *db.Employee) bool {
		offered := row.SubjectID == who && row.AcceptedAt.IsZero()
		row.AcceptedAt = db.At(now)
		return offered
	})
}

// RefuseEmployment declines an offer; [ErrNotFound] when the person has none.
func (tx *Tx) RefuseEmployment(ctx context.Context, id string, who photo.SubjectID, now time.Time) error {
	return tx.changeEmployment(ctx, id, func(row *db.Employee) bool {
		row.RemovedAt = db.At(now)
		return row.SubjectID == who && row.AcceptedAt.IsZero()
	})
}

// RemoveEmployment ends an employment in a studio; [ErrNotFound] when there is
// none.
func (tx *Tx) RemoveEmployment(ctx context.Context, id string, studio photo.StudioID, now time.Time) error {
	return tx.changeEmployment(ctx, id, func(row *db.Employee) bool {
		row.RemovedAt = db.At(now)
		return row.StudioID == studio
	})
}

// WasEmployed reports whether an employment in a studio has ended.
func (tx *Tx) WasEmployed(ctx context.Context, id string, studio photo.StudioID) (bool, error) {
	row, err := tx.q.FormerEmployee(ctx, id)
	row, err = genuine(tx, row, err)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return row.StudioID == studio, err
}

// UseEmployment records that the person chose an employment to act in.
func (tx *Tx) UseEmployment(ctx context.Context, id string, now time.Time) error {
	return tx.changeEmployment(ctx, id, func(row *db.Employee) bool {
		row.UsedAt = db.At(now)
		return true
	})
}

// changeEmployment changes a current employment or offer; [ErrNotFound] when there
// is none, or change returns false.
func (tx *Tx) changeEmployment(ctx context.Context, id string, change func(*db.Employee) bool) error {
	row, err := tx.q.CurrentEmployee(ctx, id)
	if row, err = genuine(tx, row, err); err != nil {
		return err
	}
	before := row.Mac
	if !change(&row) {
		return ErrNotFound
	}
	return tx.updateEmployee(ctx, row, before)
}

// updateEmployee saves an employment whose code was before.
func (tx *Tx) updateEmployee(ctx context.Context, row db.Employee, before []byte) error {
	return orStale(tx.q.UpdateEmployee(ctx, db.UpdateEmployeeParams{
		SealedLabel: row.SealedLabel, AcceptedAt: row.AcceptedAt, UsedAt: row.UsedAt, RemovedAt: row.RemovedAt,
		Mac: tx.sign(row), ID: row.ID, Before: before,
	}))
}

// Preferences are what a person chose.
type Preferences struct {
	Notices  bool      // of retrievals are sent
	PausedAt time.Time // since when no application may retrieve anything; zero: they may

	mac []byte
}

// Preferences returns what a person chose: without a choice, notices and no pause.
func (tx *Tx) Preferences(ctx context.Context, id photo.SubjectID) (Preferences, error) {
	row, err := tx.q.Preferences(ctx, id)
	row, err = genuine(tx, row, err)
	if errors.Is(err, ErrNotFound) {
		return Preferences{Notices: true}, nil
	}
	return Preferences{row.Notices == noticesOn, row.PausedAt.Time, row.Mac}, err
}

const (
	noticesOn  = "on"
	noticesOff = "off"
)

// SavePreferences saves preferences that were loaded and changed; [ErrStale] when
// another act was faster.
func (tx *Tx) SavePreferences(ctx context.Context, id photo.SubjectID, p Preferences, now time.Time) error {
	row := db.Preference{SubjectID: id, Notices: noticesOff, PausedAt: db.At(p.PausedAt), ChangedAt: db.At(now)}
	if p.Notices {
		row.Notices = noticesOn
	}
	return orStale(tx.q.SavePreferences(ctx, db.SavePreferencesParams{
		SubjectID: row.SubjectID, Notices: row.Notices, PausedAt: row.PausedAt, ChangedAt: row.ChangedAt, Mac: tx.sign(row), Before: p.mac,
	}))
}
