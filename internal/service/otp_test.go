package service_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"myphoto/internal/photo"
	. "myphoto/internal/service/servicetest"
	"myphoto/internal/service/signin"
	"myphoto/internal/service/studio"
)

func TestOneTimeCodeOpensOnceWithinFiveMinutesInItsSession(t *testing.T) {
	h := house{Open(t)}
	v := h.Identify("maria")
	_, err := h.SignIn.SendOTP(t.Context(), v)
	Must(t, err)
	h.Deliver()
	code := h.LastOTP("maria")

	other := v
	other.Person.Session = "ses_other"
	if _, err := h.SignIn.CheckOTP(t.Context(), other, code); !errors.Is(err, photo.ErrOTPExpired) {
		t.Errorf("in another session: %v", err)
	}
	if _, err := h.SignIn.CheckOTP(t.Context(), v, "x"); !errors.Is(err, photo.ErrOTPWrong) {
		t.Errorf("wrong code: %v", err)
	}
	passed, err := h.SignIn.CheckOTP(t.Context(), v, code[:3]+" "+code[3:])
	if err != nil || passed.Stage != signin.StageDetails {
		t.Fatalf("right code: %v, stage %d", err, passed.Stage)
	}
	if _, err := h.SignIn.CheckOTP(t.Context(), v, code); err == nil {
		t.Error("the code opened twice")
	}
}

func TestOneTimeCodeExpiresAfterFiveMinutes(t *testing.T) {
	h := house{Open(t)}
	v := h.Identify("maria")
	_, err := h.SignIn.SendOTP(t.Context(), v)
	Must(t, err)
	h.Deliver()
	code := h.LastOTP("maria")
	h.Clock.Move(5 * time.Minute)
	if _, err := h.SignIn.CheckOTP(t.Context(), v, code); !errors.Is(err, photo.ErrOTPExpired) {
		t.Errorf("after five minutes: %v", err)
	}
	h.Deliver()
	if again := h.LastOTP("maria"); again == code {
		t.Error("no new code was sent")
	}
}

// Twenty guesses at once must find five tries, not twenty.
func TestFiveTriesAreFiveAlsoAtOnce(t *testing.T) {
	h := house{Open(t)}
	v := h.Identify("maria")
	_, err := h.SignIn.SendOTP(t.Context(), v)
	Must(t, err)
	var wrong atomic.Int32
	var running sync.WaitGroup
	for range 20 {
		running.Go(func() {
			if _, err := h.SignIn.CheckOTP(t.Context(), v, "abc"); errors.Is(err, photo.ErrOTPWrong) {
				wrong.Add(1)
			}
		})
	}
	running.Wait()
	if wrong.Load() != 5 {
		t.Errorf("%d guesses were compared", wrong.Load())
	}
}

func TestNewCodeWaitsThirtySecondsAndThereAreFiveAnHour(t *testing.T) {
	h := house{Open(t)}
	v := h.Identify("maria")
	for i := range 5 {
		_, err := h.SignIn.SendOTP(t.Context(), v)
		Must(t, err)
		if _, err := h.SignIn.SendOTP(t.Context(), v); i < 4 && !errors.Is(err, photo.ErrOTPWait) {
			t.Errorf("at once: %v", err)
		}
		h.Clock.Move(31 * time.Second)
	}
	if _, err := h.SignIn.SendOTP(t.Context(), v); !errors.Is(err, photo.ErrOTPHourly) {
		t.Errorf("the sixth in an hour: %v", err)
	}
}

func TestNoConfirmedMobileNoCode(t *testing.T) {
	h := house{Open(t)}
	if _, err := h.SignIn.SendOTP(t.Context(), h.Identify("anna")); !errors.Is(err, photo.ErrNoMobile) {
		t.Errorf("anna: %v", err)
	}
}

