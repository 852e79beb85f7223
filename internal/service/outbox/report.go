package outbox

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"

	"myphoto/internal/courier/sms"
	"myphoto/internal/photo"
	"myphoto/internal/photo/progress"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/names"
	"myphoto/internal/store"
)

// Report records the delivery report of the SMS gateway about a message, which is
// the query of the URL that the gateway calls. Each of the states that it records
// proves that the gateway accepted the message: delivered and failed, which are
// final, and accepted by the network. A malformed report is ignored. The token is
// random, belongs to one message and is the permission: an unknown token is
// [photo.ErrNotFound].
func (o *Outbox) Report(ctx context.Context, token string, query url.Values) error {
	report, err := sms.ParseReport(query)
	state, known := map[sms.State]string{sms.Delivered: progress.Delivered, sms.Failed: progress.Failed, sms.Accepted: network}[report.State]
	if err != nil || !known {
		return nil //nolint:nilerr // the gateway learns nothing about what it sends
	}
	var m store.Message
	err = o.config.Store.Read(ctx, func(tx *store.Tx) (err error) {
		err = store.ErrNotFound
		for _, hash := range o.config.Hashes.All(names.HashReport, token) {
			if m, err = tx.MessageByReport(ctx, hash); !errors.Is(err, store.ErrNotFound) {
				break
			}
		}
		return err
	})
	if err != nil {
		return store.NotFoundOr(photo.ErrNotFound, "message", err) // requests of strangers are not recorded
	}
	event := journal.BySystem(journal.ReportMessage)
	event.Upload, event.Facts["state"] = string(m.Upload), state
	err = o.config.Store.Write(ctx, event, func(tx *store.Tx) error {
		if err := o.acceptFromReport(ctx, tx, m); err != nil {
			return err
		}
		if state == network {
			return o.takenByNetwork(ctx, tx, m)
		}
		return o.settle(ctx, tx, m, state)
	})
	if errors.Is(err, store.ErrNothing) {
		err = nil
	}
	return err
}

// settle records the final state of a message, once.
func (o *Outbox) settle(ctx context.Context, tx *store.Tx, m store.Message, state string) error {
	first, err := tx.MessageReported(ctx, m, state, o.config.Now())
	if err == nil && !first {
		err = store.ErrNothing
	}
	if err != nil {
		return err
	}
	return o.scheduleContactErasure(ctx, tx, m.Upload)
}

// takenByNetwork records, once, that the network took a message from the gateway.
// After its final state that is no news.
func (o *Outbox) takenByNetwork(ctx context.Context, tx *store.Tx, m store.Message) error {
	attempts, err := tx.Attempts(ctx, m.Upload)
	if err != nil {
		return fmt.Errorf("load attempts: %w", err)
	}
	known := slices.ContainsFunc(attempts, func(a store.Attempt) bool { return a.Message == m.ID && a.Outcome == network })
	if known || m.State != progress.Queued && m.State != progress.Sent {
		return store.ErrNothing
	}
	return tx.CreateAttempt(ctx, store.Attempt{ID: photo.NewID("try_"), Message: m.ID, MadeAt: o.config.Now(), Outcome: network})
}

// acceptFromReport records the acceptance that a report proves, when it is not
// recorded yet: the report came before the record, or the program died before it.
// The message was accepted in the attempt that leased it last, whose date it
// states.
func (o *Outbox) acceptFromReport(ctx context.Context, tx *store.Tx, m store.Message) error {
	at := o.config.Now()
	if leased := m.LeaseAt.Add(-leaseTTL); !m.LeaseAt.IsZero() && leased.Before(at) {
		at = leased
	}
	first, err := tx.MessageProven(ctx, m, at)
	if err != nil || !first {
		return err
	}
	return o.accept(ctx, tx, m, at)
}
