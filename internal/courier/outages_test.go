package courier_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"myphoto/internal/courier"
)

// gateway returns the error that a test sets.
type gateway struct{ answer error }

func (g *gateway) Send(context.Context, courier.Message) (courier.Receipt, error) {
	return courier.Receipt{}, g.answer
}

// An operator must learn that nobody can sign in from one line, not from
// thousands, and a single bad number must not look like a broken gateway.
func TestFailureAndRecoveryAreEachLoggedOnce(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	g := &gateway{}
	w := courier.LogOutages(g, "sms", slog.New(slog.NewTextHandler(&out, nil)))
	down := errors.New("cannot connect")
	for _, answer := range []error{nil, courier.ErrPermanent, down, courier.ErrPermanent, down, nil, nil} {
		g.answer = answer
		if _, err := w.Send(t.Context(), courier.Message{ID: "msg_1", To: "+306900000001"}); !errors.Is(err, answer) {
			t.Errorf("%v became %v", answer, err)
		}
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 2 || !strings.Contains(lines[0], "level=WARN") || !strings.Contains(lines[1], "level=INFO") {
		t.Errorf("want one warning and one recovery, got:\n%s", out.String())
	}
	if strings.Contains(out.String(), "6900000001") {
		t.Errorf("a number is in the log:\n%s", out.String())
	}
}

// Shutting down interrupts a message; that is no failure of the gateway.
func TestShutdownIsNoFailureOfTheSender(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	w := courier.LogOutages(&gateway{context.Canceled}, "sms", slog.New(slog.NewTextHandler(&out, nil)))
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := w.Send(ctx, courier.Message{}); !errors.Is(err, context.Canceled) || out.Len() > 0 {
		t.Errorf("%v, %s", err, out.String())
	}
}
