package signin_test

import (
	"crypto/rand"
	"errors"
	"slices"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/service/signin"
)

// keep keeps a session of a visitor, as the pages do, and returns its token.
func keep(t *testing.T, h *servicetest.House, v signin.Visitor) string {
	t.Helper()
	token := rand.Text()
	servicetest.Must(t, h.SignIn.SaveSession(t.Context(), token, signin.SessionRecord{
		Visitor: v, Content: []byte(v.Person.Session), Until: h.Clock.Now().Add(20 * time.Minute),
	}))
	return token
}

func lives(t *testing.T, h *servicetest.House, token string) bool {
	t.Helper()
	_, found, err := h.SignIn.FindCtx(t.Context(), token)
	servicetest.Must(t, err)
	return found
}

func TestPersonEndsOnlyOwnSessions(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	maria, giorgos := h.As("maria", photo.RoleCitizen), h.As("giorgos", photo.RoleCitizen)
	hers, his := keep(t, h, maria), keep(t, h, giorgos)
	if err := h.SignIn.EndSession(t.Context(), giorgos, maria.Person.Session); !errors.Is(err, photo.ErrNotFound) {
		t.Errorf("another person's session: %v", err)
	}
	contents, err := h.SignIn.Sessions(t.Context(), giorgos)
	servicetest.Must(t, err)
	if slices.ContainsFunc(contents, func(c []byte) bool { return string(c) == maria.Person.Session }) {
		t.Error("another person's session is listed")
	}
	h.Clock.Move(31 * time.Second)
	elsewhere := h.As("maria", photo.RoleCitizen)
	servicetest.Must(t, h.SignIn.EndOtherSessions(t.Context(), elsewhere))
	if lives(t, h, hers) || !lives(t, h, his) {
		t.Error("ended the wrong sessions")
	}
}

// Sign-ins without the one-time code end nobody's session: the password alone must
// not be enough to throw a person out.
func TestOneSessionTooManyEndsTheOneSeenFirst(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	v := h.As("maria", photo.RoleCitizen)
	servicetest.Must(t, h.SignIn.SignOut(t.Context(), v))
	var tokens []string
	for range signin.MaxSessions {
		one := v
		one.Person.Session = photo.NewID("ses_")
		tokens = append(tokens, keep(t, h, one))
		h.Clock.Move(time.Second)
	}
	pending := v
	pending.Stage = signin.StageOTP
	for range signin.MaxSessions {
		keep(t, h, pending)
	}
	if !lives(t, h, tokens[0]) {
		t.Fatal("sign-ins without a code ended a session")
	}
	tokens = append(tokens, keep(t, h, v))
	for i, token := range tokens {
		if lives(t, h, token) != (i > 0) {
			t.Errorf("session %d lives: %t", i, i == 0)
		}
	}
}

// Signing in is a chain of acts: none of them goes on after an operator ended
// everybody's sessions.
func TestSignInDoesNotGoOnAfterTheEndOfTheSession(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	code, details, role, terms := h.Identify("maria"), h.Identify("giorgos"), h.Identify("eleni"), h.Identify("kostas")
	_, err := h.SignIn.SendOTP(t.Context(), code)
	servicetest.Must(t, err)
	h.Deliver()
	sent := h.LastOTP("maria")
	details.Stage, details.CodeAt = signin.StageDetails, h.Clock.Now()
	role.Stage, role.CodeAt = signin.StageRole, h.Clock.Now()
	terms.Stage, terms.Role = signin.StageTerms, photo.RoleCitizen
	ready := h.As("nikos", photo.RolePhotographer)
	_, err = h.Admin.EndAllSessions(t.Context())
	servicetest.Must(t, err)
	for name, act := range map[string]func() error{
		"code":    func() error { _, err := h.SignIn.CheckOTP(t.Context(), code, sent); return err },
		"details": func() error { _, err := h.SignIn.ConfirmDetails(t.Context(), details); return err },
		"role": func() error {
			_, err := h.SignIn.ChooseRole(t.Context(), role, signin.RoleChoice{Role: photo.RoleCitizen})
			return err
		},
		"terms":    func() error { _, err := h.SignIn.AcceptTerms(t.Context(), terms); return err },
		"offer":    func() error { return h.SignIn.RefuseEmployment(t.Context(), ready, "emp_x") },
		"remember": func() error { _, _, err := h.SignIn.Remember(t.Context(), ready, "", "Firefox"); return err },
		"token": func() error {
			return h.SignIn.RenewSession(t.Context(), "former", "new", signin.SessionRecord{Visitor: ready})
		},
	} {
		if err := act(); !errors.Is(err, photo.ErrSignIn) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A body may take minutes to arrive; the act is not done when the session has ended
// meanwhile.
func TestNothingCommitsAfterTheEndOfTheSession(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	maria, nikos := h.AsCitizen("maria"), h.AsPhotographer("nikos")
	id, code := h.Upload(nikos, servicetest.Mobile("maria"))
	servicetest.Must(t, h.Citizen.Submit(t.Context(), maria, code))
	v := signin.Visitor{Stage: signin.StageReady, Person: maria.Person, Role: photo.RoleCitizen}
	servicetest.Must(t, h.SignIn.SignOut(t.Context(), v))
	servicetest.Must(t, h.SignIn.SignOut(t.Context(), signin.Visitor{Stage: signin.StageReady, Person: nikos.Person}))
	for name, act := range map[string]func() error{
		"approve":      func() error { return h.Approve(maria) },
		"erase":        func() error { return h.Citizen.Erase(t.Context(), maria, id) },
		"revoke":       func() error { return h.Consent.Revoke(t.Context(), maria, photo.GrantID(photo.NewID("grn_"))) },
		"resend":       func() error { return h.Studio.Resend(t.Context(), nikos, id, "") },
		"withdraw":     func() error { return h.Studio.Withdraw(t.Context(), nikos, id) },
		"add employee": func() error { return h.Staff.AddEmployee(t.Context(), nikos, "700000011", "Γιώργος") },
	} {
		if err := act(); !errors.Is(err, photo.ErrSignIn) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
