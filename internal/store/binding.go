package store

import (
	"context"
	"time"

	"myphoto/internal/store/db"
)

// Binding names something outside the database that belongs to it.
type Binding string

// What is bound: which key of each key file is current, and which folder of files
// belongs to the database.
const (
	BoundMaster Binding = "master-key"
	BoundLookup Binding = "look-up-key"
	BoundValues Binding = "values-key" // number of the generation
	BoundFiles  Binding = "files"
)

// Bound returns what is bound; [ErrNotFound] when nothing is.
func (tx *Tx) Bound(ctx context.Context, b Binding) (string, error) {
	return tx.q.Binding(ctx, string(b))
}

// Bind sets what is bound.
func (tx *Tx) Bind(ctx context.Context, b Binding, value string, now time.Time) error {
	return tx.q.Bind(ctx, db.BindParams{Name: string(b), Value: value, SetAt: db.At(now)})
}
