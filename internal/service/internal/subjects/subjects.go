package subjects

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/registry"
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

// Number is a number by which a person is known.
type Number struct{ kind, digits string }

// TaxNumber returns the number that a tax number is.
func TaxNumber(tax photo.TaxID) Number { return Number{names.HashTaxID, tax.Digits()} }

// SocialNumber returns the number that an ΑΜΚΑ is.
func SocialNumber(amka photo.AMKA) Number { return Number{names.HashAMKA, amka.Digits()} }

// ProvisionalNumber returns the number that a ΠΑΑΥΠΑ is.
func ProvisionalNumber(paaypa photo.PAAYPA) Number { return Number{names.HashPAAYPA, paaypa.Number()} }

// NumbersOf returns the numbers of a person that the register has.
func NumbersOf(p registry.RegisteredPerson) []Number {
	var list []Number
	for _, number := range []Number{SocialNumber(p.AMKA), ProvisionalNumber(p.PAAYPA), TaxNumber(p.AFM)} {
		if number.digits != "" {
			list = append(list, number)
		}
	}
	return list
}

// Find returns the person with a number; [store.ErrNotFound] when there is none.
// A record that was found by its hash and holds another number is
// [store.ErrForged].
func (s *Subjects) Find(ctx context.Context, tx *store.Tx, number Number) (photo.SubjectID, error) {
	for _, hash := range s.Hashes.All(number.kind, number.digits) {
		alias, err := tx.AliasByHash(ctx, number.kind, hash)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return "", err
		}
		digits, err := s.Values.OpenText(alias.Sealed, names.Alias(alias.Subject, alias.Kind))
		if err == nil && subtle.ConstantTimeCompare([]byte(digits), []byte(number.digits)) == 0 {
			err = store.ErrForged
		}
		return alias.Subject, err
	}
	return "", store.ErrNotFound
}

// FindOrCreate returns the person with any of the numbers and records that the person
// was seen now, or creates a person when there is none; the person then has all of the
// numbers. The first that is known decides who it is: [ErrSeveral] when another number
// is somebody else's.
func (s *Subjects) FindOrCreate(ctx context.Context, tx *store.Tx, numbers ...Number) (id photo.SubjectID, err error) {
	var missing []Number
	for _, number := range numbers {
		switch found, err := s.Find(ctx, tx, number); {
		case errors.Is(err, store.ErrNotFound):
			missing = append(missing, number)
		case err != nil:
			return "", err
		case id != "" && id != found:
			return "", ErrSeveral
		default:
			id = found
		}
	}
	if id == "" {
		id = photo.NewSubjectID()
		err = tx.CreateSubject(ctx, id, s.Now())
	} else {
		err = tx.SeeSubject(ctx, id, s.Now())
	}
	for _, number := range missing {
		if err == nil {
			err = s.addNumber(ctx, tx, id, number)
		}
	}
	return id, err
}

// ErrSeveral means that numbers of one person, as a register says, are recorded as those
// of several.
var ErrSeveral = errors.New("the numbers belong to several people")

func (s *Subjects) addNumber(ctx context.Context, tx *store.Tx, id photo.SubjectID, number Number) error {
	err := tx.CreateAlias(ctx, store.Alias{
		Kind: number.kind, Subject: id, Hash: s.Hashes.Sum(number.kind, number.digits),
		Sealed:    s.Values.SealText(number.digits, names.Alias(id, number.kind)),
		NumberMAC: s.NumberMAC(number),
	}, s.Now())
	if err != nil {
		return fmt.Errorf("save number: %w", err)
	}
	return nil
}

// NumberMAC returns the code that stands for a number, whether there is such a
// person or not. Unlike a keyed hash it stays the same when the look-up keys change.
func (s *Subjects) NumberMAC(number Number) []byte {
	return s.Rows.Sum(names.Number(number.kind), []byte(number.digits))
}

// TaxID returns the tax number of a person, decrypted; [store.ErrNotFound] for a minor
// without one.
func (s *Subjects) TaxID(ctx context.Context, tx *store.Tx, id photo.SubjectID) (photo.TaxID, error) {
	digits, err := s.digits(ctx, tx, id, names.HashTaxID)
	return photo.TaxID(digits), err
}

// AMKA returns the newest ΑΜΚΑ of a person, decrypted; [store.ErrNotFound] where none is
// recorded.
func (s *Subjects) AMKA(ctx context.Context, tx *store.Tx, id photo.SubjectID) (photo.AMKA, error) {
	digits, err := s.digits(ctx, tx, id, names.HashAMKA)
	return photo.AMKA(digits), err
}

// PAAYPA returns the newest ΠΑΑΥΠΑ of a person, decrypted; [store.ErrNotFound] where
// none is recorded.
func (s *Subjects) PAAYPA(ctx context.Context, tx *store.Tx, id photo.SubjectID) (photo.PAAYPA, error) {
	digits, err := s.digits(ctx, tx, id, names.HashPAAYPA)
	return photo.PAAYPA(digits), err
}

func (s *Subjects) digits(ctx context.Context, tx *store.Tx, id photo.SubjectID, kind string) (string, error) {
	alias, err := tx.Alias(ctx, id, kind)
	if err != nil {
		return "", fmt.Errorf("load alias: %w", err)
	}
	return s.Values.OpenText(alias.Sealed, names.Alias(id, kind))
}

// Rekey moves an alias to the current look-up key and the current generation of the
// key of small values.
func (s *Subjects) Rekey(ctx context.Context, tx *store.Tx, alias store.Alias) error {
	name := names.Alias(alias.Subject, alias.Kind)
	digits, err := s.Values.OpenText(alias.Sealed, name)
	if err != nil {
		return fmt.Errorf("open alias: %w", err)
	}
	return tx.RekeyAlias(ctx, alias, s.Hashes.Sum(alias.Kind, digits), s.Values.SealText(digits, name))
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
