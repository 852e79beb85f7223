package signin_test

import (
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
	servicetest.Must(t, h.Studio.AddEmployee(t.Context(), nikos, "987654324", "Ελένη"))
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
	servicetest.Must(t, h.Studio.AddEmployee(t.Context(), h.AsPhotographer("nikos"), "123456783", "Μαρία"))
	h.Clock.Move(20 * time.Hour)
	h.As("maria", photo.RoleCitizen) // the answer for her is then newer than the owner's
	h.Clock.Move(5 * time.Hour)
	h.Fault("business", "down")
	v := h.Enter("maria")
	choices, err := h.SignIn.Choices(t.Context(), v)
	servicetest.Must(t, err)
	if v.Stage != signin.StageRole || len(choices.Roles) != 1 || !choices.RegisterDown || choices.Photographer.Reason != "not-registered" {
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
