package idempotency

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/seal"
	"myphoto/internal/service/internal/names"
	"myphoto/internal/store"
	"myphoto/internal/store/counts"
)

// ErrRepeated rolls back a write that the same request has already made.
var ErrRepeated = errors.New("request repeated")

// Request identifies a request that must have its effect only once. With an empty
// Key, no repetition is recognised: every request is new.
type Request struct {
	Scope   string         // the caller and the kind of request
	Key     string         // chosen by the caller
	Content any            // what the request says; a repetition has the same JSON
	Upload  photo.UploadID // about which it is; may be known only when the answer is saved
}

// Replies saves and finds the answers to requests.
type Replies struct {
	Hashes *seal.Hashes
	Values *seal.Generations
	Now    func() time.Time
}

func (r Request) scope() string { return r.Scope + "\x00" + r.Key }

// fingerprint returns the value whose keyed hash stands for the content. The hash is
// keyed, and differs from request to request, because a content such as a telephone
// number is easily guessed.
func (r Request) fingerprint() (string, error) {
	text, err := json.Marshal(r.Content)
	if err != nil {
		return "", fmt.Errorf("fingerprint: %w", err)
	}
	scope := r.scope()
	return fmt.Sprintf("%d:%s%s", len(scope), scope, text), nil
}

// Lookup decrypts the answer to the same request made before into reply, which is a
// pointer, and reports whether there was one. It returns [photo.ErrSameRequest] for
// the same key with other content.
func (rs *Replies) Lookup(ctx context.Context, tx *store.Tx, r Request, reply any) (bool, error) {
	if r.Key == "" {
		return false, nil
	}
	fingerprint, err := r.fingerprint()
	if err != nil {
		return false, err
	}
	for _, scope := range rs.Hashes.All(names.HashIdempotency, r.scope()) {
		kept, err := tx.Reply(ctx, scope, rs.Now().Add(-counts.ReplyTTL))
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return false, fmt.Errorf("load earlier request: %w", err)
		}
		if !rs.Hashes.Match(names.HashFingerprint, fingerprint, kept.Fingerprint) {
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
	fingerprint, err := r.fingerprint()
	if err != nil {
		return err
	}
	scope := rs.Hashes.Sum(names.HashIdempotency, r.scope())
	sealed, err := rs.Values.SealJSON(reply, names.Idempotency(scope))
	if err != nil {
		return err
	}
	return tx.CreateReply(ctx, store.Reply{
		Scope: scope, Fingerprint: rs.Hashes.Sum(names.HashFingerprint, fingerprint), Sealed: sealed, Upload: r.Upload,
	}, rs.Now())
}
