package studio

import (
	"context"
	"fmt"

	"myphoto/internal/inspect"
	"myphoto/internal/photo/spec"
	"myphoto/internal/store"
)

// duplicates returns which of the pictures the studio has already sent to
// somebody else. Two uploads made at the same moment do not see each other: it is
// advice.
func (s *Service) duplicates(ctx context.Context, sub submission, pictures []inspect.Picture) (list []spec.Duplicate, err error) {
	err = s.config.Store.Read(ctx, func(tx *store.Tx) error {
		for _, p := range pictures {
			found, err := s.duplicatesOf(ctx, tx, sub, p)
			if err != nil {
				return err
			}
			list = append(list, found...)
		}
		return nil
	})
	return list, err
}

// duplicatesOf searches for one picture under every look-up key; it returns at
// most one earlier upload.
func (s *Service) duplicatesOf(ctx context.Context, tx *store.Tx, sub submission, p inspect.Picture) ([]spec.Duplicate, error) {
	// For whom a ticket is decides nothing: what is told would tell whose it is.
	for _, hash := range s.config.Vault.PictureHashes(sub.upload.Studio, p) {
		uploads, err := tx.UploadsWithPicture(ctx, sub.upload, hash, s.config.Now())
		if err != nil {
			return nil, fmt.Errorf("search duplicate picture: %w", err)
		}
		for _, u := range uploads {
			_, earlier, err := s.config.Vault.Describe(ctx, tx, u)
			if err != nil {
				return nil, err
			}
			if !earlier.Shares(sub.reach) {
				return []spec.Duplicate{{Item: p.Item, Upload: u.ID, By: u.By, At: u.CreatedAt}}, nil
			}
		}
	}
	return nil, nil
}
