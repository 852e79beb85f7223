package application_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"myphoto/internal/photo"
	"myphoto/internal/service/application"
	"myphoto/internal/service/servicetest"
)

// An application must learn nothing about people who have not authorised it.
func TestEveryRefusalAboutAPersonIsTheSame(t *testing.T) {
	t.Parallel()
	h, maria, app := servicetest.OpenLinked(t)
	ask := func(what string, r application.RetrievalRequest) {
		t.Helper()
		if _, err := h.Application.Retrieve(t.Context(), app, r); !errors.Is(err, photo.ErrNotAuthorised) {
			t.Errorf("%s: %v", what, err)
		}
	}
	ask("no grant", servicetest.LicenceRequest())
	stranger := servicetest.LicenceRequest()
	stranger.TaxID = "094259216"
	ask("no such person", stranger)
	id := h.Grant(maria, photo.UntilFiles)
	other := servicetest.LicenceRequest()
	other.Purpose = "driving-licence-issue"
	ask("other purpose", other)
	servicetest.Must(t, h.Consent.Revoke(t.Context(), maria, id))
	ask("revoked", servicetest.LicenceRequest())
	h.Grant(maria, photo.UntilFiles)
	_, err := h.Citizen.Dissociate(t.Context(), maria)
	servicetest.Must(t, err)
	ask("dissociated", servicetest.LicenceRequest())
}

func TestApplicationIsCheckedBeforeThePerson(t *testing.T) {
	t.Parallel()
	h, maria, licences := servicetest.OpenLinked(t)
	h.Grant(maria, photo.UntilFiles)
	academic := h.AsApplication("academic-id")
	sig := application.RetrievalRequest{TaxID: "123456783", Items: []photo.Item{photo.ItemSignature}, Purpose: "academic-id"}
	if _, err := h.Application.Retrieve(t.Context(), academic, sig); !errors.Is(err, photo.ErrSignatureForbidden) {
		t.Errorf("signature: %v", err)
	}
	purpose := servicetest.LicenceRequest()
	purpose.Purpose = "identity-card"
	if _, err := h.Application.Retrieve(t.Context(), licences, purpose); !errors.Is(err, photo.ErrPurpose) {
		t.Errorf("purpose: %v", err)
	}
	servicetest.Must(t, h.Admin.Suspend(t.Context(), "driving-licences"))
	if _, err := h.Application.Retrieve(t.Context(), licences, servicetest.LicenceRequest()); !errors.Is(err, photo.ErrSuspended) {
		t.Errorf("suspended: %v", err)
	}
}

func TestSuspensionStopsBytesNotYetFetched(t *testing.T) {
	t.Parallel()
	h, maria, app := servicetest.OpenLinked(t)
	h.Grant(maria, photo.UntilFiles)
	reply, err := h.Application.Retrieve(t.Context(), app, servicetest.LicenceRequest())
	servicetest.Must(t, err)
	servicetest.Must(t, h.Admin.Suspend(t.Context(), "driving-licences"))
	if _, err := h.Application.Fetch(t.Context(), app, reply.ID, photo.ItemPhoto); !errors.Is(err, photo.ErrSuspended) {
		t.Errorf("bytes: %v", err)
	}
}

func TestOfSixteenRacersForAOneTimeGrantOneWins(t *testing.T) {
	t.Parallel()
	h, maria, app := servicetest.OpenLinked(t)
	h.Grant(maria, photo.Once)
	var won atomic.Int32
	var running sync.WaitGroup
	for range 16 {
		running.Go(func() {
			switch _, err := h.Application.Retrieve(t.Context(), app, servicetest.LicenceRequest()); {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, photo.ErrNotAuthorised):
				t.Error(err)
			}
		})
	}
	running.Wait()
	if won.Load() != 1 {
		t.Errorf("%d retrievals of a one-time grant", won.Load())
	}
}

func TestRepeatedRetrievalIsTheSameAndOpensNothingAfterRevocation(t *testing.T) {
	t.Parallel()
	h, maria, app := servicetest.OpenLinked(t)
	grant := h.Grant(maria, photo.UntilFiles)
	r := servicetest.LicenceRequest()
	r.IdempotencyKey = "k1"
	first, err := h.Application.Retrieve(t.Context(), app, r)
	servicetest.Must(t, err)
	again, err := h.Application.Retrieve(t.Context(), app, r)
	servicetest.Must(t, err)
	if again.ID != first.ID || again.Receipt != first.Receipt {
		t.Error("the repeated request made another retrieval")
	}
	r.Case = "other"
	if _, err := h.Application.Retrieve(t.Context(), app, r); !errors.Is(err, photo.ErrSameRequest) {
		t.Errorf("same key, other content: %v", err)
	}
	servicetest.Must(t, h.Consent.Revoke(t.Context(), maria, grant))
	if _, err := h.Application.Fetch(t.Context(), app, first.ID, photo.ItemPhoto); !errors.Is(err, photo.ErrNotAuthorised) {
		t.Errorf("bytes after revocation: %v", err)
	}
	r.Case = servicetest.LicenceRequest().Case
	if _, err := h.Application.Retrieve(t.Context(), app, r); !errors.Is(err, photo.ErrNotAuthorised) {
		t.Errorf("repeated after revocation: %v", err)
	}
}

// The ledger is kept for years, and look-up keys are changed: who asked for the same
// person twice must be seen all the same, also where there is no such person.
func TestPersonInTheLedgerOutlivesLookupKeys(t *testing.T) {
	t.Parallel()
	h, maria, app := servicetest.OpenLinked(t)
	unknown := servicetest.LicenceRequest()
	unknown.TaxID = "111111114"
	for range 2 {
		for _, request := range []application.RetrievalRequest{servicetest.LicenceRequest(), unknown} {
			if _, err := h.Application.Retrieve(t.Context(), app, request); !errors.Is(err, photo.ErrNotAuthorised) {
				t.Fatal(err)
			}
		}
		h.RotateHashKeys()
	}
	h.Integrate()
	seen := map[string]int{}
	for _, e := range h.Events("retrieval.create") {
		person, err := h.Application.PersonIn(e)
		servicetest.Must(t, err)
		seen[person]++
	}
	if len(seen) != 2 || seen[""] != 0 {
		t.Errorf("%s and somebody unknown were asked for twice each: %v", maria.Subject(), seen)
	}
}
