package application_test

import (
	"errors"
	"testing"

	"myphoto/internal/photo"
	"myphoto/internal/service/servicetest"
)

// One switch stops everything at once: what is asked for, and bytes that were asked for
// before. An application cannot tell it from an authorisation that ended.
func TestPauseStopsRetrievalsAndBytesAtOnce(t *testing.T) {
	t.Parallel()
	h, maria, app := servicetest.OpenLinked(t)
	grant := h.Grant(maria, photo.Once)
	made, err := h.Application.Retrieve(t.Context(), app, servicetest.LicenceRequest())
	servicetest.Must(t, err)
	servicetest.Must(t, h.Citizen.Pause(t.Context(), maria))
	since := h.Clock.Now()
	if _, err := h.Application.Fetch(t.Context(), app, made.ID, photo.ItemPhoto); !errors.Is(err, photo.ErrNotAuthorised) {
		t.Errorf("bytes of before: %v", err)
	}
	h.Clock.Move(photo.RetrievalTTL)
	servicetest.Must(t, servicetest.ErrorOf(h.Application.Settle(t.Context()))) // given back, since nothing was sent
	app = h.AsApplication("driving-licences")
	request := servicetest.LicenceRequest()
	request.Audit.TransactionID = "t2"
	if _, err := h.Application.Retrieve(t.Context(), app, request); !errors.Is(err, photo.ErrNotAuthorised) {
		t.Errorf("a new retrieval: %v", err)
	}
	servicetest.Must(t, h.Citizen.Pause(t.Context(), maria)) // pressed twice
	if chosen, err := h.Citizen.Preferences(t.Context(), maria); err != nil || !chosen.PausedAt.Equal(since.UTC()) || !chosen.Notices {
		t.Errorf("%+v, %v; want the pause of %v", chosen, err, since)
	}
	servicetest.Must(t, h.Citizen.Resume(t.Context(), maria))
	made, err = h.Application.Retrieve(t.Context(), app, request)
	if err != nil || made.Grant != grant {
		t.Errorf("after the pause: %s, %v; want the grant %s", made.Grant, err, grant)
	}
	if _, err := h.Application.Fetch(t.Context(), app, made.ID, photo.ItemPhoto); err != nil {
		t.Errorf("its bytes: %v", err)
	}
}
