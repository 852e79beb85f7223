package ratelimit

import (
	"context"
	"sync"
	"time"
)

// Concurrency let a number of requests of each caller run at the same time; the next
// ones wait a while for one of them to end. They are safe for use by many
// requests at once.
type Concurrency[K comparable] struct {
	each     int
	patience time.Duration

	mu     sync.Mutex
	tables map[K]*table // of callers who sit or wait now
}

type table struct {
	seats chan struct{} // one for each request that runs
	users int           // requests that run or wait
}

// NewConcurrency makes so many seats for each caller; a request waits for one at
// most as long as patience.
func NewConcurrency[K comparable](each int, patience time.Duration) *Concurrency[K] {
	return &Concurrency[K]{each: each, patience: patience, tables: map[K]*table{}}
}

// Acquire gives a seat, and the function that gives it back, to be called once;
// false when none became free in time or ctx ended.
func (s *Concurrency[K]) Acquire(ctx context.Context, caller K) (free func(), ok bool) {
	t := s.join(caller)
	select {
	case t.seats <- struct{}{}:
		return func() { <-t.seats; s.leave(caller, t) }, true
	default:
	}
	ctx, stop := context.WithTimeout(ctx, s.patience)
	defer stop()
	select {
	case t.seats <- struct{}{}:
		return func() { <-t.seats; s.leave(caller, t) }, true
	case <-ctx.Done():
		s.leave(caller, t)
		return nil, false
	}
}

func (s *Concurrency[K]) join(caller K) *table {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.tables[caller]
	if t == nil {
		t = &table{seats: make(chan struct{}, s.each)}
		s.tables[caller] = t
	}
	t.users++
	return t
}

func (s *Concurrency[K]) leave(caller K, t *table) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t.users--; t.users == 0 {
		delete(s.tables, caller)
	}
}
