package citizen_test

import (
	"errors"
	"testing"
	"time"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/service/citizen"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/store"
)

// retrieve records retrievals of the files of a person, many in the same moment.
func retrieve(tb testing.TB, h *servicetest.House, who photo.SubjectID, n int) {
	tb.Helper()
	servicetest.Must(tb, h.Store.WriteUnlogged(tb.Context(), func(tx *store.Tx) error {
		for i := range n {
			e := &ledger.Event{
				Act: "retrieval.create", Actor: "driving-licences", Role: string(photo.RoleApplication), Application: "driving-licences",
				Subject: string(who), Facts: map[string]string{"items": "photo", "purpose": "driving-licence-renewal"},
			}
			if err := tx.Record(tb.Context(), e, h.Clock.Now().Add(time.Duration(i/1000)*time.Second)); err != nil {
				return err
			}
		}
		return nil
	}))
}

// An application that retrieves ten thousand times must hide nothing that happened
// before.
func TestLongHistoryIsShownToItsEnd(t *testing.T) {
	t.Parallel()
	h, maria, _ := servicetest.OpenLinked(t)
	const many = 2400
	retrieve(t, h, maria.Subject(), many)
	h.Clock.Move(time.Minute)
	seen, last, pages := map[string]bool{}, time.Time{}, 0
	page := citizen.HistoryPage{Limit: 100}
	for {
		entries, err := h.Citizen.History(t.Context(), maria, page)
		servicetest.Must(t, err)
		for _, e := range entries {
			if seen[e.ID] || !last.IsZero() && e.At.After(last) {
				t.Fatalf("%s of %v after %v, seen before: %t", e.Act, e.At, last, seen[e.ID])
			}
			seen[e.ID], last, page.After = true, e.At, e.ID
		}
		if pages++; len(entries) < page.Limit {
			break
		}
	}
	whole := 0
	for e, err := range h.Citizen.WholeHistory(t.Context(), maria, citizen.AllHistory) {
		servicetest.Must(t, err)
		if whole++; !seen[e.ID] {
			t.Errorf("%s is on no page", e.Act)
		}
	}
	if whole != len(seen) || whole <= many || pages < many/page.Limit {
		t.Errorf("%d entries on %d pages, %d in the table", len(seen), pages, whole)
	}
	for kind, want := range map[citizen.HistoryKind]string{citizen.RetrievalsHistory: "retrieval.create", citizen.FilesHistory: "associate"} {
		entries, err := h.Citizen.History(t.Context(), maria, citizen.HistoryPage{Kind: kind, Limit: 3})
		servicetest.Must(t, err)
		for _, e := range entries {
			if string(e.Act) != want {
				t.Errorf("%s among %s", e.Act, kind)
			}
		}
		if len(entries) == 0 {
			t.Errorf("no %s", kind)
		}
	}
}

// A page may begin after an entry of the person's own only.
func TestHistoryOfAnotherPersonIsNotAPlaceToBeginAt(t *testing.T) {
	t.Parallel()
	h, maria, _ := servicetest.OpenLinked(t)
	giorgos := h.AsCitizen("giorgos")
	mine, err := h.Citizen.History(t.Context(), maria, citizen.HistoryPage{Limit: 1})
	servicetest.Must(t, err)
	for _, after := range []string{mine[0].ID, "evt_none"} {
		if _, err := h.Citizen.History(t.Context(), giorgos, citizen.HistoryPage{After: after, Limit: 1}); !errors.Is(err, photo.ErrNotFound) {
			t.Errorf("%s: %v", after, err)
		}
	}
}

func BenchmarkFirstPageOfALongHistory(b *testing.B) {
	h := servicetest.Open(b)
	maria := h.AsCitizen("maria")
	retrieve(b, h, maria.Subject(), 10_000)
	h.Clock.Move(time.Hour)
	for b.Loop() {
		if entries, err := h.Citizen.History(b.Context(), maria, citizen.HistoryPage{Limit: 26}); err != nil || len(entries) != 26 {
			b.Fatal(len(entries), err)
		}
	}
}
