package application_test

import (
	"errors"
	"fmt"
	"sync"
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

// A body changes its secret with an overlap: what the new one has bought already
// must live on.
func TestEndedSecretTakesOnlyItsOwnTokensAlong(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	const id, former, next = "academic-id", "demo-academic-id", "another long secret"
	servicetest.Must(t, h.Admin.AddSecret(t.Context(), id, next))
	ended, _, err := h.Application.Token(t.Context(), id, former)
	servicetest.Must(t, err)
	lives, _, err := h.Application.Token(t.Context(), id, next)
	servicetest.Must(t, err)
	servicetest.Must(t, h.Admin.EndSecret(t.Context(), id, former))
	if _, err := h.Application.Recognise(t.Context(), ended); !errors.Is(err, photo.ErrUnauthenticated) {
		t.Errorf("token of the ended secret: %v", err)
	}
	if _, err := h.Application.Recognise(t.Context(), lives); err != nil {
		t.Errorf("token of the other secret: %v", err)
	}
}

func TestCommandsRefuseUnknownApplications(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	for name, err := range map[string]error{
		"secret": h.Admin.AddSecret(t.Context(), "nope", "a long secret of it"), "end": h.Admin.EndSecret(t.Context(), "nope", "x"),
		"suspend": h.Admin.Suspend(t.Context(), "nope"), "resume": h.Admin.Resume(t.Context(), "nope"),
	} {
		if !errors.Is(err, photo.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
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

// Secrets are compared before the token is written; a secret that is ended in between
// must not buy ten more minutes.
func TestSecretEndedMeanwhileBuysNoToken(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	for round := range 40 {
		secret := fmt.Sprintf("a secret of round %d", round)
		servicetest.Must(t, h.Admin.AddSecret(t.Context(), "academic-id", secret))
		var token string
		var running sync.WaitGroup
		running.Go(func() {
			var err error
			if token, _, err = h.Application.Token(t.Context(), "academic-id", secret); err != nil && !errors.Is(err, photo.ErrUnauthenticated) {
				t.Error(err)
			}
		})
		running.Go(func() { servicetest.Must(t, h.Admin.EndSecret(t.Context(), "academic-id", secret)) })
		running.Wait()
		if _, err := h.Application.Recognise(t.Context(), token); !errors.Is(err, photo.ErrUnauthenticated) {
			t.Fatalf("round %d: the token lives: %v", round, err)
		}
	}
}

func TestTokenDoesNotLiveOnWhenTheClockIsSetBack(t *testing.T) {
	t.Parallel()
	h, _, _ := servicetest.OpenLinked(t)
	token, lifetime, err := h.Application.Token(t.Context(), "driving-licences", "demo-driving-licences")
	servicetest.Must(t, err)
	for moved, want := range map[time.Duration]error{0: nil, -time.Hour: photo.ErrUnauthenticated, lifetime: photo.ErrUnauthenticated} {
		h.Clock.Move(moved)
		if _, err := h.Application.Recognise(t.Context(), token); !errors.Is(err, want) {
			t.Errorf("after %v: %v, want %v", moved, err, want)
		}
		h.Clock.Move(-moved)
	}
}
