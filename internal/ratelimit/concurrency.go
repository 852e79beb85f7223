package ratelimit

import (
	"context"
	"sync"
	"time"
)

// Concurrency lets a number of requests of each caller run at the same time;
// further requests wait a while for one of them to end. It is safe for
// concurrent use.
type Concurrency[K comparable] struct {
	maxRunning int
	maxWait    time.Duration

	mu    sync.Mutex
	slots map[K]*slots // of callers with requests that run or wait
}

type slots struct {
	taken chan struct{} // one for each request that runs
	users int           // requests that run or wait
}

// NewConcurrency returns a limit of maxRunning requests for each caller; a
// request waits for a slot for at most maxWait.
func NewConcurrency[K comparable](maxRunning int, maxWait time.Duration) *Concurrency[K] {
	return &Concurrency[K]{maxRunning: maxRunning, maxWait: maxWait, slots: map[K]*slots{}}
}

// Acquire takes a slot of the caller and returns the function that releases it,
// to be called once. It returns false when no slot became free in time or ctx
// ended.
func (c *Concurrency[K]) Acquire(ctx context.Context, caller K) (release func(), ok bool) {
	s := c.join(caller)
	select {
	case s.taken <- struct{}{}:
		return func() { <-s.taken; c.leave(caller, s) }, true
	default:
	}
	ctx, stop := context.WithTimeout(ctx, c.maxWait)
	defer stop()
	select {
	case s.taken <- struct{}{}:
		return func() { <-s.taken; c.leave(caller, s) }, true
	case <-ctx.Done():
		c.leave(caller, s)
		return nil, false
	}
}

func (c *Concurrency[K]) join(caller K) *slots {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.slots[caller]
	if s == nil {
		s = &slots{taken: make(chan struct{}, c.maxRunning)}
		c.slots[caller] = s
	}
	s.users++
	return s
}

func (c *Concurrency[K]) leave(caller K, s *slots) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if s.users--; s.users == 0 {
		delete(c.slots, caller)
	}
}
