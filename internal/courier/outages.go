package courier

import (
	"context"
	"errors"
	"log/slog"

	"myphoto/internal/outage"
)

// Watched is a sender whose outages are logged and told.
type Watched struct {
	sender Sender
	name   string
	log    *slog.Logger
	outage outage.Outage
}

// LogOutages returns sender with a log of its outages: one line for each cause
// when messages begin to fail, one when they are accepted again. The name
// appears in the log, for example "sms".
func LogOutages(sender Sender, name string, log *slog.Logger) *Watched {
	return &Watched{sender: sender, name: name, log: log}
}

// Failing reports whether the last message was not accepted for a reason that
// is not its own.
func (w *Watched) Failing() bool { return w.outage.Lasts() }

// Send sends the message. A permanent refusal says nothing about the sender,
// because it may concern this message alone; neither does the shutdown of our
// own process.
func (w *Watched) Send(ctx context.Context, m Message) (Receipt, error) {
	receipt, err := w.sender.Send(ctx, m)
	switch {
	case errors.Is(err, ErrPermanent), errors.Is(ctx.Err(), context.Canceled):
	case err != nil:
		if w.outage.Failed(err) {
			w.log.WarnContext(ctx, "messages are not accepted and wait", "sender", w.name, "error", err)
		}
	case w.outage.Worked():
		w.log.InfoContext(ctx, "messages are accepted again", "sender", w.name)
	}
	return receipt, err
}
