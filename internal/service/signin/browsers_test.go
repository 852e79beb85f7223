package signin_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/service/signin"
)

// remember signs a person in at a studio and returns the visitor and the random
// value of the browser.
func remember(t *testing.T, h *servicetest.House, user string, role photo.Role, former string) (signin.Visitor, string) {
	t.Helper()
	v := h.As(user, role)
	token, _, err := h.SignIn.Remember(t.Context(), v, former, "Firefox, Windows")
	servicetest.Must(t, err)
	return v, token
}

// recognised returns the visitor after the provider, in a browser.
func recognised(t *testing.T, h *servicetest.House, user, token string) signin.Visitor {
	t.Helper()
	v, err := h.SignIn.Recognise(t.Context(), h.Identify(user), token)
	servicetest.Must(t, err)
	return v
}

func TestBrowserIsRememberedForTheStudioUntilMidnight(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t) // noon in UTC, two hours later in Athens
	_, token := remember(t, h, "nikos", photo.RolePhotographer, "")
	v := recognised(t, h, "nikos", token)
	if v.Stage != signin.StageReady || v.Role != photo.RolePhotographer {
		t.Fatalf("in the browser: stage %d as %q", v.Stage, v.Role)
	}
	for name, other := range map[string]signin.Visitor{
		"another person":  recognised(t, h, "kostas", token),
		"another browser": recognised(t, h, "nikos", "x"),
		"no browser":      recognised(t, h, "nikos", ""),
	} {
		if other.Stage != signin.StageOTP {
			t.Errorf("%s: stage %d", name, other.Stage)
		}
	}
	y, m, d := h.Clock.Now().In(photo.Athens()).Date()
	end := time.Date(y, m, d, 23, 59, 0, 0, photo.Athens())
	h.Clock.Move(end.Add(-time.Second).Sub(h.Clock.Now()))
	if v := recognised(t, h, "nikos", token); v.Stage != signin.StageReady {
		t.Error("forgotten before 23:59")
	}
	h.Clock.Move(time.Second)
	if v := recognised(t, h, "nikos", token); v.Stage != signin.StageOTP {
		t.Error("remembered at 23:59")
	}
}

func TestBrowserIsRememberedTwelveHoursAtMost(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	h.Clock.Move(-10 * time.Hour) // 04:00 in Athens
	_, token := remember(t, h, "nikos", photo.RolePhotographer, "")
	h.Clock.Move(12*time.Hour - time.Second)
	if v := recognised(t, h, "nikos", token); v.Stage != signin.StageReady {
		t.Error("forgotten within twelve hours")
	}
	h.Clock.Move(time.Second)
	if v := recognised(t, h, "nikos", token); v.Stage != signin.StageOTP {
		t.Error("remembered after twelve hours")
	}
}

// The files of a citizen need more than the password, whatever is remembered.
func TestCitizenProfileAlwaysNeedsTheCode(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	if _, token := remember(t, h, "maria", photo.RoleCitizen, ""); token != "" {
		t.Error("a citizen's browser is remembered")
	}
	_, token := remember(t, h, "nikos", photo.RolePhotographer, "")
	v := recognised(t, h, "nikos", token)
	v, err := h.SignIn.ChooseRole(t.Context(), v, signin.RoleChoice{Role: photo.RoleCitizen})
	servicetest.Must(t, err)
	if v.Stage != signin.StageOTP {
		t.Fatalf("citizen without a code: stage %d", v.Stage)
	}
	if _, err := h.SignIn.Citizen(t.Context(), v); !errors.Is(err, photo.ErrSignIn) {
		t.Errorf("an actor without a code: %v", err)
	}
	if _, again, err := noToken(h.SignIn.Remember(t.Context(), recognised(t, h, "nikos", token), token, "")); err != nil || again {
		t.Errorf("a session without a code prolongs what is remembered: %v", err)
	}
	_, err = h.SignIn.SendOTP(t.Context(), v)
	servicetest.Must(t, err)
	h.Deliver()
	v, err = h.SignIn.CheckOTP(t.Context(), v, h.LastOTP("nikos"))
	if err != nil || v.Stage != signin.StageReady && v.Stage != signin.StageTerms || v.Role != photo.RoleCitizen {
		t.Errorf("after the code: stage %d as %q, %v", v.Stage, v.Role, err)
	}
}

func noToken(token string, until time.Time, err error) (time.Time, bool, error) {
	return until, token != "", err
}

