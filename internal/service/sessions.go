package service

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/store"
	"myphoto/internal/store/db"
)

const (
	provider      = "taxisnet"
	signInWithin  = 10 * time.Minute
	kindState     = "state"
	kindBrowser   = "browser"
	kindSession   = "session"
	sessionsBound = "sessions/"
)

// Refusals of signing in.
var (
	ErrSignInState = &photo.Error{Kind: photo.Forbidden, Code: "login-state"}
	ErrLegalPerson = &photo.Error{Kind: photo.Forbidden, Code: "legal-person"}
)

// Begin starts a sign-in for the browser that holds the given random value and
// gives the address of the provider's page.
func (s *Sessions) Begin(ctx context.Context, browser string) (string, error) {
	state := rand.Text()
	err := s.Store.WriteUnlogged(ctx, func(tx *store.Tx) error {
		return tx.InsertSignIn(ctx, db.InsertSignInParams{
			Hash: s.Hashes.Sum(kindState, state), Browser: s.Hashes.Sum(kindBrowser, browser),
			Provider: provider, ExpiresAt: db.At(s.Now().Add(signInWithin)),
		})
	})
	if err != nil {
		return "", fmt.Errorf("begin sign-in: %w", err)
	}
	return s.Login.AuthorizeURL(state), nil
}

// Finish ends a sign-in with the code that the provider gave. A state works
// once, only in the browser that began it. It refuses "login-state",
// "login-denied", "login-unavailable" and "legal-person".
func (s *Sessions) Finish(ctx context.Context, browser, state, code string) (Visitor, error) {
	if err := s.takeState(ctx, browser, state); err != nil {
		return Visitor{}, err
	}
	identity, err := s.Login.Identify(ctx, code)
	if err != nil {
		return Visitor{}, fmt.Errorf("identify: %w", err)
	}
	tax, fault := photo.ParseTaxID(identity.TaxID)
	if identity.Legal || fault != nil {
		return Visitor{}, ErrLegalPerson
	}
	v := Visitor{Stage: StageOTP, SignedInAt: s.Now(), Person: photo.Person{
		TaxID: tax, FirstName: identity.FirstName, LastName: identity.LastName,
		FatherName: identity.FatherName, BirthYear: identity.BirthYear, Session: photo.NewID("ses_"),
	}}
	if s.Policy.OTPByProvider {
		v.Stage = StageDetails
	}
	event := act("sign-in", v.Person, "")
	err = s.Store.Write(ctx, event, func(tx *store.Tx) (err error) {
		v.Person.Subject, err = s.subject(ctx, tx, tax)
		event.Actor = string(v.Person.Subject)
		return err
	})
	return v, err
}

// Denied ends a sign-in that the person or the provider refused.
func (s *Sessions) Denied(ctx context.Context, browser, state string) error {
	return s.takeState(ctx, browser, state)
}

func (s *Sessions) takeState(ctx context.Context, browser, state string) error {
	return s.Store.WriteUnlogged(ctx, func(tx *store.Tx) error {
		rows, err := tx.TakeSignIn(ctx, db.TakeSignInParams{
			Hash: s.Hashes.Sum(kindState, state), Browser: s.Hashes.Sum(kindBrowser, browser),
			Provider: provider, ExpiresAt: db.At(s.Now()),
		})
		if err == nil && rows == 0 {
			err = ErrSignInState
		}
		return err
	})
}

// Confirm takes the visitor past the page with the personal details: to the
// choice of a profile where there is one, or may be one that the business
// register cannot confirm now; nobody becomes a citizen without having been
// told that.
func (s *Sessions) Confirm(ctx context.Context, v Visitor) (Visitor, error) {
	if v.Stage != StageDetails {
		return v, photo.ErrSignIn
	}
	choices, err := s.choices(ctx, v)
	if err != nil {
		return v, err
	}
	if len(choices.Profiles) > 1 || choices.RegisterDown {
		v.Stage = StageProfile
		return v, nil
	}
	return s.as(ctx, v, choices.Profiles[0])
}

// AcceptTerms records that the visitor read the terms now in force.
func (s *Sessions) AcceptTerms(ctx context.Context, v Visitor) (Visitor, error) {
	if v.Stage != StageTerms {
		return v, photo.ErrSignIn
	}
	event := act("terms.accept", v.Person, v.Role)
	event.Facts["version"] = TermsVersion
	err := s.Store.Write(ctx, event, func(tx *store.Tx) error {
		return tx.AcceptTerms(ctx, db.AcceptTermsParams{SubjectID: v.Person.Subject, Version: TermsVersion, AcceptedAt: db.At(s.Now())})
	})
	if err == nil {
		v.Stage = StageReady
	}
	return v, err
}

// SignOut records the end of a session and gives the provider's address that
// ends its own.
func (s *Sessions) SignOut(ctx context.Context, v Visitor) (string, error) {
	back := s.Login.SignOutURL(s.PublicURL + "/signed-out")
	if v.Stage == StageSignIn {
		return back, nil
	}
	return back, s.Store.Write(ctx, act("sign-out", v.Person, v.Role), func(*store.Tx) error { return nil })
}

