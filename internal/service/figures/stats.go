package figures

import (
	"context"
	"errors"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/photo/stats"
	"myphoto/internal/store"
	"myphoto/internal/store/counts"
)

// Stats returns the statistics of the rules at the operator's studio beside those
// of all studios, where these do not reveal which studio they come from.
func (s *Service) Stats(ctx context.Context, who photo.Operator) (stats.Report, error) {
	since := stats.Since(s.config.Now())
	var here, all []spec.TallyCount
	var studios map[photo.ProfileID]int
	err := s.config.Store.Read(ctx, func(tx *store.Tx) error {
		var faults [3]error
		here, faults[0] = tx.Counted(ctx, who.At(), since)
		all, faults[1] = tx.Counted(ctx, counts.AllStudios, since)
		studios, faults[2] = tx.CountedStudios(ctx, since)
		return errors.Join(faults[:]...)
	})
	return stats.New(since, here, stats.WithoutFewStudios(all, studios)), err
}
