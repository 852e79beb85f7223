package retention

import (
	"context"
	"errors"
	"fmt"

	"myphoto/internal/service/internal/journal"
	"myphoto/internal/store"
)

// ErrRestored means that the database holds uploads or pictures that are on the
// erasure list: it was restored from a backup and the list was not replayed.
var ErrRestored = errors.New("the database holds pictures that were erased: run `myphoto admin replay-erasures` first")

// ErrNoList means that uploads were erased and the erasure list does not exist.
var ErrNoList = errors.New("the erasure list is missing: put it back where it was")

// CheckErasures returns [ErrRestored] for a restored database until the erasure list
// was replayed, and [ErrNoList] when the list is missing.
func (s *Service) CheckErasures(ctx context.Context) error {
	var listed int64
	err := s.config.Store.Read(ctx, func(tx *store.Tx) (err error) {
		listed, err = tx.CountListed(ctx)
		return err
	})
	if err != nil {
		return fmt.Errorf("count erased uploads: %w", err)
	}
	if there, err := s.config.Erasures.Exists(); err != nil || listed > 0 && !there {
		return errors.Join(err, ErrNoList)
	}
	return s.config.Erasures.Each(func(id string) error {
		err := s.config.Store.Read(ctx, func(tx *store.Tx) error {
			_, err := tx.Returned(ctx, id)
			return err
		})
		switch {
		case errors.Is(err, store.ErrNotFound):
			return nil
		case err != nil:
			return fmt.Errorf("look for what was erased: %w", err)
		}
		return ErrRestored
	})
}

// ReplayErasures erases again, after a restore, what is on the erasure list, and
// returns the number of erased uploads. An upload whose pictures were replaced since
// the backup is erased with them: its new pictures are lost with the newer database.
func (s *Service) ReplayErasures(ctx context.Context) (int, error) {
	done := 0
	err := s.config.Erasures.Each(func(id string) error {
		err := s.replay(ctx, id)
		switch {
		case errors.Is(err, store.ErrNothing):
			return nil
		case err == nil:
			done++
		}
		return err
	})
	if err != nil {
		return done, err
	}
	_, deleted := s.config.Vault.DeleteFiles(ctx)
	_, listed := s.config.Vault.AppendErasureList(ctx)
	return done, errors.Join(deleted, listed, s.config.Store.Truncate(ctx))
}

// replay erases one upload again, given its id or that of one of its files;
// [store.ErrNothing] when the database does not hold it.
func (s *Service) replay(ctx context.Context, id string) error {
	event := journal.BySystem(journal.EraseByReplay)
	return s.config.Store.Write(ctx, event, func(tx *store.Tx) error {
		u, err := tx.Returned(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			return store.ErrNothing
		}
		if err != nil {
			return fmt.Errorf("load upload: %w", err)
		}
		event.Subject, event.Upload = string(u.Subject), string(u.ID)
		return tx.EraseUpload(ctx, u, "replay", s.config.Now())
	})
}
