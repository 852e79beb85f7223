package store

import (
	"context"
	"fmt"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/store/db"
)

// Count adds the marks of a verdict to the statistics of a studio, in the
// month of now (Athens).
func (tx *Tx) Count(ctx context.Context, studio photo.StudioID, v photo.Verdict, now time.Time) error {
	for _, mark := range v.Tallies() {
		err := tx.AddTally(ctx, db.AddTallyParams{
			StudioID: studio, Month: month(now), Profile: mark.Profile, Version: int64(mark.Version),
			Rule: mark.Rule, Outcome: mark.Outcome,
		})
		if err != nil {
			return fmt.Errorf("count rule: %w", err)
		}
	}
	return nil
}

// Counted gives the marks of a studio, or of all studios where none is named,
// from the month of since (Athens) on.
func (tx *Tx) Counted(ctx context.Context, studio photo.StudioID, since time.Time) ([]photo.Counted, error) {
	rows, err := tx.Tallies(ctx, db.TalliesParams{StudioID: studio, Since: month(since)})
	if err != nil {
		return nil, fmt.Errorf("load tallies: %w", err)
	}
	marks := make([]photo.Counted, 0, len(rows))
	for _, row := range rows {
		marks = append(marks, photo.Counted{
			Tally: photo.Tally{Profile: row.Profile, Version: int(row.Version), Rule: row.Rule, Outcome: row.Outcome}, N: int(row.N),
		})
	}
	return marks, nil
}

func month(at time.Time) string { return photo.AthensDay(at)[:len("2006-01")] }
