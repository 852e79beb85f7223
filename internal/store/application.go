package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/store/codes"
	"myphoto/internal/store/db"
)

// Applications returns the registration of every application that is genuine and has a
// genuine body, by id, with its genuine purposes.
func (tx *Tx) Applications(ctx context.Context) ([]photo.Registration, error) {
	rows, err := tx.q.Applications(ctx)
	if err != nil {
		return nil, err
	}
	purposes, err := tx.q.Purposes(ctx)
	if purposes, err = onlyGenuine(ctx, tx, purposes, err); err != nil {
		return nil, err
	}
	var list []photo.Registration
	for _, found := range rows {
		if !codes.IsGenuine(ctx, tx.codes, found.Application) || !codes.IsGenuine(ctx, tx.codes, found.Body) {
			continue
		}
		list = append(list, registrationOf(found.Application, found.Body, purposes))
	}
	return list, nil
}

// registrationOf returns the registration of an application, given the purposes of all.
func registrationOf(row db.Application, body db.Body, purposes []db.Purpose) photo.Registration {
	r := photo.Registration{
		ID: row.ID, Body: row.BodyID, BodyName: bilingual(body.NameEl, body.NameEn), Name: bilingual(row.NameEl, row.NameEn),
		LegalBasis: bilingual(row.LegalBasisEl, row.LegalBasisEn), Refusal: bilingual(row.RefusalEl, row.RefusalEn),
		Items: row.Items, Profile: row.Profile, SignatureApproved: row.SignatureApproved, SuspendedAt: row.SuspendedAt.Time,
	}
	for _, p := range purposes {
		if p.ApplicationID == row.ID {
			r.Purposes = append(r.Purposes, photo.Purpose{ID: p.Purpose, Name: bilingual(p.NameEl, p.NameEn)})
		}
	}
	return r
}

// bilingual returns a text in both languages.
func bilingual(el, en string) photo.LocalizedText { return photo.LocalizedText{El: el, En: en} }

// HasApplication reports whether there is an application with the id.
func (tx *Tx) HasApplication(ctx context.Context, id photo.ApplicationID) (bool, error) {
	return exists(tx.q.Application(ctx, id))
}

// CreateApplication inserts an application with its purposes. It also inserts the
// body, or updates the name of a body that exists. An application that exists stays
// as it is; the purposes that it lacks are added.
func (tx *Tx) CreateApplication(ctx context.Context, a photo.Registration, now time.Time) error {
	body := db.Body{ID: a.Body, NameEl: a.BodyName.El, NameEn: a.BodyName.En}
	err := tx.q.SaveBody(ctx, db.SaveBodyParams{ID: body.ID, NameEl: body.NameEl, NameEn: body.NameEn, Mac: tx.sign(body)})
	if err != nil {
		return err
	}
	row := db.Application{
		ID: a.ID, BodyID: a.Body, NameEl: a.Name.El, NameEn: a.Name.En,
		LegalBasisEl: a.LegalBasis.El, LegalBasisEn: a.LegalBasis.En, RefusalEl: a.Refusal.El, RefusalEn: a.Refusal.En,
		Items: a.Items, Profile: a.Profile, SignatureApproved: a.SignatureApproved, CreatedAt: db.At(now),
	}
	_, err = tx.q.InsertApplication(ctx, db.InsertApplicationParams{
		ID: row.ID, BodyID: row.BodyID, NameEl: row.NameEl, NameEn: row.NameEn, LegalBasisEl: row.LegalBasisEl,
		LegalBasisEn: row.LegalBasisEn, RefusalEl: row.RefusalEl, RefusalEn: row.RefusalEn, Items: row.Items,
		Profile: row.Profile, SignatureApproved: row.SignatureApproved, CreatedAt: row.CreatedAt, Mac: tx.sign(row),
	})
	for _, p := range a.Purposes {
		err = errors.Join(err, tx.createPurpose(ctx, a.ID, p))
	}
	return err
}

func (tx *Tx) createPurpose(ctx context.Context, id photo.ApplicationID, p photo.Purpose) error {
	row := db.Purpose{ApplicationID: id, Purpose: p.ID, NameEl: p.Name.El, NameEn: p.Name.En}
	return tx.q.InsertPurpose(ctx, db.InsertPurposeParams{
		ApplicationID: row.ApplicationID, Purpose: row.Purpose, NameEl: row.NameEl, NameEn: row.NameEn, Mac: tx.sign(row),
	})
}

// SuspendApplication sets the time since when an application is suspended; the
// zero time ends the suspension. It returns [ErrNotFound] when there is no such
// application.
func (tx *Tx) SuspendApplication(ctx context.Context, id photo.ApplicationID, since time.Time) error {
	row, err := tx.q.Application(ctx, id)
	if row, err = genuine(tx, row, err); err != nil {
		return err
	}
	before := row.Mac
	row.SuspendedAt = db.At(since)
	return orStale(tx.q.UpdateApplication(ctx, db.UpdateApplicationParams{SuspendedAt: row.SuspendedAt, Mac: tx.sign(row), ID: id, Before: before}))
}

// Secret is the record of an application's secret.
type Secret struct {
	ID          string
	Application photo.ApplicationID
	Hash        []byte // keyed, of the secret
}

// Secrets returns the genuine secrets of an application that have not expired.
func (tx *Tx) Secrets(ctx context.Context, id photo.ApplicationID, now time.Time) ([]Secret, error) {
	rows, err := tx.q.SecretsOf(ctx, db.SecretsOfParams{ApplicationID: id, ExpiresAt: db.At(now)})
	rows, err = onlyGenuine(ctx, tx, rows, err)
	list := make([]Secret, len(rows))
	for i, row := range rows {
		list[i] = Secret{row.ID, row.ApplicationID, row.Hash}
	}
	return list, err
}

