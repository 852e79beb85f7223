package admin

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"strconv"
	"time"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/names"
	"myphoto/internal/store"
)

// Register enters an application and its body; it changes nothing when the
// application is there already.
func (s *Service) Register(ctx context.Context, r photo.Registration) error {
	event := s.about(journal.RegisterApplication, r.ID)
	purposes := make([]string, len(r.Purposes))
	for i, p := range r.Purposes {
		purposes[i] = p.ID
	}
	maps.Copy(event.Facts, map[string]string{
		"body": string(r.Body), "items": journal.List(r.Items), "profile": string(r.Profile),
		"purposes": journal.List(purposes), "signature": strconv.FormatBool(r.SignatureApproved),
	})
	err := s.config.Store.Write(ctx, event, func(tx *store.Tx) error {
		exists, err := tx.HasApplication(ctx, r.ID)
		if err != nil {
			return fmt.Errorf("load application: %w", err)
		}
		if exists {
			return store.ErrNothing
		}
		if err := tx.CreateApplication(ctx, r, s.config.Now()); err != nil {
			return fmt.Errorf("save application: %w", err)
		}
		return nil
	})
	if errors.Is(err, store.ErrNothing) {
		err = nil
	}
	return err
}

// Listed is an application as an operator sees it.
type Listed struct {
	photo.Registration

	Secrets int // how many are valid
}

// Applications returns every registered application.
func (s *Service) Applications(ctx context.Context) (list []Listed, err error) {
	err = s.config.Store.Read(ctx, func(tx *store.Tx) error {
		list = nil
		all, err := tx.Applications(ctx)
		if err != nil {
			return fmt.Errorf("load applications: %w", err)
		}
		for _, one := range all {
			secrets, err := tx.Secrets(ctx, one.ID, s.config.Now())
			if err != nil {
				return fmt.Errorf("load secrets: %w", err)
			}
			list = append(list, Listed{one, len(secrets)})
		}
		return nil
	})
	return list, err
}

// AddSecret gives an application another secret. The earlier ones stay valid
// until they are ended, so that secrets can be rotated with an overlap. A secret
// that it has already is not entered twice. It refuses "not-found".
func (s *Service) AddSecret(ctx context.Context, id photo.ApplicationID, secret string) error {
	event := s.about(journal.AddSecret, id)
	err := s.config.Store.Write(ctx, event, func(tx *store.Tx) error {
		if there, err := tx.HasApplication(ctx, id); err != nil || !there {
			return cmp.Or(err, error(photo.ErrNotFound))
		}
		_, err := s.findSecret(ctx, tx, id, secret)
		if err == nil {
			return store.ErrNothing
		}
		if !errors.Is(err, store.ErrNotFound) {
			return err
		}
		event.Facts["secret"] = photo.NewID("key_")
		return tx.CreateSecret(ctx, store.Secret{
			ID: event.Facts["secret"], Application: id, Hash: s.config.Hashes.Sum(names.HashSecret, names.Secret(string(id), secret)),
		}, s.config.Now())
	})
	if errors.Is(err, store.ErrNothing) {
		err = nil
	}
	return err
}

// EndSecret ends one secret of an application from the very next request on, and
// every token that was issued for it. It refuses "not-found".
func (s *Service) EndSecret(ctx context.Context, id photo.ApplicationID, secret string) error {
	event := s.about(journal.EndSecret, id)
	return s.config.Store.Write(ctx, event, func(tx *store.Tx) error {
		found, err := s.findSecret(ctx, tx, id, secret)
		if errors.Is(err, store.ErrNotFound) {
			return photo.ErrNotFound
		}
		if err != nil {
			return err
		}
		event.Facts["secret"] = found.ID
		return tx.EndSecret(ctx, found, s.config.Now())
	})
}

// findSecret returns the live record of a secret; [store.ErrNotFound] when the
// application does not have it.
func (s *Service) findSecret(ctx context.Context, tx *store.Tx, id photo.ApplicationID, secret string) (store.Secret, error) {
	return tx.FindSecret(ctx, id, s.config.Now(), func(hash []byte) bool {
		return s.config.Hashes.Match(names.HashSecret, names.Secret(string(id), secret), hash)
	})
}

// Suspend stops an application from its very next request on. It refuses
// "not-found".
func (s *Service) Suspend(ctx context.Context, id photo.ApplicationID) error {
	return s.setSuspended(ctx, id, s.config.Now())
}

// Resume lets a suspended application work again. It refuses "not-found".
func (s *Service) Resume(ctx context.Context, id photo.ApplicationID) error {
	return s.setSuspended(ctx, id, time.Time{})
}

func (s *Service) setSuspended(ctx context.Context, id photo.ApplicationID, since time.Time) error {
	event := s.about(journal.SuspendApplication, id)
	event.Facts["suspended"] = strconv.FormatBool(!since.IsZero())
	return s.config.Store.Write(ctx, event, func(tx *store.Tx) error {
		err := tx.SuspendApplication(ctx, id, since)
		if errors.Is(err, store.ErrNotFound) {
			return photo.ErrNotFound
		}
		return err
	})
}

// about begins the event of a command about an application.
func (s *Service) about(a journal.Act, id photo.ApplicationID) *ledger.Event {
	event := journal.ByCommand(a, s.config.By)
	event.Application = string(id)
	return event
}
