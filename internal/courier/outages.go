package courier

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
)

// outageLogger is a carrier that tells the log once when it begins to fail and once
// when it works again, however many messages wait.
type outageLogger struct {
	sender  Sender
	name    string
	log     *slog.Logger
	failing atomic.Bool
}

var _ Sender = (*outageLogger)(nil)

// LogOutages watches a carrier; name is its word in the log, like "sms".
func LogOutages(carrier Sender, name string, log *slog.Logger) *outageLogger {
	return &outageLogger{sender: carrier, name: name, log: log}
}

// Send hands the message on. A permanent refusal says nothing about the
// carrier, for it may concern this message alone; nor does the end of our work.
func (w *outageLogger) Send(ctx context.Context, m Message) (Receipt, error) {
	receipt, err := w.sender.Send(ctx, m)
	switch {
	case errors.Is(err, ErrPermanent), errors.Is(ctx.Err(), context.Canceled):
	case err != nil && !w.failing.Swap(true):
		w.log.WarnContext(ctx, "messages are not accepted and wait", "carrier", w.name, "error", err)
	case err == nil && w.failing.Swap(false):
		w.log.InfoContext(ctx, "messages are accepted again", "carrier", w.name)
	}
	return receipt, err
}
