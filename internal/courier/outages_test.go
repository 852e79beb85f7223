package courier_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
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

// The first line may tell a passing trouble, while the cause for the operator is
// the second.
func TestEachCauseOfAnOutageIsLoggedOnce(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	g := &gateway{}
	w := courier.LogOutages(g, "email", slog.New(slog.NewTextHandler(&out, nil)))
	busy, refused := errors.New("reply 451"), errors.New("reply 554 5.7.1")
	for _, answer := range []error{busy, refused, busy, refused, courier.ErrPermanent} {
		g.answer = answer
		_, _ = w.Send(t.Context(), courier.Message{ID: "msg_1"})
	}
	if n := strings.Count(out.String(), "level=WARN"); n != 2 || !w.Failing() {
		t.Errorf("%d warnings, failing %v:\n%s", n, w.Failing(), out.String())
	}
	g.answer = nil
	if _, err := w.Send(t.Context(), courier.Message{ID: "msg_1"}); err != nil || w.Failing() {
		t.Errorf("after recovery: %v, failing %v", err, w.Failing())
	}
	for n := range 100 {
		g.answer = fmt.Errorf("reply %d", n)
		_, _ = w.Send(t.Context(), courier.Message{ID: "msg_1"})
	}
	if n := strings.Count(out.String(), "level=WARN"); n != 2+16 {
		t.Errorf("%d warnings of an endless outage", n)
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
