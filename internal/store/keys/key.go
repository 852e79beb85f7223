package keys

import (
	"context"
	"time"

	"myphoto/internal/store/db"
)

// Keys are the queries of one transaction.
type Keys struct{ q *db.Queries }

// New returns the queries of a transaction.
func New(q *db.Queries) Keys { return Keys{q} }

// ServiceKey returns the wrapped key of the service of a kind; [db.ErrNotFound] when
// there is none.
func (k Keys) ServiceKey(ctx context.Context, kind string) ([]byte, error) {
	return k.q.SealingKey(ctx, kind)
}

// CreateServiceKey inserts a key unless there is one of its kind, and reports
// whether it did.
func (k Keys) CreateServiceKey(ctx context.Context, kind string, wrapped []byte, now time.Time) (bool, error) {
	rows, err := k.q.InsertSealingKey(ctx, db.InsertSealingKeyParams{ID: kind, Wrapped: wrapped, CreatedAt: db.At(now)})
	return rows == 1, err
}

// WrappedServiceKey is a key of the service as it is stored.
type WrappedServiceKey struct {
	ID      string
	Wrapped []byte
}

// ServiceKeysOf returns the wrapped keys whose id begins with the prefix, by id.
func (k Keys) ServiceKeysOf(ctx context.Context, prefix string) ([]WrappedServiceKey, error) {
	rows, err := k.q.ServiceKeysLike(ctx, prefix+"%")
	list := make([]WrappedServiceKey, len(rows))
	for i, row := range rows {
		list[i] = WrappedServiceKey{row.ID, row.Wrapped}
	}
	return list, err
}

// ReplaceServiceKey replaces the key of a kind; [db.ErrNotFound] when there is none.
func (k Keys) ReplaceServiceKey(ctx context.Context, kind string, wrapped []byte, now time.Time) error {
	return db.OrNotFound(k.q.ReplaceSealingKey(ctx, db.ReplaceSealingKeyParams{Wrapped: wrapped, CreatedAt: db.At(now), ID: kind}))
}

// PublishedKey is the public part of a signing key.
type PublishedKey struct {
	ID, Kind string
	Sealed   []byte // the public part
	MadeAt   time.Time
}

// CreatePublishedKey inserts a public part, which is never deleted.
func (k Keys) CreatePublishedKey(ctx context.Context, p PublishedKey) error {
	return k.q.InsertPublishedKey(ctx, db.InsertPublishedKeyParams{ID: p.ID, Kind: p.Kind, Sealed: p.Sealed, MadeAt: db.At(p.MadeAt)})
}

// PublishedKeys returns the public parts of all signing keys, current and former,
// newest first.
func (k Keys) PublishedKeys(ctx context.Context) ([]PublishedKey, error) {
	rows, err := k.q.PublishedKeys(ctx)
	list := make([]PublishedKey, len(rows))
	for i, row := range rows {
		list[i] = PublishedKey{row.ID, row.Kind, row.Sealed, row.MadeAt.Time}
	}
	return list, err
}
