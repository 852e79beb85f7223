package service

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"myphoto/internal/courier"
	"myphoto/internal/photo"
	"myphoto/internal/photo/progress"
	"myphoto/internal/store"
	"myphoto/internal/store/db"
)

// Kinds of a message.
const (
	messageOTP  = "otp"
	messageCode = "code"
)

// The outbox: a message is tried again with growing pauses until it is given
// up, and one worker holds it for at most leaseFor.
const (
	giveUpAfter  = 3 * 24 * time.Hour
	reportWithin = 3 * 24 * time.Hour
	leaseFor     = time.Minute
	carryWithin  = 30 * time.Second
	firstPause   = 5 * time.Second
	longestPause = time.Hour
)

// outgoing is a message to be queued.
type outgoing struct {
	kind, to     string
	channel      photo.Channel
	upload       photo.UploadID
	code, otp    string
	made, giveUp time.Time
}

// sealedLetter is what a message row keeps sealed until the message was accepted.
type sealedLetter struct {
	To     string `json:"to"`
	Code   string `json:"code,omitempty"`
	OTP    string `json:"otp,omitempty"`
	Report string `json:"report,omitempty"`
}

func messageBound(id string) string { return "messages/" + id }

// queue writes a message in the transaction of the act that needs it. One-time
// codes go ahead of everything else.
func (c *core) queue(ctx context.Context, tx *store.Tx, m outgoing) error {
	id, made := photo.NewID("msg_"), db.At(m.made)
	kept := sealedLetter{To: m.to, Code: m.code, OTP: m.otp}
	row := db.InsertMessageParams{
		ID: id, Kind: m.kind, UploadID: m.upload, Channel: string(m.channel), Priority: ordinary,
		RunAt: made, GiveUpAt: db.At(m.giveUp), CreatedAt: made,
	}
	if m.kind == messageOTP {
		row.Priority = urgent
	}
	if m.channel == photo.ChannelSMS && m.kind == messageCode {
		kept.Report = rand.Text()
		row.ReportHash = c.Hashes.Sum("report", kept.Report)
	}
	var err error
	if row.Sealed, err = sealJSON(c.values, kept, messageBound(id)); err != nil {
		return err
	}
	if err := tx.InsertMessage(ctx, row); err != nil {
		return fmt.Errorf("queue message: %w", err)
	}
	return nil
}

// Lane is a queue of messages of its own, so that a carrier that is slow holds
// up nobody else's.
type Lane int

// The lanes.
const (
	LaneOTP   Lane = iota // one-time codes, which somebody is waiting for
	LaneSMS               // other text messages
	LaneEmail             // e-mail
)

// Lanes lists every lane.
func Lanes() []Lane { return []Lane{LaneOTP, LaneSMS, LaneEmail} }

// Priority of a one-time code and of everything else.
const (
	urgent   = 0
	ordinary = 1
)

func (l Lane) of() (priority int64, channel photo.Channel) {
	switch l {
	case LaneOTP:
		return urgent, photo.ChannelSMS
	case LaneSMS:
		return ordinary, photo.ChannelSMS
	case LaneEmail:
	}
	return ordinary, photo.ChannelEmail
}

// Deliver takes the message that has waited longest in a lane and hands it to
// its carrier; it gives 1, or 0 when none waits. Several loops and machines
// may run it at once: each message is leased to one. A crash after the carrier
// accepted and before that was recorded sends the same message again.
func (h *Housekeeping) Deliver(ctx context.Context, lane Lane) (int, error) {
	var rows []db.Message
	priority, channel := lane.of()
	err := h.Store.WriteUnlogged(ctx, func(tx *store.Tx) (err error) {
		rows, err = tx.LeaseMessages(ctx, db.LeaseMessagesParams{
			LeaseAt: db.At(h.Now().Add(leaseFor)), Now: db.At(h.Now()), Priority: priority, Channel: string(channel), Most: 1,
		})
		return err
	})
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	return 1, h.deliver(ctx, rows[0])
}

