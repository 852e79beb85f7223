package photo_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"myphoto/internal/photo"
)

// grantActs returns the method of each act on a grant.
func grantActs(now time.Time) map[photo.GrantAct]func(photo.Grant) (photo.Grant, error) {
	return map[photo.GrantAct]func(photo.Grant) (photo.Grant, error){
		photo.UseGrant:      func(g photo.Grant) (photo.Grant, error) { return g.Use(now) },
		photo.GiveBackGrant: photo.Grant.GiveBack,
		photo.RevokeGrant:   func(g photo.Grant) (photo.Grant, error) { return g.Revoke(now) },
		photo.ExpireGrant:   func(g photo.Grant) (photo.Grant, error) { return g.Expire(now) },
	}
}

// Every state is tried with every act: a grant that is still live after it was
// revoked would release a picture.
func TestGrantAllowsOnlyTheActsOfItsState(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	allowed := map[photo.GrantState]map[photo.GrantAct]photo.GrantState{
		photo.GrantLive: {
			photo.UseGrant: photo.GrantUsed, photo.RevokeGrant: photo.GrantRevoked,
			photo.ExpireGrant: photo.GrantExpired, photo.EndGrant: photo.GrantEnded,
		},
		photo.GrantUsed: {
			photo.GiveBackGrant: photo.GrantLive, photo.RevokeGrant: photo.GrantRevoked, photo.EndGrant: photo.GrantEnded,
		},
	}
	for _, state := range photo.GrantStates() {
		for _, act := range photo.GrantActs() {
			to, ok := photo.NextGrant(state, act)
			if want, may := allowed[state][act]; ok != may || to != want {
				t.Errorf("%s, %s: %q %t, want %q %t", state, act, to, ok, want, may)
			}
			do, hasMethod := grantActs(now)[act]
			if !hasMethod {
				continue // no method: the store ends all grants of an upload at once
			}
			// Only a one-time grant whose date has passed can take every act.
			after, err := do(photo.Grant{State: state, Mode: photo.Once, Until: now})
			if ok != (err == nil) || ok && after.State != to || !ok && !errors.Is(err, photo.ErrMoved) {
				t.Errorf("%s, %s: became %s, %v", state, act, after.State, err)
			}
		}
	}
}

func TestGrantIsGivenBackAtMostOnce(t *testing.T) {
	t.Parallel()
	g := photo.Grant{State: photo.GrantUsed, Mode: photo.Once, EndedAt: time.Unix(1, 0)}
	back, err := g.GiveBack()
	if err != nil || back.State != photo.GrantLive || !back.GivenBack || !back.EndedAt.IsZero() {
		t.Fatalf("given back as %+v, %v", back, err)
	}
	again, _ := back.Use(time.Unix(2, 0))
	if _, err := again.GiveBack(); !errors.Is(err, photo.ErrMoved) {
		t.Errorf("given back twice: %v", err)
	}
}

func TestUseConsumesOnlyOneTimeGrants(t *testing.T) {
	t.Parallel()
	for _, mode := range []photo.GrantMode{photo.UntilDate, photo.UntilFiles} {
		g := photo.Grant{State: photo.GrantLive, Mode: mode}
		if used, err := g.Use(time.Unix(1, 0)); err != nil || used.State != photo.GrantLive {
			t.Errorf("%s: %s, %v", mode, used.State, err)
		}
	}
}

func TestGrantDoesNotExpireBeforeItsDate(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_000, 0)
	for until, want := range map[time.Time]bool{{}: false, now.Add(time.Second): false, now: true} {
		_, err := photo.Grant{State: photo.GrantLive, Until: until}.Expire(now)
		if (err == nil) != want {
			t.Errorf("until %v: %v", until, err)
		}
	}
}

func TestRetrievalAllowsOnlyTheActsOfItsState(t *testing.T) {
	t.Parallel()
	created := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	r := photo.Retrieval{CreatedAt: created}
	cancelled := r
	cancelled.CancelledAt = created.Add(time.Minute)
	for name, c := range map[string]struct {
		r     photo.Retrieval
		after time.Duration
		state photo.RetrievalState
		may   []photo.RetrievalAct
	}{
		"new":             {r, 0, photo.RetrievalOpen, []photo.RetrievalAct{photo.FetchRetrieval, photo.CancelRetrieval}},
		"last moment":     {r, photo.RetrievalTTL - 1, photo.RetrievalOpen, []photo.RetrievalAct{photo.FetchRetrieval, photo.CancelRetrieval}},
		"ten minutes":     {r, photo.RetrievalTTL, photo.RetrievalClosed, []photo.RetrievalAct{photo.CancelRetrieval}},
		"clock set back":  {r, -photo.RetrievalTTL - 1, photo.RetrievalClosed, []photo.RetrievalAct{photo.CancelRetrieval}},
		"a day":           {r, photo.CancelWithin, photo.RetrievalFinal, nil},
		"cancelled":       {cancelled, 2 * time.Minute, photo.RetrievalCancelled, nil},
		"cancelled a day": {cancelled, photo.CancelWithin, photo.RetrievalFinal, nil},
	} {
		now := created.Add(c.after)
		if got := c.r.StateAt(now); got != c.state {
			t.Errorf("%s: %s, want %s", name, got, c.state)
		}
		for _, act := range []photo.RetrievalAct{photo.FetchRetrieval, photo.CancelRetrieval} {
			err := c.r.Allows(act, now)
			if may := slices.Contains(c.may, act); may != (err == nil) || !may && !errors.Is(err, photo.ErrRetrievalExpired) {
				t.Errorf("%s, %s: %v", name, act, err)
			}
		}
	}
}

// The files of a grant that was revoked, or whose upload has ended, must not be
// released.
func TestFilesAreReleasedOnlyUnderAValidGrant(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	usable := photo.Upload{State: photo.Associated, AssociatedAt: now.AddDate(0, -1, 0)}
	for _, state := range photo.GrantStates() {
		for _, mode := range []photo.GrantMode{photo.Once, photo.UntilDate, photo.UntilFiles} {
			want := state == photo.GrantLive || state == photo.GrantUsed && mode == photo.Once
			err := photo.Retrieval{}.Releasable(photo.Grant{State: state, Mode: mode}, usable, now)
			if (err == nil) != want {
				t.Errorf("%s %s: %v", state, mode, err)
			}
		}
	}
	live := photo.Grant{State: photo.GrantLive}
	for _, state := range photo.States() {
		u := usable
		u.State = state
		if err := (photo.Retrieval{}).Releasable(live, u, now); (err == nil) != (state == photo.Associated) {
			t.Errorf("%s: %v", state, err)
		}
	}
	old := usable
	old.AssociatedAt = now.AddDate(-1, 0, -2)
	if err := (photo.Retrieval{}).Releasable(live, old, now); !errors.Is(err, photo.ErrNotAuthorised) {
		t.Errorf("overdue: %v", err)
	}
}
