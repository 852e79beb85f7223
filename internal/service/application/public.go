package application

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/store"
	"myphoto/internal/store/integrator"
)

// Grant returns a grant to this application with its state at the current time;
// [photo.ErrNotAuthorised] when the application holds no such grant,
// [photo.ErrSuspended] for a suspended one.
func (s *Service) Grant(ctx context.Context, who photo.Application, id photo.GrantID) (grant photo.Grant, err error) {
	event := journal.ByApplication(journal.AskGrant, who)
	event.Grant = journal.ID(id)
	if err := s.checkRefused(ctx, event, who); err != nil {
		return grant, err
	}
	defer func() { s.countRefused(who, err) }()
	if wait := s.again.Allow(who.ID); wait > 0 {
		return grant, s.config.Quota.TooOften(ctx, event, wait)
	}
	err = s.config.Store.Write(ctx, event, func(tx *store.Tx) error {
		if _, err := active(ctx, tx, who.ID); err != nil {
			return err
		}
		found, err := tx.Grant(ctx, id)
		if errors.Is(err, store.ErrNotFound) || err == nil && found.Application != who.ID {
			return photo.ErrNotAuthorised
		}
		if err != nil {
			return fmt.Errorf("load grant: %w", err)
		}
		event.Subject, event.Upload = string(found.Subject), string(found.Upload)
		grant = found
		grant.State = grant.StateAt(s.config.Now())
		return nil
	})
	return grant, err
}

// Keys returns the public keys of receipts and checkpoints, current and former, as
// a JWK set (RFC 7517), newest first.
func (s *Service) Keys(ctx context.Context) ([]byte, error) { return s.config.Keyring.Published(ctx) }

// Checkpoint returns the newest signed checkpoint of the ledger;
// [photo.ErrNotFound] when there is none.
func (s *Service) Checkpoint(ctx context.Context) (text []byte, err error) {
	err = s.config.Store.Read(ctx, func(tx *store.Tx) error {
		last, err := tx.LatestCheckpoint(ctx)
		text = last.Text
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return nil, photo.ErrNotFound
	}
	return text, err
}

// Consistency returns the proof, as JSON, that the ledger of size to begins with
// the ledger of size from. It refuses "size" on the field "to" when the sizes are not
// in order or to exceeds the newest checkpoint.
func (s *Service) Consistency(ctx context.Context, from, to int64) (proof []byte, err error) {
	err = s.config.Store.Read(ctx, func(tx *store.Tx) error {
		last, err := tx.LatestCheckpoint(ctx)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("load checkpoint: %w", err)
		}
		if from < 0 || from > to || to > last.Size {
			return &photo.Error{Kind: photo.Invalid, Code: "size", Field: "to"}
		}
		hashes, err := ledger.ProveConsistency(from, to, integrator.Nodes(ctx, tx))
		if err != nil {
			return err
		}
		proof, err = json.Marshal(struct {
			From   int64        `json:"from"`
			To     int64        `json:"to"`
			Hashes ledger.Proof `json:"hashes"`
		}{from, to, hashes})
		return err
	})
	return proof, err
}
