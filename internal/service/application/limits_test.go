package application_test

import (
	"errors"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service"
	"myphoto/internal/service/application"
	"myphoto/internal/service/citizen"
	"myphoto/internal/service/servicetest"
)

// Each retrieval is an entry in the history of a person for ten years, and one live
// grant allows as many as an application likes.
func TestRetrievalsAboutOnePersonAreLimited(t *testing.T) {
	t.Parallel()
	h, maria, app := servicetest.OpenLinked(t)
	h.Reopen(func(c *service.Config) { c.Policy.PersonRetrievals = 12 })
	h.Grant(maria, photo.UntilFiles)
	retrieve := func() error {
		return servicetest.ErrorOf(h.Application.Retrieve(t.Context(), app, servicetest.LicenceRequest()))
	}
	for range 12 {
		servicetest.Must(t, retrieve())
	}
	for range 20 {
		refusal, _ := errors.AsType[*photo.Error](retrieve())
		if !refusal.Is(photo.ErrTooManyRequests) || refusal.RetryAfter != 5*time.Minute {
			t.Fatalf("beyond the limit: %v", refusal)
		}
	}
	if n := h.Refusals("retrieval.create", "too-many-requests"); n != 1 {
		t.Errorf("twenty refusals are recorded %d times", n)
	}
	h.Clock.Move(5 * time.Minute)
	servicetest.Must(t, retrieve())
	if retrieve() == nil {
		t.Error("five minutes gave more than one")
	}
}

// An application hears so often that it is not authorised, each time on record for the
// person to see, and then waits whoever it asks for.
func TestApplicationThatGuessesPeopleWaits(t *testing.T) {
	t.Parallel()
	h, maria, app := servicetest.OpenLinked(t)
	ask := func(tax string) error {
		request := servicetest.LicenceRequest()
		request.TaxID = tax
		_, err := h.Application.Retrieve(t.Context(), app, request)
		return err
	}
	heard := 0
	for errors.Is(ask("094259216"), photo.ErrNotAuthorised) { // nobody's number
		heard++
	}
	if heard != application.RefusedBurst {
		t.Errorf("%d refusals before it waits", heard)
	}
	if err := ask(maria.TaxID.Digits()); !errors.Is(err, photo.ErrTooManyRequests) {
		t.Errorf("asked about maria: %v; want the same answer", err)
	}
	h.Clock.Move(5 * time.Second)
	if err := ask(maria.TaxID.Digits()); !errors.Is(err, photo.ErrNotAuthorised) {
		t.Errorf("later: %v", err)
	}
	entries, err := h.Citizen.History(t.Context(), maria, citizen.HistoryPage{Limit: 1})
	servicetest.Must(t, err)
	if len(entries) != 1 || entries[0].Outcome != photo.ErrNotAuthorised.Code {
		t.Errorf("maria sees %+v", entries)
	}
}

// Asking for the same thing again is recorded as well.
func TestApplicationThatAsksAgainAndAgainWaits(t *testing.T) {
	t.Parallel()
	h, maria, app := servicetest.OpenLinked(t)
	grant := h.Grant(maria, photo.UntilFiles)
	request := servicetest.LicenceRequest()
	request.IdempotencyKey = "K"
	before, waits := h.Count(t, "events"), 0
	for range 300 {
		_, asked := h.Application.Grant(t.Context(), app, grant)
		_, repeated := h.Application.Retrieve(t.Context(), app, request)
		if errors.Is(asked, photo.ErrTooManyRequests) && errors.Is(repeated, photo.ErrTooManyRequests) {
			waits++
		}
	}
	if n := h.Count(t, "events") - before; waits == 0 || n > 130 {
		t.Errorf("%d rounds waited, %d events", waits, n)
	}
}
