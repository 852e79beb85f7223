package service

import (
	"context"
	"errors"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/photo/stats"
	"myphoto/internal/store"
)

// Stats gives the statistics of the rules at the operator's studio beside
// those of all studios, where these hide who is who.
func (s *Studios) Stats(ctx context.Context, who photo.Operator) (stats.Report, error) {
	since := stats.Since(s.Now())
	var here, all []spec.TallyCount
	var studios map[photo.ProfileID]int
	err := s.Store.Read(ctx, func(tx *store.Tx) error {
		var faults [3]error
		here, faults[0] = tx.Counted(ctx, who.At(), since)
		all, faults[1] = tx.Counted(ctx, store.AllStudios, since)
		studios, faults[2] = tx.CountedStudios(ctx, since)
		return errors.Join(faults[:]...)
	})
	return stats.New(since, here, stats.WithoutFewStudios(all, studios)), err
}

// Stats gives the statistics of the rules over all studios, for those who
// oversee them; Here holds what All would.
func (h *Housekeeping) Stats(ctx context.Context) (stats.Report, error) {
	since := stats.Since(h.Now())
	var all []spec.TallyCount
	err := h.Store.Read(ctx, func(tx *store.Tx) (err error) {
		all, err = tx.Counted(ctx, store.AllStudios, since)
		return err
	})
	return stats.New(since, all, nil), err
}
