package custody

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"myphoto/internal/photo"
	"myphoto/internal/registry"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/minors"
	"myphoto/internal/service/internal/names"
	"myphoto/internal/service/internal/subjects"
	"myphoto/internal/store"
)

// Declare enters a minor whose custody the register confirms for the person, and returns
// the minor. Entering one again is no fault. Each entry spends one of the day's
// questions. It refuses what is typed wrong, [photo.ErrNotCustodian] whenever the custody
// is not confirmed, whatever the reason, and "register-unavailable", in which case
// nothing is kept.
func (s *Service) Declare(ctx context.Context, who photo.Citizen, in Declaration) (photo.SubjectID, error) {
	typed, err := parse(in)
	if err != nil {
		return "", err
	}
	event := journal.ByPerson(journal.ConfirmCustody, who.Person, photo.RoleCitizen)
	if err := s.spendQuestion(ctx, who); err != nil {
		return "", s.config.Store.Refuse(ctx, event, err)
	}
	said, err := s.config.Registers.Ask(ctx, who.TaxID, typed.number)
	if err == nil {
		err = s.check(said, typed)
	}
	if err != nil {
		return "", s.config.Store.Refuse(ctx, event, err)
	}
	var minor photo.SubjectID
	err = s.config.Store.WriteSignedIn(ctx, event, who.Session, func(tx *store.Tx) error {
		if minor, err = s.config.Subjects.FindOrCreate(ctx, tx, numbersOf(typed.number, said.Person)...); err != nil {
			return err
		}
		event.Subject, event.Facts["kind"] = string(minor), string(said.Kind)
		return s.save(ctx, tx, who, minor, said)
	})
	if errors.Is(err, subjects.ErrSeveral) {
		return "", s.config.Store.Refuse(ctx, event, ErrSeveral)
	}
	return minor, err
}

// declared is a declaration that is well formed.
type declared struct {
	number registry.PersonNumber
	tax    photo.TaxID // empty: none was typed
}

func parse(in Declaration) (declared, error) {
	var d declared
	var faults []*photo.Error
	amka, paaypa := strings.TrimSpace(in.AMKA), strings.TrimSpace(in.PAAYPA)
	var fault *photo.Error
	switch {
	case amka == "" && paaypa == "":
		fault = ErrNumberMissing
	case amka != "" && paaypa != "":
		fault = ErrNumberTwice
	case amka != "":
		d.number.AMKA, fault = photo.ParseAMKA(amka)
	default:
		d.number.PAAYPA, fault = photo.ParsePAAYPA(paaypa)
	}
	faults = append(faults, fault)
	if strings.TrimSpace(in.TaxID) != "" {
		d.tax, fault = photo.ParseTaxID(in.TaxID)
		faults = append(faults, fault)
	}
	return d, photo.Join(faults...)
}

func (s *Service) spendQuestion(ctx context.Context, who photo.Citizen) error {
	now := s.config.Now()
	left, err := s.config.Quota.Spend(ctx, store.Counter{
		Kind: "custody", Key: []byte(who.Person.Subject), Period: photo.AthensDay(now),
	}, maxQuestions)
	if err != nil || left {
		return err
	}
	resets := photo.NextAthensDay(now)
	return ErrTooMany.WithArg("n", maxQuestions).WithArg("time", resets).WithRetryAfter(resets.Sub(now))
}

// check applies the rules to what the register says of a minor whose custody is
// confirmed. The age is that of the register: digits of an ΑΜΚΑ may differ from it.
func (s *Service) check(said minors.Answer, typed declared) error {
	if !s.config.Now().Before(photo.AdultAt(said.Person.BirthDate)) {
		field := "amka"
		if typed.number.AMKA == "" {
			field = "paaypa"
		}
		return ErrAdult.OnField(field)
	}
	if typed.tax != "" && typed.tax != said.Person.AFM {
		return ErrTaxIDDiffers
	}
	return nil
}

// numbersOf returns the numbers of a minor: those that the register has, and the one that
// was typed, which may be a former one.
func numbersOf(typed registry.PersonNumber, person registry.RegisteredPerson) []subjects.Number {
	list := subjects.NumbersOf(person)
	for _, number := range subjects.NumbersOf(registry.RegisteredPerson{AMKA: typed.AMKA, PAAYPA: typed.PAAYPA}) {
		if !slices.Contains(list, number) {
			list = append(list, number)
		}
	}
	return list
}

// save keeps what the registers said.
func (s *Service) save(ctx context.Context, tx *store.Tx, who photo.Citizen, minor photo.SubjectID, said minors.Answer) error {
	custodian, now := who.Person.Subject, s.config.Now()
	kept, err := tx.Custody(ctx, custodian, minor)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("load custody: %w", err)
	}
	lapsed := kept.LapsedAt
	kept.Custody = photo.Custody{
		Custodian: custodian, Minor: minor, Kind: said.Kind, AdultAt: photo.AdultAt(said.Person.BirthDate), AskedAt: now, Session: who.Session,
	}
	if said.Person.Lapsed {
		if kept.LapsedAt = lapsed; lapsed.IsZero() {
			kept.LapsedAt = now
		}
	}
	name := strings.TrimSpace(said.Person.Name + " " + said.Person.Surname)
	kept.SealedName = s.config.Values.SealText(name, names.Custody(custodian, minor))
	return tx.SaveCustody(ctx, kept)
}
