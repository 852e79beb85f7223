package signin

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/names"
	"myphoto/internal/store"
)

// MaxSessions is the number of sessions that one person may have at the same time
// (ASVS 7.1.2). One more ends the session that was seen first. Sign-ins that still
// lack the one-time code are not counted: otherwise somebody who knows the password
// alone could end the sessions of the person.
const MaxSessions = 10

// SessionRecord is what is kept of one browser. The content is opaque to the
// service, which seals it.
type SessionRecord struct {
	Visitor Visitor // who signed in; zero before a sign-in
	Content []byte
	Until   time.Time
}

// FindCtx returns the content of a live session, and reports whether there is one
// (scs.CtxStore).
func (s *Service) FindCtx(ctx context.Context, token string) (content []byte, found bool, err error) {
	err = s.config.Store.Read(ctx, func(tx *store.Tx) error {
		kept, err := s.session(ctx, tx, token)
		if err != nil {
			return err
		}
		content, found = s.openSession(ctx, kept)
		return nil
	})
	if errors.Is(err, store.ErrNotFound) {
		return nil, false, nil
	}
	return content, found, err
}

// openSession returns the content of a session, and reports whether the service wrote
// its row as it is. What somebody else wrote or changed is no session.
func (s *Service) openSession(ctx context.Context, kept store.Session) ([]byte, bool) {
	content, err := s.config.Values.Open(kept.Sealed, nameOfSession(kept))
	if err != nil {
		s.config.Log.ErrorContext(ctx, "a session was not written by this service", "session", journal.ID(kept.ID), "error", err)
	}
	return content, err == nil
}

func nameOfSession(r store.Session) string {
	return names.Session(r.Hash, r.ID, r.Subject, r.Verified, r.Until)
}

// session returns a live session; [store.ErrNotFound] when there is none. Every live
// key is tried, so that changing the key signs nobody out.
func (s *Service) session(ctx context.Context, tx *store.Tx, token string) (store.Session, error) {
	for _, hash := range s.config.Hashes.All(names.HashSession, token) {
		kept, err := tx.Session(ctx, hash, s.config.Now())
		if !errors.Is(err, store.ErrNotFound) {
			return kept, err
		}
	}
	return store.Session{}, store.ErrNotFound
}

// SaveSession keeps a session under a new token. Where the person has more than
// [MaxSessions] then, those seen first end.
func (s *Service) SaveSession(ctx context.Context, token string, r SessionRecord) error {
	return s.config.Store.WriteUnlogged(ctx, func(tx *store.Tx) error { return s.saveSession(ctx, tx, token, r) })
}

func (s *Service) saveSession(ctx context.Context, tx *store.Tx, token string, r SessionRecord) error {
	kept := s.sealed(token, r)
	if err := tx.SaveSession(ctx, kept); err != nil || !kept.Verified {
		return err
	}
	if err := s.dropForged(ctx, tx, kept.Subject); err != nil {
		return err
	}
	return tx.EndOldestSessions(ctx, kept.Subject, MaxSessions)
}

// dropForged deletes the rows of a person's sessions that the service did not write:
// they would end the true ones.
func (s *Service) dropForged(ctx context.Context, tx *store.Tx, who photo.SubjectID) error {
	for {
		list, err := tx.Sessions(ctx, who, s.config.Now(), maxListed)
		if err != nil {
			return fmt.Errorf("load sessions: %w", err)
		}
		dropped := 0
		for _, one := range list {
			if _, written := s.openSession(ctx, one); written {
				continue
			}
			if err := tx.DeleteSession(ctx, one.Hash); err != nil {
				return err
			}
			dropped++
		}
		if dropped < maxListed {
			return nil
		}
	}
}

// RenewSession moves a session that is still live from its former token to a new one;
// [photo.ErrSignIn] for one that ended meanwhile, which a request that was under way
// must not bring back.
func (s *Service) RenewSession(ctx context.Context, former, token string, r SessionRecord) error {
	err := s.config.Store.WriteUnlogged(ctx, func(tx *store.Tx) error {
		kept, err := s.session(ctx, tx, former)
		if err != nil {
			return err
		}
		return errors.Join(tx.DeleteSession(ctx, kept.Hash), s.saveSession(ctx, tx, token, r))
	})
	if errors.Is(err, store.ErrNotFound) {
		err = photo.ErrSignIn
	}
	return err
}

