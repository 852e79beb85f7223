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
}

// NewLimiter returns a limiter for at most maxCallers callers (two or more).
// Beyond that, the callers who have been away longest are forgotten; their
// buckets are full when they return.
func NewLimiter[K comparable](rate Rate, maxCallers int, now func() time.Time) *Limiter[K] {
	return &Limiter[K]{rate: rate, half: max(maxCallers/2, 1), now: now, recent: map[K]time.Time{}}
}

// Allow takes a token of the caller and returns 0. When there is none, it takes
// nothing and returns the time until the next one.
func (l *Limiter[K]) Allow(caller K) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	tat, wait := l.peek(caller)
	if wait == 0 {
		tat = tat.Add(l.rate.Every)
	}
	l.store(caller, tat)
	return wait
}

// Wait returns what Allow would return, and takes nothing.
func (l *Limiter[K]) Wait(caller K) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, wait := l.peek(caller)
	return wait
}

// peek returns when the bucket is full, at the earliest now, and the time until
// it holds a token: it lacks one token for each Every until it is full.
func (l *Limiter[K]) peek(caller K) (tat time.Time, wait time.Duration) {
	now := l.now()
	tat, ok := l.recent[caller]
	if !ok {
		tat = l.older[caller]
	}
	// No bucket is emptier than empty: else the clock was set back since.
	if tat.Before(now) || tat.Sub(now) > time.Duration(l.rate.Burst)*l.rate.Every {
		tat = now
	}
	return tat, max(tat.Sub(now)-time.Duration(l.rate.Burst-1)*l.rate.Every, 0)
}

func (l *Limiter[K]) store(caller K, tat time.Time) {
	if _, known := l.recent[caller]; !known && len(l.recent) >= l.half {
		l.older, l.recent = l.recent, map[K]time.Time{}
	}
	l.recent[caller] = tat
}
