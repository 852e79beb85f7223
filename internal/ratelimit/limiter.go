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

// Limiter hold one bucket of tokens for each caller. They are safe for use by
// many requests at once.
type Limiter[K comparable] struct {
	rate Rate
	half int
	now  func() time.Time

	mu sync.Mutex
	// When the bucket of each caller is full again; one that is not here is
	// full. The callers of late are in young; when that has grown to half of
	// all that are kept, old is forgotten and young becomes it.
	young, old map[K]time.Time
}

// NewLimiter makes buckets for at most so many callers (two or more). Beyond
// that, those who have been away longest are forgotten, and start with a full
// bucket when they come again.
func NewLimiter[K comparable](rate Rate, callers int, now func() time.Time) *Limiter[K] {
	return &Limiter[K]{rate: rate, half: max(callers/2, 1), now: now, young: map[K]time.Time{}}
}

// Allow takes a token and gives 0, or, when the bucket is empty, how long it is
// until the next token.
func (b *Limiter[K]) Allow(caller K) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	full, wait := b.look(caller)
	if wait == 0 {
		full = full.Add(b.rate.Every)
	}
	b.keep(caller, full)
	return wait
}

// Wait tells what Take would and takes nothing.
func (b *Limiter[K]) Wait(caller K) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	_, wait := b.look(caller)
	return wait
}

// look gives when the bucket is full, and how long until it holds a token: it
// lacks a token for each Every until it is full.
func (b *Limiter[K]) look(caller K) (full time.Time, wait time.Duration) {
	now := b.now()
	full, ok := b.young[caller]
	if !ok {
		full = b.old[caller]
	}
	if full.Before(now) {
		full = now
	}
	return full, max(full.Sub(now)-time.Duration(b.rate.Burst-1)*b.rate.Every, 0)
}

func (b *Limiter[K]) keep(caller K, full time.Time) {
	if _, known := b.young[caller]; !known && len(b.young) >= b.half {
		b.old, b.young = b.young, map[K]time.Time{}
	}
	b.young[caller] = full
}
