package signin_test

import (
	"errors"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/service/signin"
)

func TestRolesFollowTheRegisterAndTheOwner(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	for user, want := range map[string]int{"maria": 1, "nikos": 2, "petros": 1, "kostas": 2} {
		v := h.Enter(user)
		v.Stage = signin.StageReady
		profiles, err := h.SignIn.RoleChoices(t.Context(), v)
		servicetest.Must(t, err)
		if len(profiles) != want {
			t.Errorf("%s has %d profiles, want %d", user, len(profiles), want)
		}
	}
}

// A register that is down for an hour must not close every studio of the country,
// nor lock a citizen out of anything. A person without a recent answer is told so
// and not signed in as a citizen without notice.
func TestRegisterDownLocksNobodyOut(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	servicetest.Must(t, h.Staff.AddEmployee(t.Context(), nikos, "987654324", "Ελένη"))
	h.As("eleni", photo.RoleEmployee)
	h.Fault("business", "down")
	h.Clock.Move(23 * time.Hour)
	h.AsPhotographer("nikos")
	h.As("eleni", photo.RoleEmployee)
	v := h.Enter("kostas") // never seen before
	choices, err := h.SignIn.Choices(t.Context(), v)
	servicetest.Must(t, err)
	if v.Stage != signin.StageRole || v.Role != "" || len(choices.Roles) != 1 || !choices.RegisterDown {
		t.Errorf("kostas is at stage %d as %q with %+v", v.Stage, v.Role, choices)
	}
	h.Clock.Move(time.Minute)
	h.As("kostas", photo.RoleCitizen)
}

// An employee depends on the studio, so on the register's answer for its owner.
func TestEmployeeIsToldThatTheRegisterIsDown(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	servicetest.Must(t, h.Staff.AddEmployee(t.Context(), h.AsPhotographer("nikos"), "123456783", "Μαρία"))
	h.Clock.Move(25 * time.Hour)
	h.Fault("business", "down")
	v := h.Enter("maria")
	choices, err := h.SignIn.Choices(t.Context(), v)
	servicetest.Must(t, err)
	if v.Stage != signin.StageRole || len(choices.Roles) != 1 || !choices.RegisterDown {
		t.Errorf("at stage %d with %+v", v.Stage, choices)
	}
}

// An answer from a future that has not come is no answer of the last 24 hours.
func TestRegisterIsAskedAgainAfterAClockSetBack(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	h.Clock.Move(72 * time.Hour)
	v := h.Enter("nikos")
	h.Clock.Move(-72 * time.Hour)
	h.Fault("business", "down")
	found, err := h.SignIn.Eligibility(t.Context(), v)
	if err != nil || found.Reason != signin.RegisterUnavailable {
		t.Errorf("%+v, %v", found, err)
	}
}

// No page waits for the register: pages read what it said last.
func TestClosedAsksNobody(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	h.Fault("business", "down")
	petros := h.Enter("petros") // who closed his studio
	h.Fault("business", "ok")
	for _, want := range []bool{false, true} {
		closed, err := h.SignIn.Closed(t.Context(), petros)
		if err != nil || closed != want {
			t.Errorf("closed %t, %v; want %t", closed, err, want)
		}
		_, err = h.SignIn.Eligibility(t.Context(), petros) // asks
		servicetest.Must(t, err)
	}
}

// Whoever closed the business is no photographer at the next sign-in, and the open
// sessions of the studio end with it.
func TestClosedBusinessEndsItsSessionsAtTheNextSignIn(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	servicetest.Must(t, h.Staff.AddEmployee(t.Context(), h.AsPhotographer("nikos"), "987654324", "Ελένη"))
	nikos, eleni := h.As("nikos", photo.RolePhotographer), h.As("eleni", photo.RoleEmployee)
	h.Fault("business", "closed")
	h.Clock.Move(time.Minute)
	for _, user := range []string{"eleni", "nikos"} {
		roles, err := h.SignIn.RoleChoices(t.Context(), h.Enter(user))
		if err != nil || len(roles) != 1 {
			t.Errorf("%s may choose %+v, %v", user, roles, err)
		}
	}
	for _, v := range []signin.Visitor{nikos, eleni} {
		if _, err := h.SignIn.Operator(t.Context(), v); !errors.Is(err, photo.ErrForbidden) {
			t.Errorf("%s still works: %v", v.Role, err)
		}
	}
}

// A session that began while the register was down lives on its earlier answer, and no
// longer than that counts.
func TestClosedBusinessEndsWithinADay(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	h.As("nikos", photo.RolePhotographer)
	h.Clock.Move(23 * time.Hour)
	h.Fault("business", "down")
	nikos := h.As("nikos", photo.RolePhotographer)
	h.Clock.Move(time.Hour)
	if _, err := h.SignIn.Operator(t.Context(), nikos); !photo.IsKind(err, photo.Unavailable) {
		t.Errorf("while the register is down: %v", err)
	}
	h.Fault("business", "closed")
	if _, err := h.SignIn.Operator(t.Context(), nikos); !errors.Is(err, photo.ErrForbidden) {
		t.Errorf("closed: %v", err)
	}
	h.Fault("business", "ok")
	h.Clock.Move(24 * time.Hour)
	if _, err := h.SignIn.Operator(t.Context(), nikos); err != nil {
		t.Errorf("open again: %v", err)
	}
}

func TestEmployeeOfTwoStudiosChoosesOne(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	for _, owner := range []string{"nikos", "kostas"} {
		servicetest.Must(t, h.Staff.AddEmployee(t.Context(), h.AsPhotographer(owner), "987654324", "Ελένη"))
	}
	v := h.Enter("eleni")
	roles, err := h.SignIn.RoleChoices(t.Context(), v)
	servicetest.Must(t, err)
	if v.Stage != signin.StageRole || len(roles) != 3 {
		t.Fatalf("at stage %d with %+v", v.Stage, roles)
	}
	for _, choice := range roles[1:] {
		v, err := h.SignIn.ChooseRole(t.Context(), v, choice)
		servicetest.Must(t, err)
		if v.Stage == signin.StageTerms {
			v, err = h.SignIn.AcceptTerms(t.Context(), v)
			servicetest.Must(t, err)
		}
		operator, err := h.SignIn.Operator(t.Context(), v)
		servicetest.Must(t, err)
		if operator.At() != choice.Studio {
			t.Errorf("works at %s, chose %s", operator.At(), choice.Studio)
		}
	}
}