// WaitingSince tells since when the oldest message of a lane waits; the zero
// time when none does.
func (h *Housekeeping) WaitingSince(ctx context.Context, lane Lane) (since time.Time, err error) {
	priority, channel := lane.of()
	err = h.Store.Read(ctx, func(tx *store.Tx) error {
		at, err := tx.WaitingSince(ctx, db.WaitingSinceParams{Priority: priority, Channel: string(channel)})
		since = at.Time
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		err = nil
	}
	return since, err
}

// String is the lane's word in measures.
func (l Lane) String() string { return [...]string{"otp", "sms", "email"}[l] }

// deliver tries one message and records what came of it.
func (h *Housekeeping) deliver(ctx context.Context, row db.Message) error {
	var kept sealedLetter
	if !h.Now().Before(row.GiveUpAt.Time) {
		return h.settle(ctx, row, courier.ErrPermanent) // it would come too late
	}
	if err := openJSON(h.values, row.Sealed, messageBound(row.ID), &kept); err != nil {
		h.Log.ErrorContext(ctx, "message cannot be opened", "message", row.ID, "error", err)
		return h.settle(ctx, row, courier.ErrPermanent)
	}
	m, err := h.compose(ctx, row, kept)
	if isRefusal(err) || errors.Is(err, courier.ErrPermanent) {
		return h.settle(ctx, row, courier.ErrPermanent) // the upload is gone, for example
	}
	if err != nil {
		return err
	}
	carrier := h.SMS
	if photo.Channel(row.Channel) == photo.ChannelEmail {
		carrier = h.Email
	}
	limited, cancel := context.WithTimeout(ctx, carryWithin)
	defer cancel()
	_, fault := carrier.Send(limited, m)
	if fault == nil {
		h.Passed(MessageAccepted)
	}
	return h.settle(context.WithoutCancel(ctx), row, fault)
}

// settle records an attempt. The guard on the number of attempts keeps a
// worker whose lease ran out from overwriting its successor.
func (h *Housekeeping) settle(ctx context.Context, row db.Message, fault error) error {
	event := system("message.try")
	event.Upload = string(row.UploadID)
	event.Facts["channel"], event.Facts["kind"] = row.Channel, row.Kind
	return h.Store.Write(ctx, event, func(tx *store.Tx) error {
		outcome, err := h.conclude(ctx, tx, row, fault)
		if err != nil {
			return err
		}
		event.Facts["result"] = outcome
		return tx.InsertAttempt(ctx, db.InsertAttemptParams{
			ID: photo.NewID("try_"), MessageID: row.ID, MadeAt: db.At(h.Now()), Outcome: outcome,
		})
	})
}

func (h *Housekeeping) conclude(ctx context.Context, tx *store.Tx, row db.Message, fault error) (string, error) {
	now := h.Now()
	again := now.Add(pause(row.Attempts))
	switch {
	case fault == nil:
		rows, err := tx.MessageSent(ctx, db.MessageSentParams{AcceptedAt: db.At(now), ID: row.ID, Attempts: row.Attempts})
		if err != nil || rows == 0 {
			return "accepted", err
		}
		return "accepted", h.accepted(ctx, tx, row, now)
	case errors.Is(fault, courier.ErrPermanent) || again.After(row.GiveUpAt.Time):
		_, err := tx.MessageFailed(ctx, db.MessageFailedParams{SettledAt: db.At(now), ID: row.ID, Attempts: row.Attempts})
		if err != nil {
			return "permanent", err
		}
		return "permanent", h.contactSettled(ctx, tx, row.UploadID)
	default:
		_, err := tx.MessageAgain(ctx, db.MessageAgainParams{RunAt: db.At(again), GiveUpAt: row.GiveUpAt, ID: row.ID, Attempts: row.Attempts})
		return "temporary", err
	}
}

// pause grows from five seconds to an hour.
func pause(attempts int64) time.Duration {
	return min(firstPause<<min(attempts, 20), longestPause)
}

// accepted starts the clock of an upload with its first accepted message, which
// a carrier took at the given time.
func (h *Housekeeping) accepted(ctx context.Context, tx *store.Tx, m db.Message, at time.Time) error {
	if m.Kind != messageCode {
		return nil
	}
	row, err := tx.Upload(ctx, m.UploadID)
	if err != nil {
		return fmt.Errorf("load upload: %w", err)
	}
	next, err := store.UploadOf(row).Sent(h.Now(), at)
	if isRefusal(err) {
		return nil // erased or associated meanwhile: nothing to start
	}
	if err != nil {
		return err
	}
	until := db.At(h.Now().Add(reportWithin).AddDate(0, 0, h.Policy.ContactDays))
	return errors.Join(tx.SaveUpload(ctx, row, next), tx.SetContactUntil(ctx, db.SetContactUntilParams{ContactUntilAt: until, ID: row.ID}))
}

// contactSettled starts the days after which the typed contact is blanked,
// once no message of the upload is on its way.
func (h *Housekeeping) contactSettled(ctx context.Context, tx *store.Tx, id photo.UploadID) error {
	if id == "" {
		return nil
	}
	open, err := tx.UnsettledOf(ctx, id)
	if err != nil || open > 0 {
		return err
	}
	until := db.At(h.Now().AddDate(0, 0, h.Policy.ContactDays))
	return tx.SetContactUntil(ctx, db.SetContactUntilParams{ContactUntilAt: until, ID: id})
}

// proven records the acceptance that a report proves, where nobody has yet:
// the report overtook the record, or the program died before it. The message
// was accepted in the try that held it last, whose date it prints.
func (h *Housekeeping) proven(ctx context.Context, tx *store.Tx, row db.Message) error {
	at := h.Now()
	if tried := row.LeaseAt.Add(-leaseFor); !row.LeaseAt.IsZero() && tried.Before(at) {
		at = tried
	}
	rows, err := tx.MessageProven(ctx, db.MessageProvenParams{AcceptedAt: db.At(at), ID: row.ID})
	if err != nil || rows == 0 {
		return err
	}
	return h.accepted(ctx, tx, row, at)
}

// Report takes the SMS gateway's report about a message: "delivered" or
// "failed". Either proves that the gateway had accepted it. The token, random
// and single to the message, is the permission.
func (h *Housekeeping) Report(ctx context.Context, token, state string) error {
	if state != progress.Delivered && state != progress.Failed {
		return photo.ErrMalformed
	}
	var row db.Message
	err := h.Store.Read(ctx, func(tx *store.Tx) (err error) {
		row, err = tx.MessageByReport(ctx, h.Hashes.Sum("report", token))
		return err
	})
	if err != nil {
		return unfound("message", err, photo.ErrNotFound) // noise of strangers is not recorded
	}
	event := system("message.report")
	event.Upload, event.Facts["state"] = string(row.UploadID), state
	err = h.Store.Write(ctx, event, func(tx *store.Tx) error {
		if err := h.proven(ctx, tx, row); err != nil {
			return err
		}
		rows, err := tx.MessageReported(ctx, db.MessageReportedParams{State: state, SettledAt: db.At(h.Now()), ID: row.ID})
		if err == nil && rows == 0 {
			err = errNothing
		}
		if err != nil {
			return err
		}
		return h.contactSettled(ctx, tx, row.UploadID)
	})
	if errors.Is(err, errNothing) {
		err = nil
	}
	return err
}
