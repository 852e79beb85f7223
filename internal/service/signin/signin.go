package signin

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/names"
	"myphoto/internal/service/internal/subjects"
	"myphoto/internal/store"
)

const (
	provider  = "taxisnet"
	signInTTL = 10 * time.Minute
)

// StartSignIn starts a sign-in for the browser that holds the given random value,
// and returns the address of the provider's page and the state that the provider
// sends back.
func (s *Service) StartSignIn(ctx context.Context, browser string) (address, state string, err error) {
	state = rand.Text()
	err = s.config.Store.WriteUnlogged(ctx, func(tx *store.Tx) error {
		return tx.CreateSignIn(ctx, s.signIns(browser, state)[0], s.config.Now().Add(signInTTL))
	})
	if err != nil {
		return "", "", fmt.Errorf("start sign-in: %w", err)
	}
	return s.config.Login.AuthorizeURL(state), state, nil
}

// CompleteSignIn completes a sign-in with the code that the provider gave. A
// state works once, only in the browser that started it. It refuses "login-state",
// "login-denied", "login-unavailable", "legal-person" and "login-tax-number".
func (s *Service) CompleteSignIn(ctx context.Context, browser, state, code string) (Visitor, error) {
	if err := s.takeState(ctx, browser, state); err != nil {
		return Visitor{}, err
	}
	identity, err := s.config.Login.Identify(ctx, code)
	if err != nil {
		s.logUnavailable(ctx, "identity provider", err)
		return Visitor{}, fmt.Errorf("identify: %w", err)
	}
	if identity.Legal {
		return Visitor{}, ErrLegalPerson
	}
	tax, fault := photo.ParseTaxID(identity.TaxID)
	if fault != nil {
		return Visitor{}, ErrTaxNumber
	}
	v := Visitor{Stage: StageOTP, SignedInAt: s.config.Now(), Person: photo.Person{
		TaxID: tax, FirstName: identity.FirstName, LastName: identity.LastName,
		FatherName: identity.FatherName, BirthYear: identity.BirthYear, Session: photo.NewID("ses_"),
	}}
	if s.config.OTPByProvider {
		v.Stage, v.CodeAt = StageDetails, v.SignedInAt
	}
	former, err := s.formerMinor(ctx, v.Person)
	if err != nil {
		return Visitor{}, err
	}
	event := journal.ByPerson(journal.SignIn, v.Person, "")
	err = s.config.Store.Write(ctx, event, func(tx *store.Tx) (err error) {
		v.Person.Subject, err = s.config.Subjects.FindOrCreate(ctx, tx, append(former, subjects.TaxNumber(tax))...)
		event.Actor = string(v.Person.Subject)
		return err
	})
	return v, err
}

// AbortSignIn ends a sign-in that the person or the provider refused. It refuses
// "login-state".
func (s *Service) AbortSignIn(ctx context.Context, browser, state string) error {
	return s.takeState(ctx, browser, state)
}

func (s *Service) takeState(ctx context.Context, browser, state string) error {
	return s.config.Store.WriteUnlogged(ctx, func(tx *store.Tx) error {
		for _, begun := range s.signIns(browser, state) {
			err := tx.TakeSignIn(ctx, begun, s.config.Now())
			if !errors.Is(err, store.ErrNotFound) {
				return err
			}
		}
		return ErrSignInState
	})
}

// signIns returns a sign-in as it is kept under each live key, the current one
// first.
func (s *Service) signIns(browser, state string) []store.SignIn {
	var list []store.SignIn
	browsers := s.config.Hashes.All(names.HashSignInBrowser, browser)
	for i, hash := range s.config.Hashes.All(names.HashState, state) {
		list = append(list, store.SignIn{State: hash, Browser: browsers[i], Provider: provider})
	}
	return list
}

// ConfirmDetails takes the visitor past the page with the personal details. The
// next stage is the choice of a role when there is a choice, and also when the
// business register does not answer: a photographer must be told so before going
// on as a citizen.
func (s *Service) ConfirmDetails(ctx context.Context, v Visitor) (Visitor, error) {
	if v.Stage != StageDetails {
		return v, photo.ErrSignIn
	}
	choices, err := s.choices(ctx, v)
	if err != nil {
		return v, err
	}
	if len(choices.Roles) > 1 || choices.RegisterDown {
		v.Stage = StageRole
		return v, nil
	}
	return s.enterRole(ctx, v, choices.Roles[0], s.inSession(v))
}

// FormKey returns the key with which a browser seals what the visitor typed when the
// session ends, as base64 (RFC 4648): the same in each session of the person, and of
// nobody else. It is empty before the sign-in is complete.
func (s *Service) FormKey(v Visitor) string {
	if v.Stage != StageReady {
		return ""
	}
	return base64.StdEncoding.EncodeToString(s.config.Hashes.Sum(names.HashForm, string(v.Person.Subject)))
}

// AcceptTerms records that the visitor accepted the terms now in force.
func (s *Service) AcceptTerms(ctx context.Context, v Visitor) (Visitor, error) {
	if v.Stage != StageTerms {
		return v, photo.ErrSignIn
	}
	event := journal.ByPerson(journal.AcceptTerms, v.Person, v.Role)
	event.Facts["version"] = TermsVersion
	err := s.config.Store.WriteSignedIn(ctx, event, v.Person.Session, func(tx *store.Tx) error {
		return tx.AcceptTerms(ctx, v.Person.Subject, TermsVersion, s.config.Now())
	})
	if err == nil {
		v.Stage = StageReady
	}
	return v, err
}
