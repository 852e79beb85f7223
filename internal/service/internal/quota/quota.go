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

// recordEvery is how often a repeated refusal of one actor is recorded.
const recordEvery = time.Minute

// Quota uses up the limits of actors, and refuses actors who act too often.
type Quota struct {
	store    *store.Store
	recorded *ratelimit.Limiter[string] // of recorded refusals, by actor
}

// New returns a quota that remembers no actor.
func New(s *store.Store, now func() time.Time) *Quota {
	return &Quota{s, ratelimit.NewLimiter[string](ratelimit.Rate{Every: recordEvery, Burst: 1}, MaxActors, now)}
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

// TooOften refuses the act of an identified actor, who may try again after wait. Only
// the first refusal in a minute is recorded: otherwise the actor could flood the
// ledger.
func (q *Quota) TooOften(ctx context.Context, event *ledger.Event, wait time.Duration) error {
	refusal := photo.TooManyRequests(wait)
	if q.recorded.Allow(event.Actor) > 0 {
		return refusal
	}
	return q.store.Refuse(ctx, event, refusal)
}
