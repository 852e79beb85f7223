package store

import (
	"context"
	"fmt"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/store/db"
)

// AllStudios stands for every studio in [Tx.Counted].
const AllStudios photo.StudioID = ""

// CountTallies adds the marks that a verdict makes to those of a studio and of
// the month in Athens.
func (tx *Tx) CountTallies(ctx context.Context, studio photo.StudioID, now time.Time, marks []spec.Tally) error {
	for _, mark := range marks {
		err := tx.q.AddTally(ctx, db.AddTallyParams{
			StudioID: studio, Month: athensMonth(now), Profile: mark.Profile, Version: int64(mark.Version),
			Rule: mark.Rule, Outcome: mark.Outcome,
		})
		if err != nil {
			return fmt.Errorf("count rule: %w", err)
		}
	}
	return nil
}

// Counted gives the marks of a studio, or of all, from the month of a day on.
func (tx *Tx) Counted(ctx context.Context, studio photo.StudioID, since time.Time) ([]spec.TallyCount, error) {
	rows, err := tx.q.Tallies(ctx, db.TalliesParams{StudioID: studio, Since: athensMonth(since)})
	if err != nil {
		return nil, fmt.Errorf("load tallies: %w", err)
	}
	counts := make([]spec.TallyCount, len(rows))
	for i, row := range rows {
		counts[i] = spec.TallyCount{
			Tally: spec.Tally{Profile: row.Profile, Version: int(row.Version), Rule: row.Rule, Outcome: row.Outcome},
			N:     int(row.N),
		}
	}
	return counts, nil
}

// CountedStudios tells how many studios the marks of each document come from.
func (tx *Tx) CountedStudios(ctx context.Context, since time.Time) (map[photo.ProfileID]int, error) {
	rows, err := tx.q.TallyStudios(ctx, athensMonth(since))
	if err != nil {
		return nil, fmt.Errorf("count studios of tallies: %w", err)
	}
	studios := make(map[photo.ProfileID]int, len(rows))
	for _, row := range rows {
		studios[row.Profile] = int(row.Studios)
	}
	return studios, nil
}

// athensMonth writes the month of a moment in Athens: 2026-11.
func athensMonth(at time.Time) string { return at.In(photo.Athens()).Format("2006-01") }
