package store

import (
	"context"
	"errors"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/store/db"
)

// Counter names a count of uses in one period.
type Counter struct {
	Kind   string
	Key    []byte // who or what is counted
	Period string // begins with the date: "2026-11-21" or "2026-11-21T15"
}

// Spend adds a use to a counter that is below the limit, and reports whether it
// was below.
func (tx *Tx) Spend(ctx context.Context, c Counter, limit int) (bool, error) {
	rows, err := tx.q.Spend(ctx, db.SpendParams{Kind: c.Kind, Key: c.Key, Day: c.Period, MaxUsed: int64(limit)})
	return rows == 1, err
}

// Spent returns the number of uses that a counter has.
func (tx *Tx) Spent(ctx context.Context, c Counter) (int, error) {
	used, err := tx.q.Spent(ctx, db.SpentParams{Kind: c.Kind, Key: c.Key, Day: c.Period})
	if errors.Is(err, ErrNotFound) {
		return 0, nil
	}
	return int(used), err
}

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

// CreateReply inserts an answer, in the place of one older than [ReplyTTL];
// [ErrStale] when there is a younger one for the same request.
func (tx *Tx) CreateReply(ctx context.Context, r Reply, now time.Time) error {
	return orStale(tx.q.InsertIdempotency(ctx, db.InsertIdempotencyParams{
		Scope: r.Scope, Fingerprint: r.Fingerprint, Sealed: r.Sealed, CreatedAt: db.At(now), UploadID: r.Upload,
		Expired: db.At(now.Add(-ReplyTTL)),
	}))
}

// Purge names a kind of rows that are deleted after their own date, without an
// event.
type Purge string

// The kinds of rows that are purged.
const (
	PurgeSessions Purge = "sessions"
	PurgeBrowsers Purge = "remembered-browsers"
	PurgeSignIns  Purge = "sign-ins"
	PurgeOTPs     Purge = "one-time-codes"
	PurgeTokens   Purge = "tokens"
	PurgeReplies  Purge = "repeated-requests"
	PurgeCounters Purge = "counters"
	PurgeMessages Purge = "one-time-messages"
	PurgeReports  Purge = "delivery-reports"
)

// Purges returns every kind of rows that are purged.
func Purges() []Purge {
	return []Purge{PurgeSessions, PurgeBrowsers, PurgeSignIns, PurgeOTPs, PurgeTokens, PurgeReplies, PurgeCounters, PurgeMessages, PurgeReports}
}

// Purge deletes the rows of a kind that have expired, and returns their number.
func (tx *Tx) Purge(ctx context.Context, p Purge, now time.Time) (int64, error) {
	at := db.At(now)
	switch p {
	case PurgeSessions:
		return tx.q.PurgeSessions(ctx, at)
	case PurgeBrowsers:
		return tx.q.PurgeBrowsers(ctx, at)
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
	case PurgeReports:
		return tx.q.ForgetReports(ctx, db.At(now.Add(-reportTTL)))
	}
	return 0, nil
}

// reportTTL is how long after a message was queued its delivery report is still
// accepted: three days of tries, and three for the report.
const reportTTL = 6 * 24 * time.Hour

// ReplyTTL is how long the answer to a request is kept, so that a repeated request
// receives the same answer.
const ReplyTTL = 24 * time.Hour
