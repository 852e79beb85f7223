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
