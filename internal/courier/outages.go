package courier

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
)

// outageLogger logs once when its sender begins to fail and once when it works
// again, however many messages wait.
type outageLogger struct {
	sender  Sender
	name    string
	log     *slog.Logger
	failing atomic.Bool
}

// LogOutages returns sender with a log of its outages: one line when messages
// begin to fail, one when they are accepted again. The name appears in the
// log, for example "sms".
func LogOutages(sender Sender, name string, log *slog.Logger) Sender {
	return &outageLogger{sender: sender, name: name, log: log}
}

// Send sends the message. A permanent refusal says nothing about the sender,
// because it may concern this message alone; neither does the shutdown of our
// own process.
func (l *outageLogger) Send(ctx context.Context, m Message) (Receipt, error) {
	receipt, err := l.sender.Send(ctx, m)
	switch {
	case errors.Is(err, ErrPermanent), errors.Is(ctx.Err(), context.Canceled):
	case err != nil && !l.failing.Swap(true):
		l.log.WarnContext(ctx, "messages are not accepted and wait", "sender", l.name, "error", err)
	case err == nil && l.failing.Swap(false):
		l.log.InfoContext(ctx, "messages are accepted again", "sender", l.name)
	}
	return receipt, err
}