// Citizen makes the actor for a visitor who chose to act as a citizen.
func (s *Sessions) Citizen(ctx context.Context, v Visitor) (photo.Citizen, error) {
	switch {
	case v.Stage != StageReady:
		return photo.Citizen{}, photo.ErrSignIn
	case v.Role != RoleCitizen:
		return photo.Citizen{}, s.forbidden(ctx, v)
	}
	return photo.Citizen{Person: v.Person}, nil
}

// Operator makes the actor for a visitor who acts at a studio. It looks again
// whether the studio is still eligible and the employment still holds.
func (s *Sessions) Operator(ctx context.Context, v Visitor) (photo.Operator, error) {
	if v.Stage != StageReady {
		return nil, photo.ErrSignIn
	}
	var operator photo.Operator
	err := s.Store.Read(ctx, func(tx *store.Tx) error {
		studio, err := tx.Studio(ctx, v.Studio)
		if err != nil {
			return err
		}
		eligible, err := tx.Eligibility(ctx, studio.SubjectID)
		if err != nil || eligible.Reason != "" {
			return errors.Join(photo.ErrForbidden, err)
		}
		switch v.Role {
		case RolePhotographer:
			if studio.SubjectID == v.Person.Subject {
				operator = photo.Photographer{Person: v.Person, Studio: v.Studio, StudioName: v.StudioName}
			}
		case RoleCitizen: // no operator
		case RoleEmployee:
			row, err := tx.Employment(ctx, db.EmploymentParams{StudioID: v.Studio, SubjectID: v.Person.Subject})
			if err != nil {
				return err
			}
			if !row.AcceptedAt.IsZero() {
				operator = photo.Employee{Person: v.Person, Studio: v.Studio, StudioName: v.StudioName}
			}
		}
		return nil
	})
	if errors.Is(err, store.ErrNotFound) || err == nil && operator == nil {
		return nil, s.forbidden(ctx, v)
	}
	return operator, err
}

// forbidden records that somebody tried what the role does not allow.
func (s *Sessions) forbidden(ctx context.Context, v Visitor) error {
	return errors.Join(photo.ErrForbidden, s.Store.RecordRefusal(ctx, act("enter", v.Person, v.Role), photo.ErrForbidden))
}

// FindCtx gives the content of a live session (scs.CtxStore).
func (s *Sessions) FindCtx(ctx context.Context, token string) (content []byte, found bool, err error) {
	hash := s.Hashes.Sum(kindSession, token)
	err = s.Store.Read(ctx, func(tx *store.Tx) error {
		sealed, err := tx.Session(ctx, db.SessionParams{Hash: hash, ExpiresAt: db.At(s.Now())})
		if err != nil {
			return err
		}
		content, err = s.values.Open(sealed, sessionsBound+string(hash))
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return nil, false, nil
	}
	return content, err == nil, err
}

// CommitCtx keeps the content of a session until the given time.
func (s *Sessions) CommitCtx(ctx context.Context, token string, content []byte, until time.Time) error {
	hash := s.Hashes.Sum(kindSession, token)
	return s.Store.WriteUnlogged(ctx, func(tx *store.Tx) error {
		return tx.SaveSession(ctx, db.SaveSessionParams{
			Hash: hash, Sealed: s.values.Seal(content, sessionsBound+string(hash)), ExpiresAt: db.At(until),
		})
	})
}

// Extend keeps new content of a session that is still there. It does nothing
// for one that ended meanwhile: a request that was under way while its visitor
// signed out must not bring the session back.
func (s *Sessions) Extend(ctx context.Context, token string, content []byte, until time.Time) error {
	hash := s.Hashes.Sum(kindSession, token)
	err := s.Store.WriteUnlogged(ctx, func(tx *store.Tx) error {
		if _, err := tx.Session(ctx, db.SessionParams{Hash: hash, ExpiresAt: db.At(s.Now())}); err != nil {
			return err
		}
		return tx.SaveSession(ctx, db.SaveSessionParams{
			Hash: hash, Sealed: s.values.Seal(content, sessionsBound+string(hash)), ExpiresAt: db.At(until),
		})
	})
	if errors.Is(err, store.ErrNotFound) {
		err = nil
	}
	return err
}

// DeleteCtx ends a session.
func (s *Sessions) DeleteCtx(ctx context.Context, token string) error {
	return s.Store.WriteUnlogged(ctx, func(tx *store.Tx) error {
		return tx.DeleteSession(ctx, s.Hashes.Sum(kindSession, token))
	})
}

// Find is FindCtx for callers without a context (scs.Store).
func (s *Sessions) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx for callers without a context (scs.Store).
func (s *Sessions) Commit(token string, content []byte, until time.Time) error {
	return s.CommitCtx(context.Background(), token, content, until)
}

// Delete is DeleteCtx for callers without a context (scs.Store).
func (s *Sessions) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }
