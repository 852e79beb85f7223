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
	hash := s.config.Hashes.Sum(names.HashSession, token)
	err = s.config.Store.Read(ctx, func(tx *store.Tx) error {
		sealed, err := tx.Session(ctx, hash, s.config.Now())
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

// CommitCtx keeps the content of a session until the given time (scs.CtxStore).
func (s *Service) CommitCtx(ctx context.Context, token string, content []byte, until time.Time) error {
	hash := s.config.Hashes.Sum(names.HashSession, token)
	return s.config.Store.WriteUnlogged(ctx, func(tx *store.Tx) error {
		return tx.SaveSession(ctx, hash, s.config.Values.Seal(content, names.Session(hash)), until)
	})
}

// Extend keeps new content of a session that is still live. It does nothing for
// one that ended meanwhile: a request that was under way while its visitor signed
// out must not bring the session back.
func (s *Service) Extend(ctx context.Context, token string, content []byte, until time.Time) error {
	hash := s.config.Hashes.Sum(names.HashSession, token)
	err := s.config.Store.WriteUnlogged(ctx, func(tx *store.Tx) error {
		if _, err := tx.Session(ctx, hash, s.config.Now()); err != nil {
			return err
		}
		return tx.SaveSession(ctx, hash, s.config.Values.Seal(content, names.Session(hash)), until)
	})
	if errors.Is(err, store.ErrNotFound) {
		err = nil
	}
	return err
}

// DeleteCtx ends a session (scs.CtxStore).
func (s *Service) DeleteCtx(ctx context.Context, token string) error {
	return s.config.Store.WriteUnlogged(ctx, func(tx *store.Tx) error {
		return tx.DeleteSession(ctx, s.config.Hashes.Sum(names.HashSession, token))
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