// ExtendSession keeps new content of a session that is still live, under the current
// key. It does nothing for one that ended meanwhile: a request that was under way
// while its visitor signed out must not bring the session back.
func (s *Service) ExtendSession(ctx context.Context, token string, r SessionRecord) error {
	err := s.config.Store.WriteUnlogged(ctx, func(tx *store.Tx) error {
		former, err := s.session(ctx, tx, token)
		if err != nil {
			return err
		}
		return errors.Join(tx.DeleteSession(ctx, former.Hash), tx.SaveSession(ctx, s.sealed(token, r)))
	})
	if errors.Is(err, store.ErrNotFound) {
		err = nil
	}
	return err
}

func (s *Service) sealed(token string, r SessionRecord) store.Session {
	kept := store.Session{
		Hash: s.config.Hashes.Sum(names.HashSession, token), ID: r.Visitor.Person.Session, Subject: r.Visitor.Person.Subject,
		Verified: r.Visitor.Stage > StageOTP, Until: r.Until.Truncate(time.Microsecond),
	}
	kept.Sealed = s.config.Values.Seal(r.Content, nameOfSession(kept))
	return kept
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

// Delete is DeleteCtx for callers without a context (scs.Store).
func (s *Service) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// maxListed bounds how many sessions or browsers of one person are read, and how many
// people's records of one browser.
const maxListed = 100

// Sessions returns the contents of the person's live sessions, those seen last
// first.
func (s *Service) Sessions(ctx context.Context, v Visitor) (contents [][]byte, err error) {
	err = s.config.Store.Read(ctx, func(tx *store.Tx) error {
		list, err := tx.Sessions(ctx, v.Person.Subject, s.config.Now(), maxListed)
		if err != nil {
			return err
		}
		for _, one := range list {
			if content, written := s.openSession(ctx, one); written {
				contents = append(contents, content)
			}
		}
		return nil
	})
	return contents, err
}

// EndSession ends one session of the person, known by the id in its
// [photo.Person]. It refuses "not-found".
func (s *Service) EndSession(ctx context.Context, v Visitor, id string) error {
	event := journal.ByPerson(journal.EndSession, v.Person, v.Role)
	event.Facts["session"] = journal.ID(id)
	return s.config.Store.WriteSignedIn(ctx, event, v.Person.Session, func(tx *store.Tx) error {
		err := tx.EndSession(ctx, id, v.Person.Subject)
		if errors.Is(err, store.ErrNotFound) {
			return photo.ErrNotFound
		}
		return err
	})
}

// EndOtherSessions ends every session of the person except the one of the visitor,
// and forgets every browser in which the person gave a one-time code.
func (s *Service) EndOtherSessions(ctx context.Context, v Visitor) error {
	event := journal.ByPerson(journal.EndSession, v.Person, v.Role)
	return s.config.Store.WriteSignedIn(ctx, event, v.Person.Session, func(tx *store.Tx) error {
		ended, err := tx.EndOtherSessions(ctx, v.Person.Subject, v.Person.Session)
		if err != nil {
			return err
		}
		forgotten, err := tx.ForgetBrowsers(ctx, v.Person.Subject)
		event.Facts["sessions"], event.Facts["browsers"] = strconv.FormatInt(ended, 10), strconv.FormatInt(forgotten, 10)
		return err
	})
}

// SignOut ends the session of a visitor who wants it. Nothing is recorded for
// somebody who has not signed in.
func (s *Service) SignOut(ctx context.Context, v Visitor) error {
	return s.signOut(ctx, v, journal.ByPerson(journal.SignOut, v.Person, v.Role))
}

// TimeOut ends the session of a visitor of whom nothing was seen for too long.
func (s *Service) TimeOut(ctx context.Context, v Visitor) error {
	event := journal.ByPerson(journal.SignOut, v.Person, v.Role)
	event.Facts["idle"] = "true"
	return s.signOut(ctx, v, event)
}

func (s *Service) signOut(ctx context.Context, v Visitor, event *ledger.Event) error {
	if v.Stage == StageSignIn {
		return nil
	}
	return s.config.Store.Write(ctx, event, func(tx *store.Tx) error {
		err := tx.EndSession(ctx, v.Person.Session, v.Person.Subject)
		if errors.Is(err, store.ErrNotFound) {
			return nil // it expired meanwhile
		}
		return err
	})
}

// SignOutURL returns the address of the provider that ends the provider's own
// session and leads back to a path of ours.
func (s *Service) SignOutURL(path string) string {
	return s.config.Login.SignOutURL(s.config.PublicURL + path)
}
