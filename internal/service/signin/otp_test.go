package signin_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/service/signin"
)

func TestOneTimeCodeOpensOnceWithinFiveMinutesInItsSession(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	v := h.Identify("maria")
	_, err := h.SignIn.SendOTP(t.Context(), v)
	servicetest.Must(t, err)
	h.Deliver()
	code := h.LastOTP("maria")

	other := v
	other.Person.Session = "ses_other"
	if _, err := h.SignIn.CheckOTP(t.Context(), other, code); !errors.Is(err, photo.ErrOTPExpired) {
		t.Errorf("in another session: %v", err)
	}
	if _, err := h.SignIn.CheckOTP(t.Context(), v, servicetest.Other(code)); !errors.Is(err, photo.ErrOTPWrong) {
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
	t.Parallel()
	h := servicetest.Open(t)
	v := h.Identify("maria")
	_, err := h.SignIn.SendOTP(t.Context(), v)
	servicetest.Must(t, err)
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

// Twenty concurrent guesses must share five tries.
func TestConcurrentGuessesGetOnlyFiveTries(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	v := h.Identify("maria")
	_, err := h.SignIn.SendOTP(t.Context(), v)
	servicetest.Must(t, err)
	h.Deliver()
	guess := servicetest.Other(h.LastOTP("maria"))
	var wrong atomic.Int32
	var running sync.WaitGroup
	for range 20 {
		running.Go(func() {
			if _, err := h.SignIn.CheckOTP(t.Context(), v, guess); errors.Is(err, photo.ErrOTPWrong) {
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
	t.Parallel()
	h := servicetest.Open(t)
	v := h.Identify("maria")
	for i := range 5 {
		_, err := h.SignIn.SendOTP(t.Context(), v)
		servicetest.Must(t, err)
		if _, err := h.SignIn.SendOTP(t.Context(), v); i < 4 && !errors.Is(err, photo.ErrOTPWait) {
			t.Errorf("at once: %v", err)
		}
		h.Clock.Move(31 * time.Second)
	}
	if _, err := h.SignIn.SendOTP(t.Context(), v); !errors.Is(err, photo.ErrOTPHourly) {
		t.Errorf("the sixth in an hour: %v", err)
	}
}

func TestOneTimeCodeNeedsAConfirmedMobile(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	if _, err := h.SignIn.SendOTP(t.Context(), h.Identify("anna")); !errors.Is(err, photo.ErrNoMobile) {
		t.Errorf("anna: %v", err)
	}
}

// What cannot be a code by its form is an honest slip: a shorter number, the text
// around the code, the wrong field.
func TestMalformedOneTimeCodeCostsNoTry(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	v := h.Identify("maria")
	_, err := h.SignIn.SendOTP(t.Context(), v)
	servicetest.Must(t, err)
	h.Deliver()
	code := h.LastOTP("maria")
	for typed, want := range map[string]*photo.Error{
		"": photo.ErrOTPEmpty, " \u200b": photo.ErrOTPEmpty, "x": photo.ErrOTPForm, code[:5]: photo.ErrOTPForm,
		code + "1": photo.ErrOTPForm, code + " ή " + servicetest.Other(code): photo.ErrOTPForm,
	} {
		for range 3 {
			if _, err := h.SignIn.CheckOTP(t.Context(), v, typed); !errors.Is(err, want) {
				t.Errorf("%q: %v, want %v", typed, err, want)
			}
		}
	}
	sent, err := h.SignIn.PendingOTP(t.Context(), v)
	if err != nil || sent.Left != 5 {
		t.Errorf("%d tries are left: %v", sent.Left, err)
	}
	_, err = h.SignIn.CheckOTP(t.Context(), v, "Ο κωδικός σας είναι "+code+". Ισχύει έως 12:05")
	servicetest.Must(t, err)
}

func TestOneTimeCodeIsReadFromEveryKeyboard(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	for i, write := range []func(rune) string{
		func(r rune) string { return string(r - '0' + '０') }, // full width
		func(r rune) string { return string(r) + "\u200e" },
	} {
		v := h.Identify("maria")
		_, err := h.SignIn.SendOTP(t.Context(), v)
		servicetest.Must(t, err)
		h.Deliver()
		typed := ""
		for _, r := range h.LastOTP("maria") {
			typed += write(r)
		}
		if _, err := h.SignIn.CheckOTP(t.Context(), v, typed); err != nil {
			t.Errorf("keyboard %d: %v", i, err)
		}
		h.Clock.Move(31 * time.Second)
	}
}

// Somebody who knows the password of a person must not use up the person's codes.
func TestStrangersSignInsLeaveThePersonsOwnCode(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	for range 5 {
		stranger := h.Identify("maria")
		for range 2 {
			_, err := h.SignIn.SendOTP(t.Context(), stranger)
			servicetest.Must(t, err)
			h.Clock.Move(31 * time.Second)
		}
	}
	own := h.Identify("maria")
	_, err := h.SignIn.SendOTP(t.Context(), own)
	servicetest.Must(t, err)
	h.Deliver()
	_, err = h.SignIn.CheckOTP(t.Context(), own, h.LastOTP("maria"))
	servicetest.Must(t, err)
}

func TestPhoneGetsTwentyCodesAnHourAtMost(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	for i := range 25 {
		_, err := h.SignIn.SendOTP(t.Context(), h.Identify("maria"))
		if want := i >= 20; errors.Is(err, photo.ErrOTPMany) != want {
			t.Errorf("code %d: %v", i+1, err)
		}
	}
	h.Clock.Move(time.Hour)
	_, err := h.SignIn.SendOTP(t.Context(), h.Identify("maria"))
	servicetest.Must(t, err)
}

// More codes must not mean more guesses, and one try stays for whoever holds the phone.
func TestManyWrongTriesLeaveOneTryForACode(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	for range 3 {
		guesser := h.Identify("maria")
		_, err := h.SignIn.SendOTP(t.Context(), guesser)
		servicetest.Must(t, err)
		h.Deliver()
		for range 5 {
			_, _ = h.SignIn.CheckOTP(t.Context(), guesser, servicetest.Other(h.LastOTP("maria")))
		}
	}
	guesser, own := h.Identify("maria"), h.Identify("maria")
	sent, err := h.SignIn.SendOTP(t.Context(), guesser)
	if err != nil || sent.Left != 1 {
		t.Fatalf("%d tries: %v", sent.Left, err)
	}
	_, err = h.SignIn.SendOTP(t.Context(), own)
	servicetest.Must(t, err)
	h.Deliver()
	_, err = h.SignIn.CheckOTP(t.Context(), own, h.LastOTP("maria"))
	servicetest.Must(t, err)
}

// The contact register counts its questions: pressing the button again and again
// must not reach it.
func TestContactRegisterIsNotAskedBeyondTheLimits(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	v := h.Identify("maria")
	_, err := h.SignIn.SendOTP(t.Context(), v)
	servicetest.Must(t, err)
	h.Fault("contacts", "down")
	if _, err := h.SignIn.SendOTP(t.Context(), v); !errors.Is(err, photo.ErrOTPWait) {
		t.Errorf("the second at once: %v", err)
	}
}

// A clock that was set back must not close the door until it has caught up.
func TestOneTimeCodesSurviveAClockSetBack(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	v := h.Identify("maria")
	for range 5 {
		_, err := h.SignIn.SendOTP(t.Context(), v)
		servicetest.Must(t, err)
		h.Clock.Move(31 * time.Second)
	}
	h.Deliver()
	old := h.LastOTP("maria")
	h.Clock.Move(-3 * time.Hour)
	if _, err := h.SignIn.CheckOTP(t.Context(), v, old); !errors.Is(err, photo.ErrOTPExpired) {
		t.Errorf("a code of the future: %v", err)
	}
	_, err := h.SignIn.SendOTP(t.Context(), v)
	servicetest.Must(t, err)
	h.Deliver()
	_, err = h.SignIn.CheckOTP(t.Context(), v, h.LastOTP("maria"))
	servicetest.Must(t, err)
}
