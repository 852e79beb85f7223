package store

import (
	"context"
	"errors"
	"time"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/store/db"
)

// Custody is the last answer of the custody register about a minor and a custodian.
type Custody struct {
	photo.Custody
	SealedName []byte // of the minor

	mac []byte
}

func custodyOf(row db.Custody) Custody {
	return Custody{
		Custody: photo.Custody{
			Custodian: row.CustodianID, Minor: row.MinorID, Kind: row.Kind, AdultAt: row.AdultAt.Time,
			LapsedAt: row.LapsedAt.Time, AskedAt: row.AskedAt.Time, Session: row.Session,
		},
		SealedName: row.Sealed, mac: row.Mac,
	}
}

// Custody returns the custody of a minor that a person has; [ErrNotFound] when there is
// none.
func (tx *Tx) Custody(ctx context.Context, custodian, minor photo.SubjectID) (Custody, error) {
	row, err := tx.q.Custody(ctx, db.CustodyParams{CustodianID: custodian, MinorID: minor})
	row, err = genuine(tx, row, err)
	return custodyOf(row), err
}

// MaxMinors is how many minors of one custodian, and how many custodians of one minor,
// are listed.
const MaxMinors = 50

// CustodiesBy returns the custodies that a person has, by the id of the minor, at most
// [MaxMinors].
func (tx *Tx) CustodiesBy(ctx context.Context, custodian photo.SubjectID) ([]Custody, error) {
	rows, err := tx.q.CustodiesBy(ctx, db.CustodiesByParams{CustodianID: custodian, MaxRows: MaxMinors})
	return tx.custodiesOf(ctx, rows, err)
}

// CustodiesOf returns the custodies of a minor, by the id of the custodian, at most
// [MaxMinors].
func (tx *Tx) CustodiesOf(ctx context.Context, minor photo.SubjectID) ([]Custody, error) {
	rows, err := tx.q.CustodiesOf(ctx, db.CustodiesOfParams{MinorID: minor, MaxRows: MaxMinors})
	return tx.custodiesOf(ctx, rows, err)
}

func (tx *Tx) custodiesOf(ctx context.Context, rows []db.Custody, err error) ([]Custody, error) {
	rows, err = onlyGenuine(ctx, tx, rows, err)
	list := make([]Custody, len(rows))
	for i, row := range rows {
		list[i] = custodyOf(row)
	}
	return list, err
}

// SaveCustody saves a custody that is new or was loaded and changed; [ErrStale] when
// another act was faster.
func (tx *Tx) SaveCustody(ctx context.Context, c Custody) error {
	row := db.Custody{
		CustodianID: c.Custodian, MinorID: c.Minor, Kind: c.Kind, Sealed: c.SealedName, AdultAt: db.At(c.AdultAt),
		LapsedAt: db.At(c.LapsedAt), AskedAt: db.At(c.AskedAt), Session: c.Session,
	}
	return orStale(tx.q.SaveCustody(ctx, db.SaveCustodyParams{
		CustodianID: row.CustodianID, MinorID: row.MinorID, Kind: row.Kind, Sealed: row.Sealed, AdultAt: row.AdultAt,
		LapsedAt: row.LapsedAt, AskedAt: row.AskedAt, Session: row.Session, Mac: tx.sign(row), Before: c.mac,
	}))
}

// DeleteCustody deletes the custody of a minor that a person had.
func (tx *Tx) DeleteCustody(ctx context.Context, custodian, minor photo.SubjectID) error {
	return tx.q.DeleteCustody(ctx, db.DeleteCustodyParams{CustodianID: custodian, MinorID: minor})
}

// WriteActing is [Store.WriteSignedIn] for an act of a citizen. On the files of a minor
// it also refuses [photo.ErrNotCustodian] unless the citizen has the custody as the
// records are now.
func (s *Store) WriteActing(ctx context.Context, e *ledger.Event, who photo.Citizen, f func(*Tx) error) error {
	return s.WriteSignedIn(ctx, e, who.Session, func(tx *Tx) error {
		if err := tx.mayAct(ctx, who, s.now()); err != nil {
			return err
		}
		return f(tx)
	})
}

func (tx *Tx) mayAct(ctx context.Context, who photo.Citizen, now time.Time) error {
	if who.For == "" || who.For == who.Person.Subject {
		return nil
	}
	custody, err := tx.Custody(ctx, who.Person.Subject, who.For)
	if errors.Is(err, ErrNotFound) || err == nil && !custody.Holds(now) {
		return photo.ErrNotCustodian
	}
	return err
}
