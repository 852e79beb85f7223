package outbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"myphoto/internal/courier"
	"myphoto/internal/photo"
	"myphoto/internal/service/internal/failpoint"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/names"
	"myphoto/internal/store"
)

// Outcomes of an attempt.
const (
	accepted  = "accepted"
	held      = "held"    // accepted, and the gateway keeps it until the network takes it
	network   = "network" // the network took it from the gateway
	temporary = "temporary"
	permanent = "permanent"
)

// Deliver hands the message that has waited longest in a lane to its sender, and
// returns the number of messages: 1, or 0 when none waits. Several loops and
// machines may run it at once, because each message is leased to one of them. When
// the program dies after the sender accepted a message and before that is recorded,
// the same message is sent again.
func (o *Outbox) Deliver(ctx context.Context, l Lane) (int, error) {
	var m store.Message
	err := o.config.Store.WriteUnlogged(ctx, func(tx *store.Tx) (err error) {
		now := o.config.Now()
		m, err = tx.LeaseMessage(ctx, l.storeLane(), now, now.Add(leaseTTL), now.Add(maxPause))
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return 1, o.deliver(ctx, m)
}

// deliver makes one attempt at a message and records the outcome.
func (o *Outbox) deliver(ctx context.Context, m store.Message) error {
	if !o.config.Now().Before(m.GiveUpAt) {
		return o.record(ctx, m, courier.Receipt{}, courier.ErrPermanent) // it would arrive too late
	}
	var kept content
	if err := o.config.Values.OpenJSON(m.Sealed, names.Message(m.ID), &kept); err != nil {
		o.config.Log.ErrorContext(ctx, "message cannot be opened", "message", m.ID, "error", err)
		return o.record(ctx, m, courier.Receipt{}, courier.ErrPermanent)
	}
	words, channel, err := o.compose(ctx, m, kept)
	switch {
	case photo.IsKind(err, photo.Unavailable):
		return o.record(ctx, m, courier.Receipt{}, err)
	case photo.IsRefusal(err) || errors.Is(err, courier.ErrPermanent):
		return o.record(ctx, m, courier.Receipt{}, courier.ErrPermanent) // for example, the upload is erased
	case err != nil:
		return err
	}
	m.Channel = channel
	sender := o.config.SMS
	if m.Channel == photo.ChannelEmail {
		sender = o.config.Email
	}
	limited, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	receipt, fault := sender.Send(limited, words)
	if fault == nil {
		o.config.Failpoint(failpoint.MessageAccepted)
	}
	return o.record(context.WithoutCancel(ctx), m, receipt, fault)
}

// record records an attempt and its consequences for the message and the upload.
func (o *Outbox) record(ctx context.Context, m store.Message, receipt courier.Receipt, fault error) error {
	event := journal.BySystem(journal.TryMessage)
	event.Upload = string(m.Upload)
	event.Facts["channel"], event.Facts["kind"] = string(m.Channel), m.Kind
	return o.config.Store.Write(ctx, event, func(tx *store.Tx) error {
		outcome, err := o.applyOutcome(ctx, tx, m, fault)
		if err != nil {
			return err
		}
		if outcome == accepted && receipt.Held {
			outcome = held
		}
		event.Facts["result"] = outcome
		return tx.CreateAttempt(ctx, store.Attempt{
			ID: photo.NewID("try_"), Message: m.ID, MadeAt: o.config.Now(), Outcome: outcome,
		})
	})
}

// applyOutcome applies the result of an attempt to the message, and returns its
// outcome.
func (o *Outbox) applyOutcome(ctx context.Context, tx *store.Tx, m store.Message, fault error) (string, error) {
	now := o.config.Now()
	again := now.Add(pause(m.Attempts))
	switch {
	case fault == nil:
		ours, err := tx.MessageSent(ctx, m, now)
		if err != nil || !ours {
			return accepted, err
		}
		return accepted, o.accept(ctx, tx, m, now)
	case errors.Is(fault, courier.ErrPermanent) || again.After(m.GiveUpAt):
		if _, err := tx.MessageFailed(ctx, m, now); err != nil {
			return permanent, err
		}
		return permanent, o.scheduleContactErasure(ctx, tx, m.Upload)
	default:
		_, err := tx.MessageAgain(ctx, m, again)
		return temporary, err
	}
}

// pause returns the time until the next attempt. It doubles with each attempt, from
// minPause up to maxPause.
func pause(attempts int) time.Duration {
	return min(minPause<<min(attempts, 20), maxPause)
}

// accept starts the retention period of an upload with its first accepted message,
// which a sender accepted at the given time.
func (o *Outbox) accept(ctx context.Context, tx *store.Tx, m store.Message, at time.Time) error {
	if m.Kind != kindCode {
		return nil
	}
	u, err := tx.Upload(ctx, m.Upload)
	if err != nil {
		return fmt.Errorf("load upload: %w", err)
	}
	next, err := u.Sent(o.config.Now(), at)
	if photo.IsRefusal(err) {
		return nil // erased or overdue meanwhile: there is nothing to start
	}
	if err != nil {
		return err
	}
	u.Upload = next
	return o.saveContactEnd(ctx, tx, u, o.config.Now().Add(reportWithin))
}

// scheduleContactErasure starts the days after which the typed contact is blanked,
// when no message of the upload is queued or waits for its report.
func (o *Outbox) scheduleContactErasure(ctx context.Context, tx *store.Tx, id photo.UploadID) error {
	if id == "" {
		return nil
	}
	open, err := tx.HasUnsettledMessages(ctx, id)
	if err != nil || open {
		return err
	}
	u, err := tx.Upload(ctx, id)
	if err != nil {
		return fmt.Errorf("load upload: %w", err)
	}
	if len(u.SealedContact) == 0 {
		return nil
	}
	return o.saveContactEnd(ctx, tx, u, o.config.Now())
}

// saveContactEnd saves an upload and sets its contact to be blanked ContactDays
// after from.
func (o *Outbox) saveContactEnd(ctx context.Context, tx *store.Tx, u store.Upload, from time.Time) error {
	if len(u.SealedContact) > 0 {
		u.ContactUntil = from.AddDate(0, 0, o.config.ContactDays)
	}
	return tx.SaveUpload(ctx, u)
}