func TestNewEmploymentIsNotAcceptedWithoutTheCode(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	_, token := remember(t, h, "nikos", photo.RolePhotographer, "")
	servicetest.Must(t, h.Staff.AddEmployee(t.Context(), h.AsPhotographer("kostas"), "111111114", "Νίκος"))
	v := recognised(t, h, "nikos", token)
	choices, err := h.SignIn.RoleChoices(t.Context(), v)
	servicetest.Must(t, err)
	for _, one := range choices {
		if !one.Pending {
			continue
		}
		if v, err := h.SignIn.ChooseRole(t.Context(), v, one); err != nil || v.Stage != signin.StageOTP || v.Role != "" {
			t.Errorf("accepted: stage %d as %q, %v", v.Stage, v.Role, err)
		}
	}
}

// A counter is shared: each keeps what the other gave. The value changes each time,
// so that one that somebody planted before is worth nothing.
func TestTwoPeopleShareARememberedBrowser(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	_, first := remember(t, h, "nikos", photo.RolePhotographer, "planted")
	_, second := remember(t, h, "kostas", photo.RolePhotographer, first)
	for token, want := range map[string]signin.Stage{"planted": signin.StageOTP, first: signin.StageOTP, second: signin.StageReady} {
		for _, user := range []string{"nikos", "kostas"} {
			if v := recognised(t, h, user, token); v.Stage != want {
				t.Errorf("%s by %q: stage %d, want %d", user, token, v.Stage, want)
			}
		}
	}
}

func TestForgottenBrowserAsksForTheCode(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	v, token := remember(t, h, "nikos", photo.RolePhotographer, "")
	list, err := h.SignIn.Browsers(t.Context(), v)
	if err != nil || len(list) != 1 || list[0].Name != "Firefox, Windows" {
		t.Fatalf("remembered: %v, %v", list, err)
	}
	other := h.As("kostas", photo.RolePhotographer)
	if err := h.SignIn.ForgetBrowser(t.Context(), other, list[0].ID); !errors.Is(err, photo.ErrNotFound) {
		t.Errorf("another person's browser: %v", err)
	}
	servicetest.Must(t, h.SignIn.ForgetBrowser(t.Context(), v, list[0].ID))
	if v := recognised(t, h, "nikos", token); v.Stage != signin.StageOTP {
		t.Error("a forgotten browser needs no code")
	}
	_, token = remember(t, h, "nikos", photo.RolePhotographer, "")
	servicetest.Must(t, h.SignIn.EndOtherSessions(t.Context(), v))
	if v := recognised(t, h, "nikos", token); v.Stage != signin.StageOTP {
		t.Error("ending all other sessions leaves a browser remembered")
	}
}

// A change of the look-up keys forgets nothing of those who share a browser.
func TestSharedBrowserOutlivesAChangeOfKeys(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	_, first := remember(t, h, "nikos", photo.RolePhotographer, "")
	h.RotateHashKeys()
	_, second := remember(t, h, "kostas", photo.RolePhotographer, first)
	for _, user := range []string{"nikos", "kostas"} {
		if v := recognised(t, h, user, second); v.Stage != signin.StageReady {
			t.Errorf("%s: stage %d", user, v.Stage)
		}
	}
	if v := recognised(t, h, "nikos", first); v.Stage != signin.StageOTP {
		t.Error("the former value is still worth something")
	}
}

// A row that somebody moved to the cookie of his own browser opens nothing there.
func TestRememberedBrowserIsBoundToItsCookie(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos, _ := remember(t, h, "nikos", photo.RolePhotographer, "")
	kostas, another := remember(t, h, "kostas", photo.RolePhotographer, "")
	h.WriteBehind(t, fmt.Sprintf(
		"UPDATE browsers SET hash = (SELECT hash FROM browsers WHERE subject_id = '%s') WHERE subject_id = '%s'",
		kostas.Person.Subject, nikos.Person.Subject,
	))
	if v, err := h.SignIn.Recognise(t.Context(), h.Identify("nikos"), another); err == nil || v.Stage != signin.StageOTP {
		t.Errorf("another cookie: stage %d, %v", v.Stage, err)
	}
}

// Whoever writes into the database holds no key: a browser that is moved to another
// person, or kept for longer, opens nothing.
func TestRememberedBrowserIsBoundToItsPersonAndTime(t *testing.T) {
	t.Parallel()
	for what, statement := range map[string]string{
		"another person": "UPDATE browsers SET subject_id = '%s'", "for longer": "UPDATE browsers SET expires_at = expires_at * 2 -- %s",
	} {
		h := servicetest.Open(t)
		_, token := remember(t, h, "nikos", photo.RolePhotographer, "")
		v := h.Identify("kostas")
		h.WriteBehind(t, fmt.Sprintf(statement, v.Person.Subject))
		if what == "for longer" {
			h.Clock.Move(13 * time.Hour)
			v = h.Identify("nikos")
		}
		if v, err := h.SignIn.Recognise(t.Context(), v, token); err == nil && v.Stage != signin.StageOTP {
			t.Errorf("%s: stage %d", what, v.Stage)
		}
	}
}
