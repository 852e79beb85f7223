package quota

import (
	"context"
	"time"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/ratelimit"
	"myphoto/internal/store"
)

// MaxActors is the number of actors that one machine remembers for each limit.
const MaxActors = 16_384

// Recorded looks at pictures and downloads of one actor: 60 at once, then one a
// second, so at most 120 in any minute. The page with the most pictures has eleven.
const (
	lookEvery = time.Second
	lookBurst = 60
)

// Files on their way out. Each takes the memory of one chunk, a connection and an
// open file until its reader has all of it. A browser asks for six at once.
const (
	maxSends      = 8   // to one actor
	maxTotalSends = 256 // to everybody
	maxSendWait   = 20 * time.Second
)

// errBusy refuses a file for which there is no place. Its sentence says half a minute.
var errBusy = &photo.Error{Kind: photo.Unavailable, Code: "busy.files", RetryAfter: 30 * time.Second}

// Quota uses up the limits of actors, and refuses actors who act too often.
type Quota struct {
	store *store.Store
	looks *ratelimit.Limiter[string] // recorded, by actor
	sends *ratelimit.Concurrency[string]
	total *ratelimit.Concurrency[struct{}]
}

// New returns a quota that remembers no actor.
func New(s *store.Store, now func() time.Time) *Quota {
	return &Quota{
		store: s,
		looks: ratelimit.NewLimiter[string](ratelimit.Rate{Every: lookEvery, Burst: lookBurst}, MaxActors, now),
		sends: ratelimit.NewConcurrency[string](maxSends, maxSendWait),
		total: ratelimit.NewConcurrency[struct{}](maxTotalSends, maxSendWait),
	}
}

// Look admits the actor of an event, which records a look at pictures, before it is
// recorded. Too many looks are refused with [photo.TooManyRequests]; one for which
// no place becomes free in time with "busy.files". The caller calls release when all
// of the file was sent, or none will be.
func (q *Quota) Look(ctx context.Context, event *ledger.Event) (release func(), err error) {
	if wait := q.looks.Allow(event.Actor); wait > 0 {
		return nil, q.TooOften(ctx, event, wait)
	}
	leave, ok := q.sends.Acquire(ctx, event.Actor)
	if !ok {
		return nil, q.TooOften(ctx, event, maxSendWait)
	}
	free, err := q.Send(ctx)
	if err != nil {
		leave()
		return nil, err
	}
	return func() { free(); leave() }, nil
}

// Send takes one of the places for files on their way out to anybody, and returns
// the function that frees it; "busy.files" when none becomes free in time.
func (q *Quota) Send(ctx context.Context) (release func(), err error) {
	release, ok := q.total.Acquire(ctx, struct{}{})
	if !ok {
		return nil, errBusy
	}
	return release, nil
}

// Spend adds a use to a counter that is below the limit, and reports whether it was
// below. It commits its own write, so that no rollback undoes the use.
func (q *Quota) Spend(ctx context.Context, c store.Counter, limit int) (left bool, err error) {
	err = q.store.WriteUnlogged(ctx, func(tx *store.Tx) error {
		left, err = tx.Spend(ctx, c, limit)
		return err
	})
	return left, err
}

// Left returns the number of uses that are left below the limit of a counter.
func (q *Quota) Left(ctx context.Context, c store.Counter, limit int) (int, error) {
	used := 0
	err := q.store.Read(ctx, func(tx *store.Tx) (err error) {
		used, err = tx.Spent(ctx, c)
		return err
	})
	return max(limit-used, 0), err
}

// TooOften refuses the act of an identified actor, who may try again after wait. The
// store records the first such refusal in a minute.
func (q *Quota) TooOften(ctx context.Context, event *ledger.Event, wait time.Duration) error {
	return q.store.Refuse(ctx, event, photo.TooManyRequests(wait))
}
