package application_test

import (
	"errors"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service"
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
