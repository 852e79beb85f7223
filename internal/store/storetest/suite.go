package storetest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/seal"
	"myphoto/internal/store"
)

// racers is the number of concurrent acts.
const racers = 16

// Now is the clock of stores under test, finer than what they keep.
func Now() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 123456789, time.UTC) }

// Run checks the contract of a store; open returns an empty one with [Now] as
// its clock, after [Authenticate].
func Run(t *testing.T, open func(t *testing.T) *store.Store) {
	t.Run("an act is kept with its event", func(t *testing.T) { keepsActWithEvent(t, open(t)) })
	t.Run("a refusal is recorded and nothing else", func(t *testing.T) { recordsRefusals(t, open(t)) })
	t.Run("a failure leaves nothing", func(t *testing.T) { leavesNothing(t, open(t)) })
	t.Run("an event that may not be recorded stops its act", func(t *testing.T) { needsEvent(t, open(t)) })
	t.Run("bookkeeping records nothing and reading writes nothing", func(t *testing.T) { writesUnlogged(t, open(t)) })
	t.Run("a guarded update has one winner", func(t *testing.T) { hasOneWinner(t, open(t)) })
	t.Run("the second of two equal rows is a duplicate", func(t *testing.T) { reportsDuplicates(t, open(t)) })
	t.Run("an act is retried when its guard failed", func(t *testing.T) { retries(t, open(t)) })
	t.Run("concurrent acts are not disturbed", func(t *testing.T) { leavesNeighbours(t, open(t)) })
	t.Run("a visitor who leaves ends only their own act", func(t *testing.T) { letsGo(t, open(t)) })
	t.Run("instants are returned as saved", func(t *testing.T) { keepsInstants(t, open(t)) })
}

// Authenticate gives a store a key under which its records are authenticated.
func Authenticate(s *store.Store) { s.Authenticate(seal.NewAuthenticator(seal.Key{1}), nil) }

// Event returns an event that may be recorded.
func Event() *ledger.Event { return &ledger.Event{Act: "test.act", Actor: "service", Role: "service"} }

// AddSubject inserts a subject, the simplest effect.
func AddSubject(ctx context.Context, tx *store.Tx, id photo.SubjectID) error {
	if err := tx.CreateSubject(ctx, id, Now()); err != nil {
		return err
	}
	return tx.CreateAlias(ctx, store.Alias{Kind: "test", Subject: id, Hash: []byte(id), Sealed: []byte{1}, NumberMAC: []byte(id)}, Now())
}

// Known reports whether a subject is in the database.
func Known(t *testing.T, s *store.Store, id photo.SubjectID) bool {
	t.Helper()
	// Only existing subjects can be referred to.
	err := s.WriteUnlogged(t.Context(), func(tx *store.Tx) error {
		err := tx.SaveEligibility(t.Context(), id, store.Eligibility{CheckedAt: Now()})
		return errors.Join(errRollback, err)
	})
	return err.Error() == errRollback.Error() // and nothing else went wrong
}

var errRollback = errors.New("only looked")

