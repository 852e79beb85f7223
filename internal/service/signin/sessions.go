package signin

import (
	"context"
	"errors"
	"time"

	"myphoto/internal/service/internal/names"
	"myphoto/internal/store"
)

// FindCtx returns the content of a live session, and reports whether there is one
// (scs.CtxStore).
func (s *Service) FindCtx(ctx context.Context, token string) (content []byte, found bool, err error) {
	err = s.config.Store.Read(ctx, func(tx *store.Tx) error {
		hash, sealed, err := s.session(ctx, tx, token)
		if err != nil {
			return err
		}
		content, err = s.config.Values.Open(sealed, names.Session(hash))
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return nil, false, nil
	}
	return content, err == nil, err
}

// session returns the keyed hash of a live session and its sealed content;
// [store.ErrNotFound] when there is none. Every live key is tried, so that changing
// the key signs nobody out.
func (s *Service) session(ctx context.Context, tx *store.Tx, token string) (hash, sealed []byte, err error) {
	for _, hash := range s.config.Hashes.All(names.HashSession, token) {
		sealed, err := tx.Session(ctx, hash, s.config.Now())
		if !errors.Is(err, store.ErrNotFound) {
			return hash, sealed, err
		}
	}
	return nil, nil, store.ErrNotFound
}

// CommitCtx keeps the content of a session until the given time (scs.CtxStore).
func (s *Service) CommitCtx(ctx context.Context, token string, content []byte, until time.Time) error {
	return s.config.Store.WriteUnlogged(ctx, func(tx *store.Tx) error {
		return s.saveSession(ctx, tx, token, content, until)
	})
}

// saveSession saves a session under the current key alone.
func (s *Service) saveSession(ctx context.Context, tx *store.Tx, token string, content []byte, until time.Time) error {
	hashes := s.config.Hashes.All(names.HashSession, token)
	for _, former := range hashes[1:] {
		if err := tx.DeleteSession(ctx, former); err != nil {
			return err
		}
	}
	return tx.SaveSession(ctx, hashes[0], s.config.Values.Seal(content, names.Session(hashes[0])), until)
}

// Extend keeps new content of a session that is still live. It does nothing for
// one that ended meanwhile: a request that was under way while its visitor signed
// out must not bring the session back.
func (s *Service) Extend(ctx context.Context, token string, content []byte, until time.Time) error {
	err := s.config.Store.WriteUnlogged(ctx, func(tx *store.Tx) error {
		if _, _, err := s.session(ctx, tx, token); err != nil {
			return err
		}
		return s.saveSession(ctx, tx, token, content, until)
	})
	if errors.Is(err, store.ErrNotFound) {
		err = nil
	}
	return err
}

// DeleteCtx ends a session (scs.CtxStore).
func (s *Service) DeleteCtx(ctx context.Context, token string) error {
	return s.config.Store.WriteUnlogged(ctx, func(tx *store.Tx) error {
		for _, hash := range s.config.Hashes.All(names.HashSession, token) {
			if err := tx.DeleteSession(ctx, hash); err != nil {
				return err
			}
		}
		return nil
	})
}

// Find is FindCtx for callers without a context (scs.Store).
func (s *Service) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx for callers without a context (scs.Store).
func (s *Service) Commit(token string, content []byte, until time.Time) error {
	return s.CommitCtx(context.Background(), token, content, until)
}

// Delete is DeleteCtx for callers without a context (scs.Store).
func (s *Service) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }
