package quota

import (
	"context"
	"time"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/ratelimit"
	"myphoto/internal/store"
)

// MaxActors is how many actors one machine remembers for each limit.
const MaxActors = 16_384

const recordEvery = time.Minute // of a refusal that comes again and again

// Quota spends what actors have, and refuses those who come too often.
type Quota struct {
	store    *store.Store
	recorded *ratelimit.Limiter[string] // by actor
}

// New makes a quota whose memory is empty.
func New(s *store.Store, now func() time.Time) *Quota {
	return &Quota{s, ratelimit.NewLimiter[string](ratelimit.Rate{Every: recordEvery, Burst: 1}, MaxActors, now)}
}

// Spend uses one of the limit of a counter in its own committed write, so that no
// rollback gives it back. It reports whether there was one left.
func (q *Quota) Spend(ctx context.Context, c store.Counter, limit int) (left bool, err error) {
	err = q.store.WriteUnlogged(ctx, func(tx *store.Tx) error {
		left, err = tx.Spend(ctx, c, limit)
		return err
	})
	return left, err
}

// Left returns how many of the limit of a counter are left.
func (q *Quota) Left(ctx context.Context, c store.Counter, limit int) (int, error) {
	used := 0
	err := q.store.Read(ctx, func(tx *store.Tx) (err error) {
		used, err = tx.Spent(ctx, c)
		return err
	})
	return max(limit-used, 0), err
}

// TooOften refuses the act of an identified actor who may come again after wait.
// The first refusal in a minute is recorded; if all were, the ledger itself could
// be flooded.
func (q *Quota) TooOften(ctx context.Context, event *ledger.Event, wait time.Duration) error {
	refusal := photo.TooManyRequests(wait)
	if q.recorded.Allow(event.Actor) > 0 {
		return refusal
	}
	return q.store.Refuse(ctx, event, refusal)
}
