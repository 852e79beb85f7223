package service

import (
	"context"
	"errors"

	"myphoto/internal/photo"
	"myphoto/internal/store"
)

// Stats gives the statistics of the rules at the operator's studio beside
// those of all studios.
func (s *Studios) Stats(ctx context.Context, who photo.Operator) (photo.Stats, error) {
	since := photo.StatsSince(s.Now())
	var here, all []photo.TallyCount
	err := s.Store.Read(ctx, func(tx *store.Tx) (err error) {
		var failed error
		here, err = tx.Counted(ctx, who.At(), since)
		all, failed = tx.Counted(ctx, store.AllStudios, since)
		return errors.Join(err, failed)
	})
	return photo.NewStats(since, here, all), err
}
