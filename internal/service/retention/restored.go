package retention

import (
	"context"
	"errors"
	"fmt"

	"myphoto/internal/service/internal/journal"
	"myphoto/internal/store"
	"myphoto/internal/store/erasures"
)

// ErrRestored means that the database holds uploads or pictures that are on the
// erasure list: it was restored from a backup and the list was not replayed.
var ErrRestored = errors.New("the database holds pictures that were erased: run `myphoto admin replay-erasures` first")

// ErrNoList means that the erasure list, which the first start makes, is missing.
var ErrNoList = erasures.ErrMissing

// Begin makes the erasure list beside a database that holds no event yet. From then
// on a list that is missing was lost, and with it what a backup must not bring back.
func (s *Service) Begin(ctx context.Context) error {
	used := false
	err := s.config.Store.Read(ctx, func(tx *store.Tx) (err error) {
		used, err = tx.HasEvents(ctx)
		return err
	})
	if err != nil || used {
		return err
	}
	return s.config.Erasures.Begin()
}

// CheckList returns [ErrNoList] when the erasure list is missing.
func (s *Service) CheckList() error { return s.config.Erasures.Check() }

// CheckErasures returns [ErrRestored] for a restored database until the erasure list
// was replayed, and [ErrNoList] when the list is missing.
func (s *Service) CheckErasures(ctx context.Context) error {
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
// returns the number of erased uploads; [ErrNoList] when the list is missing. An
// upload whose pictures were replaced since the backup is erased with them: its new
// pictures are lost with the newer database. By is the account that gave the command.
func (s *Service) ReplayErasures(ctx context.Context, by string) (int, error) {
	done := 0
	err := s.config.Erasures.Each(func(id string) error {
		err := s.replay(ctx, id, by)
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
func (s *Service) replay(ctx context.Context, id, by string) error {
	event := journal.ByCommand(journal.EraseByReplay, by)
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
