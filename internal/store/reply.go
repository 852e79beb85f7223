package store

import (
	"context"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/store/counts"
	"myphoto/internal/store/db"
)

// Reply is the saved answer to a request that must have its effect only once.
type Reply struct {
	Scope       []byte         // keyed hash of the caller, the kind of request and its key
	Fingerprint []byte         // keyed hash of the content of the request
	Sealed      []byte         // the answer
	Upload      photo.UploadID // about which it is; empty: none. Its erasure deletes the answer.
}

// Reply returns the answer to a request that was answered after since;
// [ErrNotFound] when there is none.
func (tx *Tx) Reply(ctx context.Context, scope []byte, since time.Time) (Reply, error) {
	row, err := tx.q.Idempotency(ctx, db.IdempotencyParams{Scope: scope, CreatedAt: db.At(since)})
	return Reply{row.Scope, row.Fingerprint, row.Sealed, row.UploadID}, err
}

// CreateReply inserts an answer, in the place of one older than [counts.ReplyTTL];
// [ErrStale] when there is a younger one for the same request.
func (tx *Tx) CreateReply(ctx context.Context, r Reply, now time.Time) error {
	return orStale(tx.q.InsertIdempotency(ctx, db.InsertIdempotencyParams{
		Scope: r.Scope, Fingerprint: r.Fingerprint, Sealed: r.Sealed, CreatedAt: db.At(now), UploadID: r.Upload,
		Expired: db.At(now.Add(-counts.ReplyTTL)),
	}))
}
