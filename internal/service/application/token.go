package application

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/names"
	"myphoto/internal/store"
)

const (
	tokenTTL  = 10 * time.Minute
	maxSecret = 512 // bytes; also the limit of a client id and a bearer token
)

// Token returns a bearer token for the secret of an application (RFC 6749 §4.4),
// and how long it is valid. An unknown application, a wrong secret and an expired
// one have the same refusal: [photo.ErrUnauthenticated]. The application itself is
// told that it is suspended: [photo.ErrSuspended].
func (s *Service) Token(ctx context.Context, client, secret string) (string, time.Duration, error) {
	if len(client) > maxSecret || len(secret) > maxSecret {
		return "", 0, photo.ErrUnauthenticated
	}
	who := photo.Application{ID: photo.ApplicationID(client)}
	var known store.Secret
	err := s.config.Store.Read(ctx, func(tx *store.Tx) (err error) {
		known, err = tx.FindSecret(ctx, who.ID, s.config.Now(), func(hash []byte) bool {
			return s.config.Hashes.Match(names.HashSecret, names.Secret(client, secret), hash)
		})
		if errors.Is(err, store.ErrNotFound) {
			err = photo.ErrUnauthenticated
		}
		return err
	})
	if err != nil {
		return "", 0, s.noteWrongSecret(ctx, who, err)
	}
	token := rand.Text()
	err = s.config.Store.Write(ctx, journal.ByApplication(journal.IssueToken, who), func(tx *store.Tx) error {
		if _, err := active(ctx, tx, who.ID); err != nil {
			return err
		}
		if !s.config.Hashes.IsCurrent(known.Hash) { // only now is the secret there to be hashed anew
			hash := s.config.Hashes.Sum(names.HashSecret, names.Secret(client, secret))
			if err := tx.RehashSecret(ctx, known.ID, hash); err != nil {
				return fmt.Errorf("rehash secret: %w", err)
			}
		}
		now := s.config.Now()
		err := tx.CreateToken(ctx, s.config.Hashes.Sum(names.HashToken, token), known, now, now.Add(tokenTTL))
		if errors.Is(err, store.ErrNotFound) { // the secret was ended meanwhile
			return photo.ErrUnauthenticated
		}
		return err
	})
	if err != nil {
		return "", 0, err
	}
	return token, tokenTTL, nil
}

// IsRegistered reports whether there is an application with this client id, whatever
// its state.
func (s *Service) IsRegistered(ctx context.Context, client photo.ApplicationID) (known bool, err error) {
	err = s.config.Store.Query(ctx, func(ctx context.Context, tx *store.Tx) error {
		known, err = tx.HasApplication(ctx, client)
		return err
	})
	return known, err
}

// Recognise returns the application that holds a bearer token, in its current
// state; [photo.ErrUnauthenticated] when there is none.
func (s *Service) Recognise(ctx context.Context, bearer string) (photo.Application, error) {
	var who photo.Application
	now := s.config.Now()
	if bearer == "" || len(bearer) > maxSecret {
		return who, photo.ErrUnauthenticated
	}
	err := s.config.Store.Query(ctx, func(ctx context.Context, tx *store.Tx) error {
		err := store.ErrNotFound
		for _, hash := range s.config.Hashes.All(names.HashToken, bearer) {
			if who, err = tx.TokenHolder(ctx, hash, now, now.Add(tokenTTL)); !errors.Is(err, store.ErrNotFound) {
				break
			}
		}
		if errors.Is(err, store.ErrNotFound) {
			return photo.ErrUnauthenticated
		}
		if err != nil {
			return fmt.Errorf("load token: %w", err)
		}
		return nil
	})
	return who, err
}
