package ratelimit_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"myphoto/internal/ratelimit"
)

type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }

func TestAfterTheBurstTokensComeOneByOne(t *testing.T) {
	t.Parallel()
	c := &clock{time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)}
	b := ratelimit.NewLimiter[string](ratelimit.Rate{Every: 6 * time.Second, Burst: 3}, 10, c.Now)
	for n := range 3 {
		if wait := b.Allow("a"); wait != 0 {
			t.Fatalf("token %d of the burst: wait %v", n, wait)
		}
	}
	for range 5 { // asking again does not make the wait longer
		if wait := b.Allow("a"); wait != 6*time.Second {
			t.Fatalf("beyond the burst: wait %v", wait)
		}
	}
	if b.Allow("b") != 0 {
		t.Error("another caller waits too")
	}
	c.now = c.now.Add(5 * time.Second)
	if wait := b.Allow("a"); wait != time.Second {
		t.Errorf("a second too early: wait %v", wait)
	}
	c.now = c.now.Add(time.Second)
	if b.Allow("a") != 0 || b.Allow("a") == 0 {
		t.Error("six seconds gave not exactly one token")
	}
	c.now = c.now.Add(time.Hour)
	for n := range 4 {
		if wait := b.Allow("a"); (wait != 0) != (n == 3) {
			t.Errorf("token %d after an hour: wait %v; the bucket holds a burst and no more", n, wait)
		}
	}
}

func TestWaitTakesNothing(t *testing.T) {
	t.Parallel()
	c := &clock{time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)}
	b := ratelimit.NewLimiter[string](ratelimit.Rate{Every: time.Second, Burst: 1}, 10, c.Now)
	for range 5 {
		if b.Wait("a") != 0 {
			t.Fatal("Wait took a token")
		}
	}
	if b.Allow("a") != 0 || b.Wait("a") != time.Second {
		t.Error("Wait does not return what Allow would")
	}
}

// A caller with ever new addresses must neither fill the memory nor cause
// callers who keep coming to be forgotten.
func TestOnlyCallersWhoStayAwayAreForgotten(t *testing.T) {
	t.Parallel()
	c := &clock{time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)}
	b := ratelimit.NewLimiter[string](ratelimit.Rate{Every: time.Hour, Burst: 400}, 10, c.Now)
	for range 300 {
		b.Allow("gone")
	}
	for n := range 1604 {
		b.Allow(fmt.Sprint(n))
		if n%4 == 0 && (b.Allow("busy") == 0) != (n/4 < 400) {
			t.Fatalf("token %d of a caller who never went away: its bucket was filled by others", n/4)
		}
	}
	for range 399 {
		if b.Allow("gone") != 0 {
			t.Fatal("after many others a caller is still known: the memory is not bounded")
		}
	}
}

// A clock that was a year ahead must not lock anybody out for a year.
func TestClockThatIsSetBackLocksNobodyOut(t *testing.T) {
	t.Parallel()
	c := &clock{time.Date(2027, 11, 21, 12, 0, 0, 0, time.UTC)}
	b := ratelimit.NewLimiter[int](ratelimit.Rate{Every: time.Minute, Burst: 2}, 10, c.Now)
	for n := range 100 {
		b.Allow(n % 20)
		b.Allow(n % 20)
	}
	c.now = c.now.AddDate(-1, 0, 0)
	for n := range 20 {
		for token := range 3 {
			if wait := b.Allow(n); (wait != 0) != (token == 2) {
				t.Errorf("token %d of caller %d: wait %v; a full bucket has two", token, n, wait)
			}
		}
		c.now = c.now.Add(time.Hour)
	}
}

// Whoever has no token must not get new ones by inventing others.
func TestCallerWithoutATokenIsNeverForgotten(t *testing.T) {
	t.Parallel()
	c := &clock{time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)}
	b := ratelimit.NewLimiter[string](ratelimit.Rate{Every: time.Minute, Burst: 2}, 10, c.Now)
	b.Allow("guesser")
	b.Allow("guesser")
	for n := range 1000 {
		b.Allow(fmt.Sprint(n))
		if b.Wait("guesser") == 0 {
			t.Fatalf("forgotten after %d others", n)
		}
	}
	c.now = c.now.Add(time.Minute)
	if b.Allow("guesser") != 0 || b.Allow("guesser") == 0 {
		t.Error("a minute gave not exactly one token")
	}
}

// A table full of callers without a token has no place for new ones. Neither may
// it grow, nor may new callers be served without a limit.
func TestNewCallersShareOneBucketWhereNoneCanBeForgotten(t *testing.T) {
	t.Parallel()
	c := &clock{time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)}
	b := ratelimit.NewLimiter[int](ratelimit.Rate{Every: time.Minute, Burst: 1}, 10, c.Now)
	served := 0
	for n := range 1000 {
		if b.Allow(n) == 0 {
			served++
		}
	}
	if served > 11 {
		t.Errorf("%d callers were served from a table of 10", served)
	}
	c.now = c.now.Add(time.Minute)
	if b.Allow(2000) != 0 {
		t.Error("still full when all have tokens again")
	}
}

func TestRequestsBeyondTheLimitWaitAndThenFail(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limit := ratelimit.NewConcurrency[string](2, 3*time.Second)
		one, _ := limit.Acquire(t.Context(), "a")
		two, ok := limit.Acquire(t.Context(), "a")
		if !ok {
			t.Fatal("the second slot is not free")
		}
		other, ok := limit.Acquire(t.Context(), "b")
		if !ok {
			t.Fatal("one caller takes another's slots")
		}
		other()
		began := time.Now()
		if _, ok := limit.Acquire(t.Context(), "a"); ok || time.Since(began) != 3*time.Second {
			t.Errorf("the third: %t after %v", ok, time.Since(began))
		}
		var waiting sync.WaitGroup
		waiting.Go(func() {
			three, ok := limit.Acquire(t.Context(), "a")
			if !ok {
				t.Error("a request that waited did not get the slot that became free")
				return
			}
			three()
		})
		synctest.Wait()
		one()
		waiting.Wait()
		gone, leave := context.WithCancel(t.Context())
		leave()
		three, _ := limit.Acquire(t.Context(), "a")
		if _, ok := limit.Acquire(gone, "a"); ok {
			t.Error("a caller who has gone got a slot")
		}
		two()
		three()
	})
}

func TestClockSetBackDoesNotCloseTheDoor(t *testing.T) {
	t.Parallel()
	c := &clock{time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)}
	b := ratelimit.NewLimiter[string](ratelimit.Rate{Every: 6 * time.Second, Burst: 3}, 10, c.Now)
	for range 3 {
		b.Allow("a")
	}
	c.now = c.now.Add(-3 * time.Hour)
	if wait := b.Allow("a"); wait != 0 {
		t.Errorf("wait %v", wait)
	}
}
