package refusals

import (
	"cmp"
	"strconv"
	"sync"
	"time"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/ratelimit"
)

// Of the refusals of one actor the first of a kind in a minute is recorded, with the
// number of those that were not since the one before, and of all kinds together 60
// at once and then one a second. That an application is not authorised is always
// recorded, whoever it is about, so that each person can see it; the desk of applications
// bounds how often that happens.
const (
	pause     = time.Minute
	every     = time.Second
	burst     = 60
	maxActors = 16_384 // and kinds; about 4 MB
)

// Repeated is the fact of a recorded refusal that says how many of its kind were not
// recorded before it.
const Repeated = "repeated"

// kind is what makes refusals the same: who was refused which act, and why. It says
// nothing of whose files, because that a refusal is recorded takes time: whoever was
// refused would learn whether there is such a person.
type kind struct{ actor, act, outcome string }

// Filter decides which refusals are recorded. It is safe for concurrent use.
type Filter struct {
	now    func() time.Time
	actors *ratelimit.Limiter[string]

	mu sync.Mutex
	// Kinds of late are in recent; when that is full, it replaces older.
	recent, older map[kind]tally
}

// tally is when a kind was last recorded, and how many were not since.
type tally struct {
	recorded time.Time
	more     int
}

// New returns a filter that has seen no refusal.
func New(now func() time.Time) *Filter {
	rate := ratelimit.Rate{Every: every, Burst: burst}
	return &Filter{now: now, actors: ratelimit.NewLimiter[string](rate, maxActors, now), recent: map[kind]tally{}}
}

// Admit reports whether the refusal of an act is recorded. If so, it adds to the event
// how many before it were not.
func (f *Filter) Admit(e *ledger.Event, outcome string) bool {
	// Whoever gave a wrong secret is nobody yet: the application that it is of counts.
	actor := cmp.Or(e.Actor, e.Application)
	k := kind{actor, e.Act, outcome}
	f.mu.Lock()
	defer f.mu.Unlock()
	t, known := f.recent[k]
	if !known {
		t = f.older[k]
	}
	now := f.now()
	// A clock that was set back must not silence the ledger.
	paused := !now.Before(t.recorded) && now.Sub(t.recorded) < pause
	if outcome != photo.ErrNotAuthorised.Code && (paused || f.actors.Allow(actor) > 0) {
		t.more++
		f.keep(k, t)
		return false
	}
	if t.more > 0 {
		if e.Facts == nil {
			e.Facts = map[string]string{}
		}
		e.Facts[Repeated] = strconv.Itoa(t.more)
	}
	f.keep(k, tally{recorded: now})
	return true
}

func (f *Filter) keep(k kind, t tally) {
	if _, known := f.recent[k]; !known && len(f.recent) >= maxActors/2 {
		f.older, f.recent = f.recent, map[kind]tally{}
	}
	f.recent[k] = t
}
