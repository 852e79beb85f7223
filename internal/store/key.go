package store

import (
	"context"
	"time"

	"myphoto/internal/store/db"
)

// ServiceKey returns the wrapped key of the service of a kind; [ErrNotFound] when
// there is none.
func (tx *Tx) ServiceKey(ctx context.Context, kind string) ([]byte, error) {
	return tx.q.SealingKey(ctx, kind)
}

// CreateServiceKey inserts a key unless there is one of its kind, and reports
// whether it did.
func (tx *Tx) CreateServiceKey(ctx context.Context, kind string, wrapped []byte, now time.Time) (bool, error) {
	rows, err := tx.q.InsertSealingKey(ctx, db.InsertSealingKeyParams{ID: kind, Wrapped: wrapped, CreatedAt: db.At(now)})
	return rows == 1, err
}

// WrappedServiceKey is a key of the service as it is stored.
type WrappedServiceKey struct {
	ID      string
	Wrapped []byte
}

// ServiceKeysOf returns the wrapped keys whose id begins with the prefix, by id.
func (tx *Tx) ServiceKeysOf(ctx context.Context, prefix string) ([]WrappedServiceKey, error) {
	rows, err := tx.q.ServiceKeysLike(ctx, prefix+"%")
	list := make([]WrappedServiceKey, len(rows))
	for i, row := range rows {
		list[i] = WrappedServiceKey{row.ID, row.Wrapped}
	}
	return list, err
}

// ReplaceServiceKey replaces the key of a kind; [ErrNotFound] when there is none.
func (tx *Tx) ReplaceServiceKey(ctx context.Context, kind string, wrapped []byte, now time.Time) error {
	return db.OrNotFound(tx.q.ReplaceSealingKey(ctx, db.ReplaceSealingKeyParams{Wrapped: wrapped, CreatedAt: db.At(now), ID: kind}))
}

// PublishedKey is the public part of a signing key.
type PublishedKey struct {
	ID, Kind string
	Sealed   []byte // the public part
	MadeAt   time.Time
}

// CreatePublishedKey inserts a public part, which is never deleted.
func (tx *Tx) CreatePublishedKey(ctx context.Context, k PublishedKey) error {
	return tx.q.InsertPublishedKey(ctx, db.InsertPublishedKeyParams{ID: k.ID, Kind: k.Kind, Sealed: k.Sealed, MadeAt: db.At(k.MadeAt)})
}

// PublishedKeys returns the public parts of all signing keys, current and former,
// newest first.
func (tx *Tx) PublishedKeys(ctx context.Context) ([]PublishedKey, error) {
	rows, err := tx.q.PublishedKeys(ctx)
	list := make([]PublishedKey, len(rows))
	for i, row := range rows {
		list[i] = PublishedKey{row.ID, row.Kind, row.Sealed, row.MadeAt.Time}
	}
	return list, err
}
