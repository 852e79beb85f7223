package studio

import (
	"context"

	"myphoto/internal/inspect"
	"myphoto/internal/photo/spec"
	"myphoto/internal/service/internal/vault"
	"myphoto/internal/store"
)

// duplicates returns which of the pictures the studio has already sent to
// somebody else. Two uploads made at the same moment do not see each other: it is
// advice.
func (s *Service) duplicates(ctx context.Context, sub submission, pictures []inspect.Picture) (list []spec.Duplicate, err error) {
	hashes := s.config.Vault.PictureHashes(sub.upload.Studio, pictures)
	err = s.config.Store.Read(ctx, func(tx *store.Tx) error {
		list, err = s.duplicatesOf(ctx, tx, sub, hashes)
		return err
	})
	return list, err
}

func (s *Service) duplicatesOf(ctx context.Context, tx *store.Tx, sub submission, hashes []vault.PictureHash) ([]spec.Duplicate, error) {
	// For whom a ticket is decides nothing: what is told would tell whose it is.
	return s.config.Vault.Duplicates(ctx, tx, vault.Search{Of: sub.upload, Client: sub.reach, Hashes: hashes, Now: s.config.Now()})
}
