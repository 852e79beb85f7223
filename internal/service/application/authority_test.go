package application_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/photo"
	"myphoto/internal/service/citizen"
	"myphoto/internal/service/servicetest"
)

// An application is recognised before its request has arrived, which may take
// minutes; what it may do is asked again where the act commits.
func TestSuspensionStopsRequestsUnderWay(t *testing.T) {
	t.Parallel()
	h, maria, app := servicetest.OpenLinked(t) // recognised here
	grant := h.Grant(maria, photo.UntilFiles)
	reply, err := h.Application.Retrieve(t.Context(), app, servicetest.LicenceRequest())
	servicetest.Must(t, err)
	servicetest.Must(t, h.Admin.Suspend(t.Context(), app.ID))
	for what, act := range map[string]func() error{
		"a retrieval": func() error {
			return servicetest.ErrorOf(h.Application.Retrieve(t.Context(), app, servicetest.LicenceRequest()))
		},
		"bytes": func() error {
			return servicetest.ErrorOf(h.Application.Fetch(t.Context(), app, reply.ID, photo.ItemPhoto))
		},
		"cancel":  func() error { return servicetest.ErrorOf(h.Application.Cancel(t.Context(), app, reply.ID, "")) },
		"a grant": func() error { return servicetest.ErrorOf(h.Application.Grant(t.Context(), app, grant)) },
		"a token": func() error {
			_, _, err := h.Application.Token(t.Context(), string(app.ID), "demo-driving-licences")
			return err
		},
	} {
		if err := act(); !errors.Is(err, photo.ErrSuspended) {
			t.Errorf("%s: %v", what, err)
		}
	}
	servicetest.Must(t, h.Admin.Resume(t.Context(), app.ID))
	if _, err := h.Application.Fetch(t.Context(), app, reply.ID, photo.ItemPhoto); err != nil {
		t.Errorf("resumed: %v", err)
	}
}

// Whose files an application tried to get must be known afterwards, above all when it
// got nothing.
func TestRefusedRetrievalNamesThePerson(t *testing.T) {
	t.Parallel()
	h, maria, app := servicetest.OpenLinked(t)
	h.Clock.Move(time.Second)
	if _, err := h.Application.Retrieve(t.Context(), app, servicetest.LicenceRequest()); !errors.Is(err, photo.ErrNotAuthorised) {
		t.Fatal(err)
	}
	unknown := servicetest.LicenceRequest()
	unknown.TaxID = "094019245"
	if _, err := h.Application.Retrieve(t.Context(), app, unknown); !errors.Is(err, photo.ErrNotAuthorised) {
		t.Fatal(err)
	}
	h.Integrate()
	events := h.Events("retrieval.create")
	if len(events) != 2 {
		t.Fatalf("%d events", len(events))
	}
	for _, e := range events {
		if known := e.Subject == string(maria.Subject()); !known && e.Subject != "" || len(e.Sealed) == 0 {
			t.Errorf("recorded %+v", e)
		}
	}
	entries, err := h.Citizen.History(t.Context(), maria, citizen.HistoryPage{Limit: 10})
	servicetest.Must(t, err)
	if entries[0].Act != "retrieval.create" || entries[0].Outcome != "not-authorised" {
		t.Errorf("the history shows %+v", entries[0])
	}
}

// Guesses of strangers must be seen, and must not flood the ledger.
func TestWrongSecretsAreRecordedOnceAMinuteWithTheirNumber(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	guess := func(client string, times int) {
		for range times {
			if _, _, err := h.Application.Token(t.Context(), client, "wrong"); !errors.Is(err, photo.ErrUnauthenticated) {
				t.Fatal(err)
			}
		}
	}
	guess("driving-licences", 5)
	guess("nobody", 5)
	guess("academic-id", 1)
	h.Clock.Move(time.Minute)
	guess("driving-licences", 1)
	h.Integrate()
	attempts := map[string][]string{}
	for _, e := range h.Events("token.issue") {
		if e.Outcome != "unauthenticated" || e.Actor != "" {
			t.Errorf("recorded %+v", e)
		}
		attempts[e.Application] = append(attempts[e.Application], e.Facts["attempts"])
	}
	want := map[string][]string{"driving-licences": {"1", "5"}, "academic-id": {"1"}}
	if diff := cmp.Diff(want, attempts); diff != "" {
		t.Errorf("recorded attempts, want the first one and the five since: %s", diff)
	}
}
