package store

import (
	"context"
	"errors"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/store/db"
)

// Counter counts uses in one period. Period begins with its date, as
// "2026-11-21" or "2026-11-21T15".
type Counter struct {
	Kind   string
	Key    []byte
	Period string
}

// Spend uses one of the limit of a counter, and reports whether there was one
// left.
func (tx *Tx) Spend(ctx context.Context, c Counter, limit int) (bool, error) {
	rows, err := tx.q.Spend(ctx, db.SpendParams{Kind: c.Kind, Key: c.Key, Day: c.Period, Most: int64(limit)})
	return rows == 1, err
}

// Spent returns how many were used.
func (tx *Tx) Spent(ctx context.Context, c Counter) (int, error) {
	used, err := tx.q.Spent(ctx, db.SpentParams{Kind: c.Kind, Key: c.Key, Day: c.Period})
	if errors.Is(err, ErrNotFound) {
		return 0, nil
	}
	return int(used), err
}

// Reply is the kept answer to a request that must have its effect only once.
type Reply struct {
	Scope       []byte // keyed hash of who asks, for what, under which key
	Fingerprint []byte // of the content
	Sealed      []byte
}

// Reply returns the answer to a request made after the time.
func (tx *Tx) Reply(ctx context.Context, scope []byte, since time.Time) (Reply, error) {
	row, err := tx.q.Idempotency(ctx, db.IdempotencyParams{Scope: scope, CreatedAt: db.At(since)})
	return Reply{row.Scope, row.Fingerprint, row.Sealed}, err
}

// CreateReply keeps an answer; [ErrStale] when somebody has kept one for the
// same request meanwhile.
func (tx *Tx) CreateReply(ctx context.Context, r Reply, now time.Time) error {
	return orStale(tx.q.InsertIdempotency(ctx, db.InsertIdempotencyParams{
		Scope: r.Scope, Fingerprint: r.Fingerprint, Sealed: r.Sealed, CreatedAt: db.At(now),
	}))
}

// Purge names rows that end by their own date and that nobody is told of.
type Purge string

// What is purged.
const (
	PurgeSessions Purge = "sessions"
	PurgeSignIns  Purge = "sign-ins"
	PurgeOTPs     Purge = "one-time-codes"
	PurgeTokens   Purge = "tokens"
	PurgeReplies  Purge = "repeated-requests"
	PurgeCounters Purge = "counters"
	PurgeMessages Purge = "one-time-messages"
)

// Purges lists what is purged.
func Purges() []Purge {
	return []Purge{PurgeSessions, PurgeSignIns, PurgeOTPs, PurgeTokens, PurgeReplies, PurgeCounters, PurgeMessages}
}

// Purge removes what has expired, and returns how many rows that were.
func (tx *Tx) Purge(ctx context.Context, p Purge, now time.Time) (int64, error) {
	at := db.At(now)
	switch p {
	case PurgeSessions:
		return tx.q.PurgeSessions(ctx, at)
	case PurgeSignIns:
		return tx.q.PurgeSignIns(ctx, at)
	case PurgeOTPs:
		return tx.q.PurgeOTPs(ctx, db.At(now.Add(-2*time.Hour)))
	case PurgeTokens:
		return tx.q.PurgeTokens(ctx, at)
	case PurgeReplies:
		return tx.q.PurgeIdempotency(ctx, db.At(now.Add(-ReplyTTL)))
	case PurgeCounters:
		return tx.q.PurgeCounters(ctx, photo.AthensDay(now.Add(-48*time.Hour)))
	case PurgeMessages:
		old := db.At(now.Add(-24 * time.Hour))
		if _, err := tx.q.PurgeAttempts(ctx, old); err != nil {
			return 0, err
		}
		return tx.q.PurgeMessages(ctx, old)
	}
	return 0, nil
}

// ReplyTTL is how long a repeated request is recognised.
const ReplyTTL = 24 * time.Hour
