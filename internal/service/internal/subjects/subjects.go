package subjects

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/seal"
	"myphoto/internal/service/internal/names"
	"myphoto/internal/store"
)

// Subjects finds and creates people.
type Subjects struct {
	Hashes *seal.Hashes
	Values *seal.Generations
	Rows   *seal.Authenticator
	Now    func() time.Time
}

// Find returns the person with a tax number; [store.ErrNotFound] when there is none.
// A record that was found by its hash and holds another number is
// [store.ErrForged].
func (s *Subjects) Find(ctx context.Context, tx *store.Tx, tax photo.TaxID) (photo.SubjectID, error) {
	for _, hash := range s.Hashes.All(names.HashTaxID, tax.Digits()) {
		alias, err := tx.AliasByHash(ctx, names.HashTaxID, hash)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return "", err
		}
		digits, err := s.Values.OpenText(alias.Sealed, names.TaxID(alias.Subject))
		if err == nil && subtle.ConstantTimeCompare([]byte(digits), []byte(tax.Digits())) == 0 {
			err = store.ErrForged
		}
		return alias.Subject, err
	}
	return "", store.ErrNotFound
}

// FindOrCreate returns the person with a tax number and records that the person was
// seen now, or creates a person when there is none.
func (s *Subjects) FindOrCreate(ctx context.Context, tx *store.Tx, tax photo.TaxID) (photo.SubjectID, error) {
	id, err := s.Find(ctx, tx, tax)
	if err == nil {
		return id, tx.SeeSubject(ctx, id, s.Now())
	}
	if !errors.Is(err, store.ErrNotFound) {
		return id, err
	}
	id = photo.NewSubjectID()
	alias := store.Alias{
		Kind: names.HashTaxID, Hash: s.Hashes.Sum(names.HashTaxID, tax.Digits()),
		Sealed:    s.Values.SealText(tax.Digits(), names.TaxID(id)),
		NumberMAC: s.NumberMAC(tax),
	}
	if err := tx.CreateSubject(ctx, id, alias, s.Now()); err != nil {
		return "", fmt.Errorf("create subject: %w", err)
	}
	return id, nil
}

// NumberMAC returns the code that stands for a tax number, whether there is such a
// person or not. Unlike a keyed hash it stays the same when the look-up keys change.
func (s *Subjects) NumberMAC(tax photo.TaxID) []byte {
	return s.Rows.Sum(names.Number(names.HashTaxID), []byte(tax.Digits()))
}

// TaxID returns the tax number of a person, decrypted.
func (s *Subjects) TaxID(ctx context.Context, tx *store.Tx, id photo.SubjectID) (photo.TaxID, error) {
	alias, err := tx.Alias(ctx, id, names.HashTaxID)
	if err != nil {
		return "", fmt.Errorf("load alias: %w", err)
	}
	digits, err := s.Values.OpenText(alias.Sealed, names.TaxID(id))
	return photo.TaxID(digits), err
}

// Rekey moves an alias to the current look-up key and the current generation of the
// key of small values.
func (s *Subjects) Rekey(ctx context.Context, tx *store.Tx, alias store.Alias) error {
	digits, err := s.Values.OpenText(alias.Sealed, names.TaxID(alias.Subject))
	if err != nil {
		return fmt.Errorf("open alias: %w", err)
	}
	sealed := s.Values.SealText(digits, names.TaxID(alias.Subject))
	return tx.RekeyAlias(ctx, alias, s.Hashes.Sum(alias.Kind, digits), sealed)
}

// StudioName returns the name of a studio, decrypted.
func (s *Subjects) StudioName(studio store.Studio) (string, error) {
	name, err := s.Values.OpenText(studio.SealedName, names.Studio(studio.Owner))
	if err != nil {
		return "", fmt.Errorf("open studio: %w", err)
	}
	return name, nil
}

// SaveStudio saves the studio of an owner with its name, sealed. It returns a new
// id, which is used only when the owner has no studio yet.
func (s *Subjects) SaveStudio(ctx context.Context, tx *store.Tx, owner photo.SubjectID, name string) (photo.StudioID, error) {
	id := photo.NewStudioID()
	return id, tx.SaveStudio(ctx, store.Studio{
		ID: id, Owner: owner, SealedName: s.Values.SealText(name, names.Studio(owner)),
	}, s.Now())
}
