package admin

import (
	"context"
	"errors"
	"fmt"

	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/names"
	"myphoto/internal/store"
)

// rekeyBatch is how many records one transaction moves to another key, so that
// nobody waits for long.
const rekeyBatch = 100

// move is one kind of records that is moved to the current key: next moves at most
// rekeyBatch of them, and returns how many it moved.
type move struct {
	what string
	next func(ctx context.Context, tx *store.Tx) (int, error)
}

// Rewrap moves to the current master key, and to the newest generation of the key
// of small values, whatever depends on another: in batches, while the service runs.
// When it is interrupted, the next call continues. Progress is called after each
// batch with what was moved and how many so far.
func (s *Service) Rewrap(ctx context.Context, progress func(what string, done int)) error {
	return s.rekey(ctx, journal.RewrapKeys, progress, []move{
		{"keys of the service", s.rewrapServiceKeys},
		{"keys of uploads", s.rewrapUploadKeys},
		{"people", s.resealAliases},
		{"studios", s.resealStudios},
		{"employments", s.resealEmployments},
		{"published keys", s.resealPublishedKeys},
	})
}

// Rehash moves to the current look-up key whatever can be hashed anew: people, codes
// that were claimed, and pictures. The rest moves when it is next used, or ends.
func (s *Service) Rehash(ctx context.Context, progress func(what string, done int)) error {
	return s.rekey(ctx, journal.RehashKeys, progress, []move{
		{"people", s.rehashAliases}, {"codes", s.rehashCodes}, {"pictures", s.rehashPictures},
	})
}

func (s *Service) rekey(ctx context.Context, act journal.Act, progress func(string, int), moves []move) error {
	if err := s.config.Keys.CheckAdopted(ctx); err != nil {
		return err
	}
	for _, m := range moves {
		for done := 0; ; {
			n, err := s.rekeyNext(ctx, act, m)
			if errors.Is(err, store.ErrNothing) {
				break
			}
			if err != nil {
				return fmt.Errorf("%s: %w", m.what, err)
			}
			done += n
			progress(m.what, done)
		}
	}
	return s.config.Store.Truncate(ctx) // what the former key sealed must not stay on the disk
}

// rekeyNext moves the next batch; [store.ErrNothing] when nothing is left.
func (s *Service) rekeyNext(ctx context.Context, act journal.Act, m move) (n int, err error) {
	event := journal.ByCommand(act, s.config.By)
	err = s.config.Store.Write(ctx, event, func(tx *store.Tx) error {
		if n, err = m.next(ctx, tx); err != nil {
			return err
		}
		if n == 0 {
			return store.ErrNothing
		}
		event.Facts["records"], event.Facts["count"] = m.what, fmt.Sprint(n)
		return nil
	})
	return n, err
}

func (s *Service) rewrapServiceKeys(ctx context.Context, tx *store.Tx) (int, error) {
	list, err := tx.ServiceKeysUnder(ctx, s.config.Master.Current(), rekeyBatch)
	for _, kept := range list {
		if err == nil {
			err = s.rewrapServiceKey(ctx, tx, kept)
		}
	}
	return len(list), err
}

func (s *Service) rewrapServiceKey(ctx context.Context, tx *store.Tx, kept store.WrappedServiceKey) error {
	secret, err := s.config.Master.Unwrap(kept.Wrapped, names.ServiceKey(kept.ID))
	if err != nil {
		return fmt.Errorf("open key %s: %w", kept.ID, err)
	}
	wrapped, err := s.config.Master.Wrap(secret, names.ServiceKey(kept.ID))
	if err != nil {
		return fmt.Errorf("wrap key %s: %w", kept.ID, err)
	}
	return tx.RewrapServiceKey(ctx, kept, wrapped)
}

func (s *Service) rewrapUploadKeys(ctx context.Context, tx *store.Tx) (int, error) {
	list, err := tx.UploadKeysUnder(ctx, s.config.Master.Current(), rekeyBatch)
	for _, kept := range list {
		if err == nil {
			err = s.config.Vault.Rewrap(ctx, tx, kept)
		}
	}
	return len(list), err
}

func (s *Service) resealAliases(ctx context.Context, tx *store.Tx) (int, error) {
	list, err := tx.AliasesSealedBefore(ctx, s.config.Values.Current(), rekeyBatch)
	return s.rekeyAliases(ctx, tx, list, err)
}

func (s *Service) rehashAliases(ctx context.Context, tx *store.Tx) (int, error) {
	list, err := tx.AliasesHashedBefore(ctx, s.config.Hashes.Current(), rekeyBatch)
	return s.rekeyAliases(ctx, tx, list, err)
}

func (s *Service) rekeyAliases(ctx context.Context, tx *store.Tx, list []store.Alias, err error) (int, error) {
	for _, alias := range list {
		if err == nil {
			err = s.config.Subjects.Rekey(ctx, tx, alias)
		}
	}
	return len(list), err
}

func (s *Service) resealStudios(ctx context.Context, tx *store.Tx) (int, error) {
	return tx.ResealStudios(ctx, s.config.Values.Current(), rekeyBatch, func(studio store.Studio) ([]byte, error) {
		return s.resealText(studio.SealedName, names.Studio(studio.Owner))
	})
}

func (s *Service) resealEmployments(ctx context.Context, tx *store.Tx) (int, error) {
	return tx.ResealEmployments(ctx, s.config.Values.Current(), rekeyBatch, func(e store.Employment) ([]byte, error) {
		return s.resealText(e.SealedLabel, names.Employment(e.ID))
	})
}

// resealText seals a small value under the current generation.
func (s *Service) resealText(sealed []byte, name string) ([]byte, error) {
	text, err := s.config.Values.OpenText(sealed, name)
	return s.config.Values.SealText(text, name), err
}

func (s *Service) resealPublishedKeys(ctx context.Context, tx *store.Tx) (int, error) {
	return tx.ResealPublishedKeys(ctx, s.config.Values.Current(), rekeyBatch, func(k store.PublishedKey) ([]byte, error) {
		public, err := s.config.Values.Open(k.Sealed, names.PublishedKey(k.Kind))
		return s.config.Values.Seal(public, names.PublishedKey(k.Kind)), err
	})
}

func (s *Service) rehashCodes(ctx context.Context, tx *store.Tx) (int, error) {
	list, err := tx.UploadsUnder(ctx, s.config.Hashes.Current(), rekeyBatch)
	for _, u := range list {
		if err == nil {
			err = s.rehashCode(ctx, tx, u)
		}
	}
	return len(list), err
}

func (s *Service) rehashCode(ctx context.Context, tx *store.Tx, u store.Upload) error {
	code, err := s.config.Vault.Code(ctx, tx, u)
	if err != nil {
		return err
	}
	u.CodeHash = s.config.Hashes.Sum(names.HashCode, code.Reveal())
	return tx.SaveUpload(ctx, u)
}

func (s *Service) rehashPictures(ctx context.Context, tx *store.Tx) (int, error) {
	list, err := tx.PicturesUnder(ctx, s.config.Hashes.Current(), rekeyBatch)
	for _, file := range list {
		if err == nil {
			err = s.config.Vault.RehashPicture(ctx, tx, file)
		}
	}
	return len(list), err
}