func TestStateOfASignInWorksOnceInItsBrowser(t *testing.T) {
	h := house{Open(t)}
	address, err := h.SignIn.StartSignIn(t.Context(), "browser")
	Must(t, err)
	state, code := h.Authorize(address, "maria")
	for name, try := range map[string]func() error{
		"other browser": func() error { _, err := h.SignIn.CompleteSignIn(t.Context(), "other", state, code); return err },
		"forged state":  func() error { _, err := h.SignIn.CompleteSignIn(t.Context(), "browser", "forged", code); return err },
	} {
		if err := try(); !errors.Is(err, signin.ErrSignInState) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err = h.SignIn.CompleteSignIn(t.Context(), "browser", state, code)
	Must(t, err)
	if _, err := h.SignIn.CompleteSignIn(t.Context(), "browser", state, code); !errors.Is(err, signin.ErrSignInState) {
		t.Errorf("replayed: %v", err)
	}
}

func TestProfilesFollowTheRegistersAndTheOwner(t *testing.T) {
	h := house{Open(t)}
	for user, want := range map[string]int{"maria": 1, "nikos": 2, "petros": 1, "kostas": 2} {
		v := h.Enter(user)
		v.Stage = signin.StageReady
		profiles, err := h.SignIn.RoleChoices(t.Context(), v)
		Must(t, err)
		if len(profiles) != want {
			t.Errorf("%s has %d profiles, want %d", user, len(profiles), want)
		}
	}
}

// A register that is down for an hour must not close every studio of the
// country, nor lock a citizen out of anything. Who was not seen lately is told,
// and not made a citizen without a word.
func TestRegisterDownLocksNobodyOut(t *testing.T) {
	h := house{Open(t)}
	nikos := h.AsPhotographer("nikos")
	Must(t, h.Studio.AddEmployee(t.Context(), nikos, "987654324", "Ελένη"))
	h.As("eleni", photo.RoleEmployee)
	h.Fault("business", "down")
	h.Clock.Move(23 * time.Hour)
	h.AsPhotographer("nikos")
	h.As("eleni", photo.RoleEmployee)
	v := h.Enter("kostas") // never seen before
	choices, err := h.SignIn.Choices(t.Context(), v)
	Must(t, err)
	if v.Stage != signin.StageRole || v.Role != "" || len(choices.Roles) != 1 || !choices.RegisterDown {
		t.Errorf("kostas is at stage %d as %q with %+v", v.Stage, v.Role, choices)
	}
	h.Clock.Move(time.Minute)
	h.As("kostas", photo.RoleCitizen)
}

// An employee stands and falls with the studio: its owner's answer is missing.
func TestEmployeeIsToldThatTheRegisterIsDown(t *testing.T) {
	h := house{Open(t)}
	Must(t, h.Studio.AddEmployee(t.Context(), h.AsPhotographer("nikos"), "123456783", "Μαρία"))
	h.Clock.Move(20 * time.Hour)
	h.As("maria", photo.RoleCitizen) // so that her own answer is newer than the owner's
	h.Clock.Move(5 * time.Hour)
	h.Fault("business", "down")
	v := h.Enter("maria")
	choices, err := h.SignIn.Choices(t.Context(), v)
	Must(t, err)
	if v.Stage != signin.StageRole || len(choices.Roles) != 1 || !choices.RegisterDown || choices.Photographer.Reason != "not-registered" {
		t.Errorf("at stage %d with %+v", v.Stage, choices)
	}
}

func TestEmployeeActsAfterAcceptingAndNoLongerAfterRemoval(t *testing.T) {
	h := house{Open(t)}
	nikos := h.AsPhotographer("nikos")
	Must(t, h.Studio.AddEmployee(t.Context(), nikos, "987654324", "Ελένη"))
	if err := h.Studio.AddEmployee(t.Context(), nikos, "987654324", "Ελένη"); !errors.Is(err, studio.ErrStaffAlready) {
		t.Errorf("twice: %v", err)
	}
	if err := h.Studio.AddEmployee(t.Context(), nikos, nikos.TaxID.Digits(), "εγώ"); !errors.Is(err, studio.ErrStaffSelf) {
		t.Errorf("self: %v", err)
	}
	visitor := h.As("eleni", photo.RoleEmployee)
	eleni, err := h.SignIn.Operator(t.Context(), visitor)
	Must(t, err)
	ofNikos, _ := h.Upload(nikos, "6900000001")
	if _, err := h.Studio.View(t.Context(), eleni, ofNikos); !errors.Is(err, photo.ErrNotFound) {
		t.Errorf("an employee sees the owner's upload: %v", err)
	}
	hers, _ := h.Upload(eleni, "6900000002")
	if _, err := h.Studio.View(t.Context(), nikos, hers); err != nil {
		t.Errorf("the owner does not see the employee's: %v", err)
	}
	members, err := h.Studio.Staff(t.Context(), nikos)
	Must(t, err)
	Must(t, h.Studio.RemoveEmployee(t.Context(), nikos, members[0].ID))
	if _, err := h.SignIn.Operator(t.Context(), visitor); !errors.Is(err, photo.ErrForbidden) {
		t.Errorf("after removal: %v", err)
	}
}
