package counts

import (
	"context"
	"errors"

	"myphoto/internal/store/db"
)

// Counter names a count of uses in one period.
type Counter struct {
	Kind   string
	Key    []byte // who or what is counted
	Period string // begins with the date: "2026-11-21" or "2026-11-21T15"
}

// Spend adds a use to a counter that is below the limit, and reports whether it
// was below.
func (c Counts) Spend(ctx context.Context, of Counter, limit int) (bool, error) {
	rows, err := c.q.Spend(ctx, db.SpendParams{Kind: of.Kind, Key: of.Key, Day: of.Period, MaxUsed: int64(limit)})
	return rows == 1, err
}

// Spent returns the number of uses that a counter has.
func (c Counts) Spent(ctx context.Context, of Counter) (int, error) {
	used, err := c.q.Spent(ctx, db.SpentParams{Kind: of.Kind, Key: of.Key, Day: of.Period})
	if errors.Is(err, db.ErrNotFound) {
		return 0, nil
	}
	return int(used), err
}
