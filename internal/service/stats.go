package service

import (
	"context"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/store"
)

// statsMonths is how far back the statistics of the rules reach, the month
// that runs included.
const statsMonths = 12

// Stats tells how often the rules spoke, at one studio and at all of them,
// since the first day of a month.
type Stats struct {
	Since     time.Time
	Judged    int                   // verdicts of the studio, of all its documents
	Documents []photo.DocumentStats // those the studio made pictures for, in the order of the form
}

// Stats gives the statistics of the operator's studio beside those of all.
// They know neither pictures nor persons.
func (s *Studios) Stats(ctx context.Context, who photo.Operator) (Stats, error) {
	now := s.Now().In(photo.Athens())
	first := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, now.Location()).AddDate(0, 1-statsMonths, 0)
	var here, all []photo.Counted
	err := s.Store.Read(ctx, func(tx *store.Tx) (err error) {
		if here, err = tx.Counted(ctx, who.At(), first); err != nil {
			return err
		}
		all, err = tx.Counted(ctx, "", first)
		return err
	})
	if err != nil {
		return Stats{}, err
	}
	stats := Stats{Since: first}
	for _, p := range photo.Profiles() {
		if d := photo.StatsOf(p.ID, here, all); d.Here.Judged > 0 {
			stats.Documents = append(stats.Documents, d)
			stats.Judged += d.Here.Judged
		}
	}
	return stats, nil
}
