package ratelimit

import (
	"sync"
	"time"
)

// Rate is how often one caller may come: Burst times at once, and once more
// after each Every.
type Rate struct {
	Every time.Duration
	Burst int
}

// Limiter is a rate limiter for many callers by the generic cell rate algorithm
// (GCRA, ITU-T I.371 Annex A): a token bucket of which only one time for each
// caller is stored. It is safe for concurrent use.
type Limiter[K comparable] struct {
	rate Rate
	half int
	now  func() time.Time

	mu sync.Mutex
	// The theoretical arrival time (TAT) of each caller: when its bucket is
	// full again. The bucket of a caller that is not here is full. Callers of
	// late are in recent; when that holds half of the maximum, it replaces
	// older.
	recent, older map[K]time.Time
	// The bucket that new callers share while the table holds as many as it may
	// and none of them has a token, and until when that is assumed.
	shared    time.Time
	fullUntil time.Time
}

// NewLimiter returns a limiter for about maxCallers callers (two or more).
// Beyond that, the callers who have been away longest are forgotten; their
// buckets are full when they return. A caller who has no token is never
// forgotten; one who has some left may be, and comes back with a full bucket. When
// nobody can be forgotten, all new callers share one bucket.
func NewLimiter[K comparable](rate Rate, maxCallers int, now func() time.Time) *Limiter[K] {
	return &Limiter[K]{rate: rate, half: max(maxCallers/2, 1), now: now, recent: map[K]time.Time{}}
}

// Allow takes a token of the caller and returns 0. When there is none, it takes
// nothing and returns the time until the next one.
func (l *Limiter[K]) Allow(caller K) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	tat, own := l.find(caller, now)
	wait := l.wait(tat, now)
	if wait > 0 {
		return wait
	}
	tat = l.fullAt(tat, now).Add(l.rate.Every)
	if own {
		l.store(caller, tat)
	} else {
		l.shared = tat
	}
	return 0
}

// Wait returns what Allow would return, and takes nothing.
func (l *Limiter[K]) Wait(caller K) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	tat, _ := l.find(caller, now)
	return l.wait(tat, now)
}

// find returns when the bucket of the caller is full, and reports whether it is
// the caller's own.
func (l *Limiter[K]) find(caller K, now time.Time) (tat time.Time, own bool) {
	if tat, own = l.recent[caller]; own {
		return tat, true
	}
	if tat, own = l.older[caller]; own {
		return tat, true
	}
	isFull := now.Before(l.fullUntil) && l.fullUntil.Sub(now) <= l.rate.Every
	if len(l.recent) >= l.half && !isFull {
		l.forget(now)
	}
	if len(l.recent) >= l.half {
		return l.shared, false
	}
	return tat, true
}

// wait returns the time until a bucket that is full at tat holds a token: it lacks
// one for each Every until then.
func (l *Limiter[K]) wait(tat, now time.Time) time.Duration {
	return max(l.fullAt(tat, now).Sub(now)-time.Duration(l.rate.Burst-1)*l.rate.Every, 0)
}

// fullAt returns when a bucket is full, at the earliest now. No bucket is emptier than
// empty: else the clock was set back since, and the bucket counts as full.
func (l *Limiter[K]) fullAt(tat, now time.Time) time.Time {
	if tat.Before(now) || tat.Sub(now) > time.Duration(l.rate.Burst)*l.rate.Every {
		return now
	}
	return tat
}

// store keeps the time of a caller for whom there is room or who is here already.
func (l *Limiter[K]) store(caller K, tat time.Time) {
	if _, older := l.older[caller]; older {
		if len(l.recent) >= l.half {
			l.older[caller] = tat
			return
		}
		delete(l.older, caller)
	}
	l.recent[caller] = tat
}

// forget makes room by forgetting the older callers who have a token. When too
// few have one, it is not tried again before the next token.
func (l *Limiter[K]) forget(now time.Time) {
	kept := map[K]time.Time{}
	for _, callers := range []map[K]time.Time{l.older, l.recent} {
		for caller, tat := range callers {
			if l.wait(tat, now) > 0 {
				kept[caller] = tat
			}
		}
	}
	for caller := range kept {
		delete(l.recent, caller)
	}
	l.older, l.recent = l.recent, kept
	for caller := range l.older {
		if len(l.older) <= l.half {
			break
		}
		delete(l.older, caller)
	}
	if len(kept) >= l.half {
		l.fullUntil = now.Add(l.rate.Every)
	}
}
