package application_test

import (
	"errors"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/servicetest"
)

func TestEndedSecretAndItsTokensOpenNothing(t *testing.T) {
	t.Parallel()
	h, _, _ := servicetest.OpenLinked(t)
	token, _, err := h.Application.Token(t.Context(), "academic-id", "demo-academic-id")
	servicetest.Must(t, err)
	servicetest.Must(t, h.Admin.EndSecret(t.Context(), "academic-id", "demo-academic-id"))
	if _, err := h.Application.Recognise(t.Context(), token); !errors.Is(err, photo.ErrUnauthenticated) {
		t.Errorf("its token: %v", err)
	}
	if _, _, err := h.Application.Token(t.Context(), "academic-id", "demo-academic-id"); !errors.Is(err, photo.ErrUnauthenticated) {
		t.Errorf("the secret: %v", err)
	}
}

func TestRateLimitedApplicationIsRecordedOnceAMinute(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	app := h.AsApplication("driving-licences")
	for range 3 {
		for range 5 {
			if err := h.Application.TooManyAtOnce(t.Context(), app); !errors.Is(err, photo.ErrTooManyRequests) {
				t.Fatal(err)
			}
		}
		h.Clock.Move(time.Minute)
	}
	if n := h.Refusals("application.request", "too-many-requests"); n != 3 {
		t.Errorf("%d records in three minutes", n)
	}
}
