package store

import (
	"strconv"
	"sync"
	"time"

	"myphoto/internal/ledger"
	"myphoto/internal/ratelimit"
)

// Refusals that an actor causes are recorded for good, and cost the actor nothing:
// of the same kind the first in a minute is recorded, with the number of those that
// were not since the one before, and of all kinds together 60 at once and then one
// a second.
const (
	refusalPause = time.Minute
	refusalEvery = time.Second
	refusalBurst = 60
	maxRefusals  = 16_384 // kinds, and actors; about 6 MB
)

// RepeatedFact is the fact of a recorded refusal that says how many of the same
// kind were not recorded before it.
const RepeatedFact = "repeated"

// refusalKind is what makes refusals the same: who was refused which act on whose
// files, and why.
type refusalKind struct{ actor, act, outcome, subject, upload string }

// refusals decides which refusals are recorded. It is safe for concurrent use.
type refusals struct {
	now    func() time.Time
	actors *ratelimit.Limiter[string]

	mu sync.Mutex
	// Kinds of late are in recent; when that is full, it replaces older.
	recent, older map[refusalKind]refusalTally
}

// refusalTally is when a kind was last recorded, and how many were not since.
type refusalTally struct {
	recorded time.Time
	more     int
}

func newRefusals(now func() time.Time) *refusals {
	rate := ratelimit.Rate{Every: refusalEvery, Burst: refusalBurst}
	return &refusals{
		now: now, actors: ratelimit.NewLimiter[string](rate, maxRefusals, now), recent: map[refusalKind]refusalTally{},
	}
}

// admit reports whether the refusal of an act is recorded. If so, it adds to the
// event how many before it were not.
func (r *refusals) admit(e *ledger.Event, outcome string) bool {
	kind := refusalKind{e.Actor, e.Act, outcome, e.Subject, e.Upload}
	r.mu.Lock()
	defer r.mu.Unlock()
	tally, known := r.recent[kind]
	if !known {
		tally = r.older[kind]
	}
	now := r.now()
	// A clock that was set back must not silence the ledger.
	silent := !now.Before(tally.recorded) && now.Sub(tally.recorded) < refusalPause
	if silent || r.actors.Allow(e.Actor) > 0 {
		tally.more++
		r.keep(kind, tally)
		return false
	}
	if tally.more > 0 && e.Facts != nil {
		e.Facts[RepeatedFact] = strconv.Itoa(tally.more)
	}
	r.keep(kind, refusalTally{recorded: now})
	return true
}

func (r *refusals) keep(kind refusalKind, tally refusalTally) {
	if _, known := r.recent[kind]; !known && len(r.recent) >= maxRefusals/2 {
		r.older, r.recent = r.recent, map[refusalKind]refusalTally{}
	}
	r.recent[kind] = tally
}
