package counts

import (
	"context"
	"fmt"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/store/db"
)

// AllStudios stands for every studio in [Counts.Counted].
const AllStudios photo.StudioID = ""

// CountTallies adds the tallies of a verdict to the counts of a studio in the
// month of now in Athens.
func (c Counts) CountTallies(ctx context.Context, studio photo.StudioID, now time.Time, tallies []spec.Tally) error {
	for _, t := range tallies {
		err := c.q.AddTally(ctx, db.AddTallyParams{
			StudioID: studio, Month: athensMonth(now), Profile: t.Profile, Version: int64(t.Version),
			Rule: t.Rule, Outcome: t.Outcome,
		})
		if err != nil {
			return fmt.Errorf("count rule: %w", err)
		}
	}
	return nil
}

// Counted returns the counts of a studio, or of [AllStudios] together, from the
// month of since on.
func (c Counts) Counted(ctx context.Context, studio photo.StudioID, since time.Time) ([]spec.TallyCount, error) {
	rows, err := c.q.Tallies(ctx, db.TalliesParams{StudioID: studio, Since: athensMonth(since)})
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

// CountedStudios returns, for each document, the number of studios that have a
// verdict from the month of since on.
func (c Counts) CountedStudios(ctx context.Context, since time.Time) (map[photo.ProfileID]int, error) {
	rows, err := c.q.TallyStudios(ctx, athensMonth(since))
	if err != nil {
		return nil, fmt.Errorf("count studios of tallies: %w", err)
	}
	studios := make(map[photo.ProfileID]int, len(rows))
	for _, row := range rows {
		studios[row.Profile] = int(row.Studios)
	}
	return studios, nil
}

// athensMonth returns the month of a moment in Athens, like "2026-11".
func athensMonth(at time.Time) string { return at.In(photo.Athens()).Format("2006-01") }
