package courier

import (
	"context"
	"errors"
	"log/slog"
	"sync"
)

// maxCauses bounds the causes that one outage logs.
const maxCauses = 16

// Watched is a sender whose outages are logged and told.
type Watched struct {
	sender Sender
	name   string
	log    *slog.Logger

	mu     sync.Mutex
	causes map[string]bool // logged in this outage; nil while messages are accepted
}

// LogOutages returns sender with a log of its outages: one line for each cause
// when messages begin to fail, one when they are accepted again. The name
// appears in the log, for example "sms".
func LogOutages(sender Sender, name string, log *slog.Logger) *Watched {
	return &Watched{sender: sender, name: name, log: log}
}

// Failing reports whether the last message was not accepted for a reason that
// is not its own.
func (w *Watched) Failing() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.causes != nil
}

// Send sends the message. A permanent refusal says nothing about the sender,
// because it may concern this message alone; neither does the shutdown of our
// own process.
func (w *Watched) Send(ctx context.Context, m Message) (Receipt, error) {
	receipt, err := w.sender.Send(ctx, m)
	switch {
	case errors.Is(err, ErrPermanent), errors.Is(ctx.Err(), context.Canceled):
	case err != nil:
		if w.begins(err.Error()) {
			w.log.WarnContext(ctx, "messages are not accepted and wait", "sender", w.name, "error", err)
		}
	case w.ends():
		w.log.InfoContext(ctx, "messages are accepted again", "sender", w.name)
	}
	return receipt, err
}

// begins notes a cause, and reports whether it is new in this outage.
func (w *Watched) begins(cause string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.causes == nil {
		w.causes = map[string]bool{}
	}
	if w.causes[cause] || len(w.causes) >= maxCauses {
		return false
	}
	w.causes[cause] = true
	return true
}

// ends reports whether there was an outage, which is over now.
func (w *Watched) ends() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	failed := w.causes != nil
	w.causes = nil
	return failed
}
