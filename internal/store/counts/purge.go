package counts

import (
	"context"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/photo/ticket"
	"myphoto/internal/store/db"
)

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
	PurgeBatches  Purge = "batches"
	PurgeTickets  Purge = "ended-tickets"
	PurgeCustody  Purge = "custody" // of who is of age, and where the register was not asked for [custodyMonths]
)

// Purges returns every kind of rows that are purged.
func Purges() []Purge {
	return []Purge{PurgeSessions, PurgeBrowsers, PurgeSignIns, PurgeOTPs, PurgeTokens, PurgeReplies, PurgeCounters, PurgeMessages, PurgeReports, PurgeBatches, PurgeTickets, PurgeCustody}
}

// Purge deletes the rows of a kind that have expired, and returns their number.
func (c Counts) Purge(ctx context.Context, p Purge, now time.Time) (int64, error) {
	at := db.At(now)
	switch p {
	case PurgeSessions:
		return c.q.PurgeSessions(ctx, at)
	case PurgeBrowsers:
		return c.q.PurgeBrowsers(ctx, at)
	case PurgeSignIns:
		return c.q.PurgeSignIns(ctx, at)
	case PurgeOTPs:
		return c.q.PurgeOTPs(ctx, db.At(now.Add(-2*time.Hour)))
	case PurgeTokens:
		return c.q.PurgeTokens(ctx, at)
	case PurgeReplies:
		return c.q.PurgeIdempotency(ctx, db.At(now.Add(-ReplyTTL)))
	case PurgeCounters:
		return c.q.PurgeCounters(ctx, photo.AthensDay(now.Add(-48*time.Hour)))
	case PurgeMessages:
		old := db.At(now.Add(-24 * time.Hour))
		if _, err := c.q.PurgeAttempts(ctx, old); err != nil {
			return 0, err
		}
		return c.q.PurgeMessages(ctx, old)
	case PurgeReports:
		return c.q.ForgetReports(ctx, db.At(now.Add(-reportTTL)))
	case PurgeBatches:
		return c.q.PurgeBatches(ctx, db.At(now.Add(-photo.DraftHours*time.Hour)))
	case PurgeTickets:
		return c.q.PurgeTickets(ctx, db.At(now.AddDate(0, 0, -ticket.KeptDays)))
	case PurgeCustody:
		return c.q.PurgeCustodies(ctx, db.PurgeCustodiesParams{Now: at, AskedBefore: db.At(now.AddDate(0, -custodyMonths, 0))})
	}
	return 0, nil
}

// custodyMonths is how long the answer of the custody register is kept after the last
// one, in months: longer than any file that a custodian may have linked then.
const custodyMonths = photo.LinkedMonths + 1

// reportTTL is how long after a message was queued its delivery report is still
// accepted: three days of tries, and three for the report.
const reportTTL = 6 * 24 * time.Hour

// ReplyTTL is how long the answer to a request is kept, so that a repeated request
// receives the same answer.
const ReplyTTL = 24 * time.Hour