// FindSecret returns the secret that an application has now and whose keyed hash
// matches. It returns [ErrNotFound] when there is none, and [ErrForged] when one of
// them is not genuine besides: that may have been it, and whoever ends a secret must not
// be told that there is none. Every one is tried, whatever the first ones are, so that
// the time says nothing.
func (tx *Tx) FindSecret(ctx context.Context, id photo.ApplicationID, now time.Time, matches func(hash []byte) bool) (Secret, error) {
	rows, err := tx.q.SecretsOf(ctx, db.SecretsOfParams{ApplicationID: id, ExpiresAt: db.At(now)})
	if err != nil {
		return Secret{}, fmt.Errorf("load secrets: %w", err)
	}
	var known *Secret
	none := ErrNotFound
	for _, row := range rows {
		if !codes.IsGenuine(ctx, tx.codes, row) {
			none = ErrForged
			continue
		}
		if matches(row.Hash) {
			known = &Secret{row.ID, row.ApplicationID, row.Hash}
		}
	}
	if known == nil {
		return Secret{}, none
	}
	return *known, nil
}

// CreateSecret inserts a secret without an expiry.
func (tx *Tx) CreateSecret(ctx context.Context, s Secret, now time.Time) error {
	row := db.Secret{ID: s.ID, ApplicationID: s.Application, Hash: s.Hash, CreatedAt: db.At(now)}
	return tx.q.InsertSecret(ctx, db.InsertSecretParams{
		ID: row.ID, ApplicationID: row.ApplicationID, Hash: row.Hash, CreatedAt: row.CreatedAt, Mac: tx.sign(row),
	})
}

// RehashSecret replaces the keyed hash of a secret by that under another key.
func (tx *Tx) RehashSecret(ctx context.Context, id string, hash []byte) error {
	return tx.updateSecret(ctx, id, func(row *db.Secret) { row.Hash = hash })
}

func (tx *Tx) updateSecret(ctx context.Context, id string, change func(*db.Secret)) error {
	row, err := tx.q.Secret(ctx, id)
	if row, err = genuine(tx, row, err); err != nil {
		return err
	}
	before := row.Mac
	change(&row)
	return orStale(tx.q.UpdateSecret(ctx, db.UpdateSecretParams{
		Hash: row.Hash, ExpiresAt: row.ExpiresAt, Mac: tx.sign(row), ID: row.ID, Before: before,
	}))
}

// EndSecret sets a secret to expire now and deletes every token that was issued
// for it.
func (tx *Tx) EndSecret(ctx context.Context, s Secret, now time.Time) error {
	err := tx.updateSecret(ctx, s.ID, func(row *db.Secret) { row.ExpiresAt = db.At(now) })
	if err != nil {
		return err
	}
	return tx.q.EndTokens(ctx, s.ID)
}

// CreateToken inserts a bearer token, given by its keyed hash, that was issued for
// a secret now and expires at until. It returns [ErrNotFound] when the secret has
// ended.
func (tx *Tx) CreateToken(ctx context.Context, hash []byte, secret Secret, now, until time.Time) error {
	row := db.Token{Hash: hash, ApplicationID: secret.Application, SecretID: secret.ID, ExpiresAt: db.At(until)}
	return db.OrNotFound(tx.q.InsertToken(ctx, db.InsertTokenParams{
		Hash: row.Hash, SecretID: row.SecretID, ApplicationID: row.ApplicationID, Now: db.At(now), ExpiresAt: row.ExpiresAt, Mac: tx.sign(row),
	}))
}

// TokenHolder returns the current state of the application that holds an unexpired
// token, given by its keyed hash; [ErrNotFound] when there is none. A token that
// expires after latest was given before the clock was set back, and counts as expired.
func (tx *Tx) TokenHolder(ctx context.Context, hash []byte, now, latest time.Time) (photo.Application, error) {
	row, err := tx.q.TokenHolder(ctx, db.TokenHolderParams{Hash: hash, Now: db.At(now), Latest: db.At(latest)})
	if _, err = genuine(tx, row.Token, err); err != nil {
		return photo.Application{}, err
	}
	return tx.applicationOf(ctx, row.Application, nil)
}

// Application returns the current state of an application; [ErrNotFound] when there
// is none.
func (tx *Tx) Application(ctx context.Context, id photo.ApplicationID) (photo.Application, error) {
	row, err := tx.q.Application(ctx, id)
	return tx.applicationOf(ctx, row, err)
}

// applicationOf returns the application of a row with its purposes.
func (tx *Tx) applicationOf(ctx context.Context, row db.Application, err error) (photo.Application, error) {
	one, err := genuine(tx, row, err)
	if err != nil {
		return photo.Application{}, err
	}
	purposes, err := tx.q.PurposesOf(ctx, one.ID)
	if purposes, err = onlyGenuine(ctx, tx, purposes, err); err != nil {
		return photo.Application{}, err
	}
	who := photo.Application{
		ID: one.ID, Body: one.BodyID, Suspended: !one.SuspendedAt.IsZero(), Items: one.Items, Profile: one.Profile,
		SignatureApproved: one.SignatureApproved,
	}
	for _, p := range purposes {
		who.Purposes = append(who.Purposes, p.Purpose)
	}
	return who, nil
}
