package refusals_test

import (
	"fmt"
	"testing"
	"time"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/store/refusals"
)

// counted returns how many of n refusals are recorded, and the event of the last one.
func counted(r *refusals.Filter, n int, event func(n int) *ledger.Event) (recorded int, last *ledger.Event) {
	for i := range n {
		e := event(i)
		e.Facts = map[string]string{}
		if r.Admit(e, "refused") {
			recorded, last = recorded+1, e
		}
	}
	return recorded, last
}

func same(int) *ledger.Event { return &ledger.Event{Actor: "sub_a", Act: "picture.view"} }

// What is recorded is kept for ten years. Whoever is refused a thousand times in a
// second must not fill it; and the ledger must not forget that it happened.
func TestRepeatedRefusalsAreRecordedOnceAMinute(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	r := refusals.New(func() time.Time { return now })
	if n, first := counted(r, 1000, same); n != 1 || first.Facts[refusals.Repeated] != "" {
		t.Errorf("%d of the first thousand, %v", n, first)
	}
	now = now.Add(time.Minute - time.Second)
	if n, _ := counted(r, 1000, same); n != 0 {
		t.Errorf("%d within the minute", n)
	}
	now = now.Add(time.Second)
	if n, next := counted(r, 1000, same); n != 1 || next.Facts[refusals.Repeated] != "1999" {
		t.Errorf("%d after a minute, %v", n, next)
	}
	now = now.Add(-time.Hour) // the clock was set back
	if n, _ := counted(r, 1, same); n != 1 {
		t.Error("a clock that was set back silences the ledger")
	}
}

func TestRefusalsOfAnotherKindAreRecorded(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	r := refusals.New(func() time.Time { return now })
	for name, e := range map[string]ledger.Event{
		"first":         {Actor: "sub_a", Act: "picture.view"},
		"another actor": {Actor: "sub_b", Act: "picture.view"},
		"another act":   {Actor: "sub_a", Act: "code.submit"},
	} {
		if !r.Admit(&e, "refused") {
			t.Errorf("%s is not recorded", name)
		}
	}
	if !r.Admit(&ledger.Event{Actor: "sub_a", Act: "picture.view"}, "another outcome") {
		t.Error("another outcome is not recorded")
	}
}

// The number of those that were not recorded is added to an event without facts too.
func TestNumberIsAddedToAnEventWithoutFacts(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	r := refusals.New(func() time.Time { return now })
	for range 3 {
		r.Admit(same(0), "refused")
	}
	now = now.Add(time.Minute)
	if e := same(0); !r.Admit(e, "refused") || e.Facts[refusals.Repeated] != "2" {
		t.Errorf("recorded %v", e.Facts)
	}
}

// Whose files an application was refused must not decide whether the refusal is
// recorded: the time that it takes would say whether there is such a person. And each
// person can see it.
func TestRefusalsAboutPeopleAreRecordedAlike(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	r := refusals.New(func() time.Time { return now })
	for i := range 2 * refusals.Burst {
		e := &ledger.Event{Actor: "driving-licences", Act: "retrieval.create", Facts: map[string]string{}}
		if i%2 == 0 {
			e.Subject = fmt.Sprint("sub_", i)
		}
		if recorded := r.Admit(e, photo.ErrNotAuthorised.Code); !recorded {
			t.Fatalf("refusal %d, about %q, is recorded: %t", i, e.Subject, recorded)
		}
	}
}

// An actor can find ever new ways to be refused.
func TestActorCannotRecordEverNewRefusals(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	r := refusals.New(func() time.Time { return now })
	recorded := 0
	for minute := range 10 {
		n, _ := counted(r, 50_000, func(n int) *ledger.Event {
			return &ledger.Event{Actor: "sub_a", Act: fmt.Sprint(minute, "/", n)}
		})
		recorded += n
		now = now.Add(time.Minute)
	}
	if recorded > 10*refusals.Burst {
		t.Errorf("%d refusals of one actor in ten minutes", recorded)
	}
	if size := r.Kinds(); size > refusals.MaxActors {
		t.Errorf("%d kinds are remembered", size)
	}
	if n, _ := counted(r, 1, func(int) *ledger.Event { return &ledger.Event{Actor: "sub_b", Act: "picture.view"} }); n != 1 {
		t.Error("another actor is silenced")
	}
}
