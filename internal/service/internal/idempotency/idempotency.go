package idempotency

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/seal"
	"myphoto/internal/service/internal/names"
	"myphoto/internal/store"
)

// ErrRepeated undoes a write that the same request has already done.
var ErrRepeated = errors.New("request repeated")

// Request is one request that must have its effect only once. An empty Key means
// that it is not repeatable: always new.
type Request struct {
	Scope       string // who asks, and for what
	Key         string // chosen by who asks
	Fingerprint []byte // of the content
}

// Fingerprint returns by what a repeated request is known to be the same.
func Fingerprint(parts ...any) ([]byte, error) {
	text, err := json.Marshal(parts)
	if err != nil {
		return nil, fmt.Errorf("fingerprint: %w", err)
	}
	sum := sha256.Sum256(text)
	return sum[:], nil
}

// Replies keeps the answers.
type Replies struct {
	Hashes *seal.Hashes
	Values seal.Key
	Now    func() time.Time
}

func (r Request) scope() string { return r.Scope + "\x00" + r.Key }

// Lookup opens into reply the answer to the same request made before, and reports
// whether there was one. It refuses the same key with other content:
// [photo.ErrSameRequest].
func (rs *Replies) Lookup(ctx context.Context, tx *store.Tx, r Request, reply any) (bool, error) {
	if r.Key == "" {
		return false, nil
	}
	for _, scope := range rs.Hashes.All(names.HashIdempotency, r.scope()) {
		kept, err := tx.Reply(ctx, scope, rs.Now().Add(-store.ReplyTTL))
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return false, fmt.Errorf("load earlier request: %w", err)
		}
		if !bytes.Equal(kept.Fingerprint, r.Fingerprint) {
			return false, photo.ErrSameRequest
		}
		return true, rs.Values.OpenJSON(kept.Sealed, names.Idempotency(scope), reply)
	}
	return false, nil
}

// Save keeps the answer, in the transaction of its effect. Of two equal requests
// at once the second starts again and finds it.
func (rs *Replies) Save(ctx context.Context, tx *store.Tx, r Request, reply any) error {
	if r.Key == "" {
		return nil
	}
	scope := rs.Hashes.Sum(names.HashIdempotency, r.scope())
	sealed, err := rs.Values.SealJSON(reply, names.Idempotency(scope))
	if err != nil {
		return err
	}
	return tx.CreateReply(ctx, store.Reply{Scope: scope, Fingerprint: r.Fingerprint, Sealed: sealed}, rs.Now())
}
