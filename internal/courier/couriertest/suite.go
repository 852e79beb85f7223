package couriertest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/courier"
)

const text = "ΚΩΔΙΚΑΡΙΘΜΟΣ\nB3+O3VCZAsaddxDuxLg0bQ\nΛήξη: 05/12/2026\n.\nΕίσοδος: myphoto.gov.gr ✓"

// Run checks every rule, each against a server of its own.
func Run(t *testing.T, open func(*testing.T) Server) {
	t.Helper()
	for name, rule := range map[string]func(*testing.T, Server){
		"ArrivesOnceAndUnchanged":           arrives,
		"DownIsWorthAnotherTry":             recovers(Down),
		"BusyIsWorthAnotherTry":             recovers(Busy),
		"RefusedIsPermanent":                refused,
		"SlowEndsWithTheContext":            slow,
		"CancelledSendsNothing":             cancelled,
		"BadMessagesArePermanentAndNotSent": unsendable,
		"ManyAtOnce":                        many,
		"ErrorsRepeatNothing":               discreet,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rule(t, open(t))
		})
	}
}

func message(s Server) courier.Message {
	return courier.Message{ID: "msg_01-a", To: s.Addresses()[0], Subject: "Ο κωδικάριθμός σας", Text: text}
}

func arrives(t *testing.T, s Server) {
	receipt, err := s.Sender().Send(t.Context(), message(s))
	if err != nil {
		t.Fatal(err)
	}
	if !receipt.Accepted.Equal(Clock()) || receipt.Reference == "" {
		t.Errorf("receipt %+v", receipt)
	}
	if diff := cmp.Diff([]Received{{To: s.Addresses()[0], Text: text}}, s.Inbox()); diff != "" {
		t.Error(diff)
	}
}

// A message abandoned because a gateway was restarted is a code that nobody
// sees.
func recovers(from Behaviour) func(*testing.T, Server) {
	return func(t *testing.T, s Server) {
		sender := s.Sender()
		s.SetBehaviour(from)
		_, err := sender.Send(t.Context(), message(s))
		if err == nil || errors.Is(err, courier.ErrPermanent) {
			t.Fatalf("%v; want a passing failure", err)
		}
		if got := s.Inbox(); len(got) != 0 {
			t.Fatalf("arrived nevertheless: %v", got)
		}
		s.SetBehaviour(Accepting)
		if _, err := sender.Send(t.Context(), message(s)); err != nil {
			t.Fatal(err)
		}
		if got := s.Inbox(); len(got) != 1 {
			t.Errorf("%d arrived", len(got))
		}
	}
}

func refused(t *testing.T, s Server) {
	s.SetBehaviour(Refusing)
	if _, err := s.Sender().Send(t.Context(), message(s)); !errors.Is(err, courier.ErrPermanent) {
		t.Errorf("%v; want ErrPermanent", err)
	}
}

func slow(t *testing.T, s Server) {
	s.SetBehaviour(Slow)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	bound, release := context.WithTimeout(t.Context(), 3*time.Second)
	defer release()
	_, err := s.Sender().Send(ctx, message(s))
	if !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, courier.ErrPermanent) {
		t.Errorf("%v; want the deadline", err)
	}
	if bound.Err() != nil {
		t.Error("came back long after the deadline")
	}
}

func cancelled(t *testing.T, s Server) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.Sender().Send(ctx, message(s))
	if !errors.Is(err, context.Canceled) || errors.Is(err, courier.ErrPermanent) {
		t.Errorf("%v; want the cancellation", err)
	}
	if got := s.Inbox(); len(got) != 0 {
		t.Errorf("arrived: %v", got)
	}
}

// Each of these would reach somebody else, or stay in the outbox for three days.
func unsendable(t *testing.T, s Server) {
	sender := s.Sender()
	good := message(s)
	for name, spoil := range map[string]func(*courier.Message){
		"no recipient":    func(m *courier.Message) { m.To = "" },
		"two recipients":  func(m *courier.Message) { m.To += "," + m.To },
		"second line":     func(m *courier.Message) { m.To += "\r\nBcc: x@example.gr" },
		"space":           func(m *courier.Message) { m.To = strings.ReplaceAll(m.To, "0", "0 0") + " x" },
		"no text":         func(m *courier.Message) { m.Text = "" },
		"endless text":    func(m *courier.Message) { m.Text = strings.Repeat("α", 300<<10) },
		"no id":           func(m *courier.Message) { m.ID = "" },
		"id with a break": func(m *courier.Message) { m.ID = "a\r\nb" },
		"id with a sign":  func(m *courier.Message) { m.ID = "a&state=1" },
	} {
		bad := good
		spoil(&bad)
		if _, err := sender.Send(t.Context(), bad); !errors.Is(err, courier.ErrPermanent) {
			t.Errorf("%s: %v; want ErrPermanent", name, err)
		}
	}
	if got := s.Inbox(); len(got) != 0 {
		t.Errorf("arrived: %v", got)
	}
}

func many(t *testing.T, s Server) {
	const each = 8
	sender := s.Sender()
	var wg sync.WaitGroup
	for i := range each {
		for _, to := range s.Addresses() {
			wg.Go(func() {
				m := courier.Message{ID: fmt.Sprintf("m%d", i), To: to, Subject: "x", Text: text}
				if _, err := sender.Send(t.Context(), m); err != nil {
					t.Error(err)
				}
			})
		}
	}
	wg.Wait()
	got := map[string]int{}
	for _, letter := range s.Inbox() {
		got[letter.To]++
	}
	for _, to := range s.Addresses() {
		if got[to] != each {
			t.Errorf("%d of %d arrived for one recipient", got[to], each)
		}
	}
}

// Errors end up in logs, which more people read than may know a code or a
// number.
func discreet(t *testing.T, s Server) {
	sender := s.Sender()
	m := message(s)
	private := append([]string{m.To, strings.TrimPrefix(m.To, "+"), "B3+O3VCZ", "ΚΩΔΙΚ", "://", "127.0.0.1", "localhost"}, s.Secrets()...)
	for _, behaviour := range []Behaviour{Down, Slow, Busy, Refusing} {
		s.SetBehaviour(behaviour)
		ctx, cancel := context.WithTimeout(t.Context(), 150*time.Millisecond)
		_, err := sender.Send(ctx, m)
		cancel()
		if err == nil {
			t.Errorf("behaviour %d: accepted", behaviour)
			continue
		}
		for _, word := range private {
			if strings.Contains(err.Error(), word) {
				t.Errorf("behaviour %d: the error repeats %q: %v", behaviour, word, err)
			}
		}
	}
	if printed := fmt.Sprintf("%v %+v %#v %v", m, m, m, m.LogValue()); strings.Contains(printed, m.To) || strings.Contains(printed, "B3+O3") {
		t.Errorf("a message prints as %s", printed)
	}
}
