package outbox

import (
	"context"
	"errors"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/store/db"
)

// Message is an outgoing message.
type Message struct {
	ID         string
	Kind       string         // "otp" or "code"
	Upload     photo.UploadID // empty for a one-time code
	Channel    photo.Channel
	Priority   int       // a lower one is delivered first
	Sealed     []byte    // address and content; removed when the message is accepted, given up or stopped
	State      string    // queued, sent, delivered, failed, stopped
	Attempts   int       // started
	RunAt      time.Time // of the next attempt
	LeaseAt    time.Time // end of the lease of a worker
	GiveUpAt   time.Time
	CreatedAt  time.Time
	AcceptedAt time.Time // by a sender
	SettledAt  time.Time // delivered, failed or stopped
	ReportHash []byte    // keyed hash of the token of the delivery report
}

func messagesOf(rows []db.Message, err error) ([]Message, error) {
	list := make([]Message, len(rows))
	for i, row := range rows {
		list[i] = messageOf(row)
	}
	return list, err
}

func messageOf(row db.Message) Message {
	return Message{
		ID: row.ID, Kind: row.Kind, Upload: row.UploadID, Channel: row.Channel, Priority: int(row.Priority),
		Sealed: row.Sealed, State: row.State, Attempts: int(row.Attempts), RunAt: row.RunAt.Time,
		LeaseAt: row.LeaseAt.Time, GiveUpAt: row.GiveUpAt.Time, CreatedAt: row.CreatedAt.Time,
		AcceptedAt: row.AcceptedAt.Time, SettledAt: row.SettledAt.Time, ReportHash: row.ReportHash,
	}
}

// CreateMessage queues a message.
func (r Outbox) CreateMessage(ctx context.Context, m Message) error {
	return r.q.InsertMessage(ctx, db.InsertMessageParams{
		ID: m.ID, Kind: m.Kind, UploadID: m.Upload, Channel: m.Channel, Priority: int64(m.Priority), Sealed: m.Sealed,
		RunAt: db.At(m.RunAt), GiveUpAt: db.At(m.GiveUpAt), CreatedAt: db.At(m.CreatedAt), ReportHash: m.ReportHash,
	})
}

// Lane is the queue of the messages of one priority and channel.
type Lane struct {
	Priority int
	Channel  photo.Channel
}

// LeaseMessage leases the message of a lane that has waited longest, until the
// given time, and counts an attempt; [db.ErrNotFound] when none waits. No pause ends
// after latest and no lease after until, unless the clock was set back: then the
// message is leased too.
func (r Outbox) LeaseMessage(ctx context.Context, l Lane, now, until, latest time.Time) (Message, error) {
	rows, err := r.q.LeaseMessages(ctx, db.LeaseMessagesParams{
		LeaseAt: db.At(until), Now: db.At(now), LatestRun: db.At(latest), Priority: int64(l.Priority), Channel: l.Channel, MaxRows: 1,
	})
	if err == nil && len(rows) == 0 {
		err = db.ErrNotFound
	}
	if err != nil {
		return Message{}, err
	}
	return messageOf(rows[0]), nil
}

// WaitingSince returns the creation time of the oldest queued message of a lane;
// the zero time when there is none.
func (r Outbox) WaitingSince(ctx context.Context, l Lane) (time.Time, error) {
	at, err := r.q.WaitingSince(ctx, db.WaitingSinceParams{Priority: int64(l.Priority), Channel: l.Channel})
	if errors.Is(err, db.ErrNotFound) {
		err = nil
	}
	return at.Time, err
}

// MessageByReport returns the message whose delivery report has the token with the
// keyed hash; [db.ErrNotFound] when there is none.
func (r Outbox) MessageByReport(ctx context.Context, hash []byte) (Message, error) {
	row, err := r.q.MessageByReport(ctx, hash)
	return messageOf(row), err
}

// Messages returns the messages of an upload, oldest first.
func (r Outbox) Messages(ctx context.Context, id photo.UploadID) ([]Message, error) {
	return messagesOf(r.q.MessagesOf(ctx, id))
}

// Each of the following three records the outcome of an attempt. The number of
// attempts guards the update, so that a worker whose lease ran out does not
// overwrite the outcome of the next worker. Each reports whether the message was
// still leased to this worker.

// MessageSent records that a sender accepted a message.
func (r Outbox) MessageSent(ctx context.Context, m Message, now time.Time) (bool, error) {
	rows, err := r.q.MessageSent(ctx, db.MessageSentParams{AcceptedAt: db.At(now), ID: m.ID, Attempts: int64(m.Attempts)})
	return rows == 1, err
}

// MessageFailed records that a message is given up.
func (r Outbox) MessageFailed(ctx context.Context, m Message, now time.Time) (bool, error) {
	rows, err := r.q.MessageFailed(ctx, db.MessageFailedParams{SettledAt: db.At(now), ID: m.ID, Attempts: int64(m.Attempts)})
	return rows == 1, err
}

// MessageAgain schedules the next attempt at a message.
func (r Outbox) MessageAgain(ctx context.Context, m Message, at time.Time) (bool, error) {
	rows, err := r.q.MessageAgain(ctx, db.MessageAgainParams{
		RunAt: db.At(at), GiveUpAt: db.At(m.GiveUpAt), ID: m.ID, Attempts: int64(m.Attempts),
	})
	return rows == 1, err
}

// MessageProven records that a sender accepted a message which is still queued, as
// a delivery report proves, and reports whether that was not recorded before.
func (r Outbox) MessageProven(ctx context.Context, m Message, at time.Time) (bool, error) {
	rows, err := r.q.MessageProven(ctx, db.MessageProvenParams{AcceptedAt: db.At(at), ID: m.ID})
	return rows == 1, err
}

// MessageReported records the state of a sent message from its delivery report,
// and reports whether no report was recorded before.
func (r Outbox) MessageReported(ctx context.Context, m Message, state string, now time.Time) (bool, error) {
	rows, err := r.q.MessageReported(ctx, db.MessageReportedParams{State: state, SettledAt: db.At(now), ID: m.ID})
	return rows == 1, err
}

// StopMessages stops the messages of an upload that are still queued.
func (r Outbox) StopMessages(ctx context.Context, id photo.UploadID, now time.Time) error {
	return r.q.StopMessages(ctx, db.StopMessagesParams{SettledAt: db.At(now), UploadID: id})
}

// HasUnsettledMessages reports whether a message of an upload is queued or
// waits for its report.
func (r Outbox) HasUnsettledMessages(ctx context.Context, id photo.UploadID) (bool, error) {
	n, err := r.q.UnsettledOf(ctx, id)
	return n > 0, err
}

// Attempt is one attempt to hand a message to its sender, or to the network
// after it.
type Attempt struct {
	ID, Message string
	MadeAt      time.Time
	Outcome     string // "accepted", "held", "network", "temporary" or "permanent"
}

// CreateAttempt inserts an attempt.
func (r Outbox) CreateAttempt(ctx context.Context, a Attempt) error {
	return r.q.InsertAttempt(ctx, db.InsertAttemptParams{ID: a.ID, MessageID: a.Message, MadeAt: db.At(a.MadeAt), Outcome: a.Outcome})
}

// Attempts returns the attempts of all messages of an upload, oldest first.
func (r Outbox) Attempts(ctx context.Context, id photo.UploadID) ([]Attempt, error) {
	rows, err := r.q.AttemptsOf(ctx, id)
	list := make([]Attempt, len(rows))
	for i, row := range rows {
		list[i] = Attempt{row.ID, row.MessageID, row.MadeAt.Time, row.Outcome}
	}
	return list, err
}
