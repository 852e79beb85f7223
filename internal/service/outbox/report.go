package outbox

import (
	"context"
	"errors"
	"net/url"

	"myphoto/internal/courier/sms"
	"myphoto/internal/photo"
	"myphoto/internal/photo/progress"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/names"
	"myphoto/internal/store"
)

// Report records the delivery report of the SMS gateway about a message, which is
// the query of the URL that the gateway calls. Delivered and failed prove that the
// gateway accepted the message. Any other state is not final and is ignored, and so
// is a malformed report. The token is random, belongs to one message and is the
// permission: an unknown token is [photo.ErrNotFound].
func (o *Outbox) Report(ctx context.Context, token string, query url.Values) error {
	report, err := sms.ParseReport(query)
	state, final := map[sms.State]string{sms.Delivered: progress.Delivered, sms.Failed: progress.Failed}[report.State]
	if err != nil || !final {
		return nil //nolint:nilerr // the gateway learns nothing about what it sends
	}
	var m store.Message
	err = o.config.Store.Read(ctx, func(tx *store.Tx) (err error) {
		m, err = tx.MessageByReport(ctx, o.config.Hashes.Sum(names.HashReport, token))
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
		first, err := tx.MessageReported(ctx, m, state, o.config.Now())
		if err == nil && !first {
			err = store.ErrNothing
		}
		if err != nil {
			return err
		}
		return o.scheduleContactErasure(ctx, tx, m.Upload)
	})
	if errors.Is(err, store.ErrNothing) {
		err = nil
	}
	return err
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
