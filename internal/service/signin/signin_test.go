package signin_test

import (
	"errors"
	"testing"

	"myphoto/internal/service/servicetest"
	"myphoto/internal/service/signin"
)

func TestStateOfASignInWorksOnceInItsBrowser(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	address, _, err := h.SignIn.StartSignIn(t.Context(), "browser")
	servicetest.Must(t, err)
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
	servicetest.Must(t, err)
	if _, err := h.SignIn.CompleteSignIn(t.Context(), "browser", state, code); !errors.Is(err, signin.ErrSignInState) {
		t.Errorf("replayed: %v", err)
	}
}
