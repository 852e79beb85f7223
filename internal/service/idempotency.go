package service

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/store"
	"myphoto/internal/store/db"
)

// idempotentFor is how long a repeated request is recognised.
const idempotentFor = 24 * time.Hour

// once is one request that must have its effect only once: who asks, for what,
// under which key, with what content.
type once struct {
	scope string // visitor and route
	key   string // empty: not repeatable, always new
	print []byte
}

func (c *core) scope(o once) []byte { return c.Hashes.Sum("idempotency", o.scope+"\x00"+o.key) }

// before looks for an earlier answer to the same request. It refuses the same
// key with other content.
func (c *core) before(ctx context.Context, tx *store.Tx, o once, reply any) (bool, error) {
	if o.key == "" {
		return false, nil
	}
	for _, scope := range c.Hashes.All("idempotency", o.scope+"\x00"+o.key) {
		row, err := tx.Idempotency(ctx, db.IdempotencyParams{Scope: scope, CreatedAt: db.At(c.Now().Add(-idempotentFor))})
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return false, fmt.Errorf("load earlier request: %w", err)
		}
		if !bytes.Equal(row.Fingerprint, o.print) {
			return false, photo.ErrSameRequest
		}
		return true, openJSON(c.values, row.Sealed, "idempotency/"+string(scope), reply)
	}
	return false, nil
}

// remember keeps the answer, in the transaction of its effect. Of two equal
// requests at once the second starts anew and finds it.
func (c *core) remember(ctx context.Context, tx *store.Tx, o once, reply any) error {
	if o.key == "" {
		return nil
	}
	scope := c.scope(o)
	sealed, err := sealJSON(c.values, reply, "idempotency/"+string(scope))
	if err != nil {
		return err
	}
	rows, err := tx.InsertIdempotency(ctx, db.InsertIdempotencyParams{
		Scope: scope, Fingerprint: o.print, Sealed: sealed, CreatedAt: db.At(c.Now()),
	})
	if err == nil && rows == 0 {
		err = store.ErrStale
	}
	return err
}
