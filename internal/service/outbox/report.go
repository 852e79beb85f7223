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

// Report takes the SMS gateway's delivery report about a message, as the query of
// the address that it calls. Delivered or failed proves that the gateway had
// accepted the message; any other state decides nothing yet and is ignored, as is
// a query that is no report. The token, random and single to the message, is the
// permission: an unknown one is [photo.ErrNotFound].
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
		return store.NotFoundOr(photo.ErrNotFound, "message", err) // noise of strangers is not recorded
	}
	event := journal.BySystem(journal.ReportMessage)
	event.Upload, event.Facts["state"] = string(m.Upload), state
	err = o.config.Store.Write(ctx, event, func(tx *store.Tx) error {
		if err := o.acceptFromReport(ctx, tx, m); err != nil {
			return err
		}
		news, err := tx.MessageReported(ctx, m, state, o.config.Now())
		if err == nil && !news {
			err = errNothing
		}
		if err != nil {
			return err
		}
		return o.scheduleContactErasure(ctx, tx, m.Upload)
	})
	if errors.Is(err, errNothing) {
		err = nil
	}
	return err
}

// acceptFromReport records the acceptance that a report proves, where nobody has
// yet: the report overtook the record, or the program died before it. The message
// was accepted in the attempt that held it last, whose date it prints.
func (o *Outbox) acceptFromReport(ctx context.Context, tx *store.Tx, m store.Message) error {
	at := o.config.Now()
	if tried := m.LeaseAt.Add(-leaseTTL); !m.LeaseAt.IsZero() && tried.Before(at) {
		at = tried
	}
	news, err := tx.MessageProven(ctx, m, at)
	if err != nil || !news {
		return err
	}
	return o.accept(ctx, tx, m, at)
}
