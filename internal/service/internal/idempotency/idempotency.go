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

// ErrRepeated rolls back a write that the same request has already made.
var ErrRepeated = errors.New("request repeated")

// Request identifies a request that must have its effect only once. With an empty
// Key, no repetition is recognised: every request is new.
type Request struct {
	Scope       string // the caller and the kind of request
	Key         string // chosen by the caller
	Fingerprint []byte // of the content
}

// Fingerprint returns the SHA-256 of the JSON of the parts of a request, by which a
// repetition with the same content is recognised.
func Fingerprint(parts ...any) ([]byte, error) {
	text, err := json.Marshal(parts)
	if err != nil {
		return nil, fmt.Errorf("fingerprint: %w", err)
	}
	sum := sha256.Sum256(text)
	return sum[:], nil
}

// Replies saves and finds the answers to requests.
type Replies struct {
	Hashes *seal.Hashes
	Values seal.Key
	Now    func() time.Time
}

func (r Request) scope() string { return r.Scope + "\x00" + r.Key }

// Lookup decrypts the answer to the same request made before into reply, which is a
// pointer, and reports whether there was one. It returns [photo.ErrSameRequest] for
// the same key with other content.
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

// Save saves the answer in the transaction of its effect. Of two equal requests at
// once, the second one fails with [store.ErrStale], runs again and finds the answer.
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
