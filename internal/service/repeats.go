package service

import (
	"context"
	"fmt"

	"myphoto/internal/inspect"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/store"
	"myphoto/internal/store/db"
)

const kindRepeat = "repeat"

// repeatName is what the keyed hash of a picture stands for: the content of the
// master, and the studio, so that nobody can tell from the records that two
// studios have the same picture.
func repeatName(studio photo.StudioID, p inspect.Picture) string {
	return string(studio) + "\x00" + string(p.Item) + "\x00" + string(p.SHA256[:])
}

// repeats tells which of the pictures the studio has already sent to somebody
// else. Two uploads made at the same moment do not see each other: it is advice.
func (s *Studios) repeats(ctx context.Context, in *intake) (list []spec.Duplicate, err error) {
	err = s.Store.Read(ctx, func(tx *store.Tx) error {
		for _, p := range in.pictures {
			found, err := s.repeated(ctx, tx, in, p)
			if err != nil {
				return err
			}
			list = append(list, found...)
		}
		return nil
	})
	return list, err
}

// repeated looks for one picture under every look-up key; at most one earlier
// upload is given.
func (s *Studios) repeated(ctx context.Context, tx *store.Tx, in *intake, p inspect.Picture) ([]spec.Duplicate, error) {
	for _, hash := range s.Hashes.All(kindRepeat, repeatName(in.upload.Studio, p)) {
		rows, err := tx.Repeated(ctx, db.RepeatedParams{
			RepeatHash: hash, StudioID: in.upload.Studio, But: in.upload.ID, Now: db.At(s.Now()),
		})
		if err != nil {
			return nil, fmt.Errorf("look for repeated picture: %w", err)
		}
		for _, row := range rows {
			_, earlier, err := s.openDetails(ctx, tx, row)
			if err != nil {
				return nil, err
			}
			if !earlier.Shares(in.reach) {
				return []spec.Duplicate{{Item: p.Item, Upload: row.ID, By: row.BySubjectID, At: row.CreatedAt.Time}}, nil
			}
		}
	}
	return nil, nil
}
