package courier

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
)

// Watched is a carrier that tells the log once when it begins to fail and once
// when it works again, however many messages wait.
type Watched struct {
	carrier Carrier
	name    string
	log     *slog.Logger
	failing atomic.Bool
}

var _ Carrier = (*Watched)(nil)

// Watch watches a carrier; name is its word in the log, like "sms".
func Watch(carrier Carrier, name string, log *slog.Logger) *Watched {
	return &Watched{carrier: carrier, name: name, log: log}
}

// Carry hands the message on. A permanent refusal says nothing about the
// carrier, for it may concern this message alone; nor does the end of our work.
func (w *Watched) Carry(ctx context.Context, m Message) (Receipt, error) {
	receipt, err := w.carrier.Carry(ctx, m)
	switch {
	case errors.Is(err, ErrPermanent), errors.Is(ctx.Err(), context.Canceled):
	case err != nil && !w.failing.Swap(true):
		w.log.WarnContext(ctx, "messages are not accepted and wait", "carrier", w.name, "error", err)
	case err == nil && w.failing.Swap(false):
		w.log.InfoContext(ctx, "messages are accepted again", "carrier", w.name)
	}
	return receipt, err
}