// Events returns the number of events.
func Events(t *testing.T, s *store.Store) (n int64) {
	t.Helper()
	err := s.Read(t.Context(), func(tx *store.Tx) (err error) {
		n, err = tx.CountWaitingEvents(t.Context())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func expect(t *testing.T, s *store.Store, id photo.SubjectID, known bool, events int64) {
	t.Helper()
	if got := Known(t, s, id); got != known {
		t.Errorf("the effect is kept: %t, want %t", got, known)
	}
	if got := Events(t, s); got != events {
		t.Errorf("%d events, want %d", got, events)
	}
}

func keepsActWithEvent(t *testing.T, s *store.Store) {
	id, e := photo.NewSubjectID(), Event()
	if err := s.Write(t.Context(), e, func(tx *store.Tx) error { return AddSubject(t.Context(), tx, id) }); err != nil {
		t.Fatal(err)
	}
	expect(t, s, id, true, 1)
	if e.Outcome != "done" || e.ID == "" || !e.At.Equal(Now().Truncate(time.Microsecond)) {
		t.Errorf("the event became %+v", e)
	}
}

func recordsRefusals(t *testing.T, s *store.Store) {
	id, e := photo.NewSubjectID(), Event()
	err := s.Write(t.Context(), e, func(tx *store.Tx) error {
		return errors.Join(AddSubject(t.Context(), tx, id), photo.ErrNotFound)
	})
	if !errors.Is(err, photo.ErrNotFound) || e.Outcome != photo.ErrNotFound.Code {
		t.Errorf("refused with %v, recorded as %q", err, e.Outcome)
	}
	expect(t, s, id, false, 1)
	// The record does not depend on a visitor who has left.
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.RecordRefusal(gone, Event(), photo.ErrForbidden); err != nil {
		t.Error(err)
	}
	expect(t, s, id, false, 2)
	// What is refused because of an overload says nothing about the act.
	if err := s.Refuse(t.Context(), Event(), photo.ErrFormsBusy); !errors.Is(err, photo.ErrFormsBusy) {
		t.Error(err)
	}
	expect(t, s, id, false, 2)
}

func leavesNothing(t *testing.T, s *store.Store) {
	for _, cause := range []error{errors.New("broken"), photo.ErrUnavailable} {
		id := photo.NewSubjectID()
		err := s.Write(t.Context(), Event(), func(tx *store.Tx) error {
			return errors.Join(AddSubject(t.Context(), tx, id), cause)
		})
		if !errors.Is(err, cause) {
			t.Errorf("failed with %v, want %v", err, cause)
		}
		expect(t, s, id, false, 0)
	}
}

func needsEvent(t *testing.T, s *store.Store) {
	id := photo.NewSubjectID()
	err := s.Write(t.Context(), &ledger.Event{}, func(tx *store.Tx) error { return AddSubject(t.Context(), tx, id) })
	if !errors.Is(err, ledger.ErrEvent) {
		t.Errorf("an event without an act: %v", err)
	}
	expect(t, s, id, false, 0)
}

func writesUnlogged(t *testing.T, s *store.Store) {
	id := photo.NewSubjectID()
	add := func(tx *store.Tx) error { return AddSubject(t.Context(), tx, id) }
	if err := s.Read(t.Context(), add); err == nil {
		t.Error("reading wrote")
	}
	expect(t, s, id, false, 0)
	if err := s.WriteUnlogged(t.Context(), add); err != nil {
		t.Fatal(err)
	}
	expect(t, s, id, true, 0)
	if err := s.Ping(t.Context()); err != nil {
		t.Error(err)
	}
	if err := s.Truncate(t.Context()); err != nil {
		t.Error(err)
	}
}

// upload creates a studio and a draft.
func upload(t *testing.T, s *store.Store) (u store.Upload) {
	t.Helper()
	ctx, owner, studio, id := t.Context(), photo.NewSubjectID(), photo.NewStudioID(), photo.NewUploadID()
	draft := store.Upload{Upload: photo.Upload{
		ID: id, Studio: studio, By: owner, State: photo.Draft,
		Documents: []photo.ProfileID{photo.DrivingLicence, photo.Passport}, CreatedAt: Now(),
	}}
	err := s.WriteUnlogged(ctx, func(tx *store.Tx) (err error) {
		err = errors.Join(
			AddSubject(ctx, tx, owner),
			tx.SaveStudio(ctx, store.Studio{ID: studio, Owner: owner, SealedName: []byte{1}}, Now()),
			tx.CreateUpload(ctx, draft, []byte{1}),
		)
		if err != nil {
			return err
		}
		u, err = tx.Upload(ctx, id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// hasOneWinner: without the guard two people could claim one code.
func hasOneWinner(t *testing.T, s *store.Store) {
	u := upload(t, s)
	u.State = photo.Waiting
	won := together(func(int) error {
		return s.Write(t.Context(), Event(), func(tx *store.Tx) error { return tx.SaveUpload(t.Context(), u) })
	})
	winners := 0
	for _, err := range won {
		switch {
		case err == nil:
			winners++
		case !errors.Is(err, photo.ErrMoved):
			t.Errorf("a loser got %v", err)
		}
	}
	if winners != 1 {
		t.Errorf("%d winners", winners)
	}
}

// together runs the racers and returns the result of each.
func together(f func(n int) error) []error {
	results := make([]error, racers)
	var running sync.WaitGroup
	for n := range racers {
		running.Go(func() { results[n] = f(n) })
	}
	running.Wait()
	return results
}

func reportsDuplicates(t *testing.T, s *store.Store) {
	id := photo.NewSubjectID()
	add := func(tx *store.Tx) error { return AddSubject(t.Context(), tx, id) }
	if err := s.WriteUnlogged(t.Context(), add); err != nil {
		t.Fatal(err)
	}
	if err := s.WriteUnlogged(t.Context(), add); !errors.Is(err, store.ErrDuplicate) {
		t.Errorf("the second one: %v", err)
	}
	// A row that was refused does not end the act that inserted it.
	other := photo.NewSubjectID()
	err := s.WriteUnlogged(t.Context(), func(tx *store.Tx) error {
		if err := add(tx); err == nil {
			t.Error("added twice")
		}
		return AddSubject(t.Context(), tx, other)
	})
	if err != nil || !Known(t, s, other) {
		t.Errorf("going on after a duplicate: %v", err)
	}
}

func retries(t *testing.T, s *store.Store) {
	tries := 0
	err := s.WriteUnlogged(t.Context(), func(*store.Tx) error {
		if tries++; tries < 3 {
			return store.ErrStale
		}
		return nil
	})
	if err != nil || tries != 3 {
		t.Errorf("%d tries, %v", tries, err)
	}
	if err := s.WriteUnlogged(t.Context(), func(*store.Tx) error { return store.ErrStale }); !errors.Is(err, photo.ErrMoved) {
		t.Errorf("a guard that never holds: %v", err)
	}
}

// leavesNeighbours: acts may share a commit, and some of them fail or panic.
func leavesNeighbours(t *testing.T, s *store.Store) {
	ids := make([]photo.SubjectID, racers)
	for n := range ids {
		ids[n] = photo.NewSubjectID()
	}
	broken := errors.New("broken")
	results := together(func(n int) (err error) {
		defer func() {
			if cause := recover(); cause != nil {
				err = broken
			}
		}()
		e := Event()
		e.Actor, e.Subject = string(ids[n]), string(ids[n]) // of one actor a refusal is recorded once a minute
		return s.Write(t.Context(), e, func(tx *store.Tx) error {
			if err := AddSubject(t.Context(), tx, ids[n]); err != nil {
				return err
			}
			switch n % 4 {
			case 1:
				return broken
			case 2:
				return photo.ErrNotFound
			case 3:
				panic(broken)
			}
			return nil
		})
	})
	for n, err := range results {
		if want := n%4 == 0; Known(t, s, ids[n]) != want || (err == nil) != want {
			t.Errorf("act %d got %v; kept: %t, want %t", n, err, Known(t, s, ids[n]), want)
		}
	}
	if got := Events(t, s); got != racers/2 { // the done and the refused
		t.Errorf("%d events, want %d", got, racers/2)
	}
}

func letsGo(t *testing.T, s *store.Store) {
	ids := make([]photo.SubjectID, racers)
	for n := range ids {
		ids[n] = photo.NewSubjectID()
	}
	results := together(func(n int) error {
		ctx, leave := context.WithCancel(t.Context())
		defer leave()
		if n%4 == 1 {
			leave() // before the act
		}
		return s.Write(ctx, Event(), func(tx *store.Tx) error {
			if err := AddSubject(ctx, tx, ids[n]); err != nil {
				return err
			}
			if n%4 == 3 {
				leave() // in the middle of it
			}
			_, err := tx.Upload(ctx, photo.NewUploadID())
			if errors.Is(err, store.ErrNotFound) {
				return nil
			}
			return err
		})
	})
	for n, err := range results {
		left := n%2 == 1
		if left != errors.Is(err, context.Canceled) || !left && err != nil || Known(t, s, ids[n]) == left {
			t.Errorf("act %d got %v; kept: %t", n, err, Known(t, s, ids[n]))
		}
	}
}

func keepsInstants(t *testing.T, s *store.Store) {
	u := upload(t, s)
	if want := Now().Truncate(time.Microsecond); !u.CreatedAt.Equal(want) || u.CreatedAt.Location() != time.UTC {
		t.Errorf("kept %v, want %v", u.CreatedAt, want)
	}
	if !u.SentAt.IsZero() || !u.ContactUntil.IsZero() {
		t.Errorf("an instant that never was came back as %v and %v", u.SentAt, u.ContactUntil)
	}
	if diff := cmp.Diff([]photo.ProfileID{photo.DrivingLicence, photo.Passport}, u.Documents); diff != "" {
		t.Error(diff)
	}
}
