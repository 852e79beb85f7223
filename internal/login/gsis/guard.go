package gsis

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"myphoto/internal/login"
)

const (
	patience  = 5 * time.Second // for a whole sign-in, both questions
	maxAnswer = 64 << 10        // bytes of any answer
)

// newGuarded gives a copy of the client that follows no redirects, so that code,
// secret and token go nowhere else, and reads no more than maxAnswer.
func newGuarded(given *http.Client) *http.Client {
	if given == nil {
		given = &http.Client{}
	}
	guard := *given
	if guard.Timeout == 0 || guard.Timeout > patience {
		guard.Timeout = patience
	}
	guard.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	guard.Transport = bounded{next: guard.Transport}
	return &guard
}

type bounded struct{ next http.RoundTripper }

// RoundTrip asks and puts a limit on the answer; reading past it is an error.
func (b bounded) RoundTrip(req *http.Request) (*http.Response, error) {
	next := b.next
	if next == nil {
		next = http.DefaultTransport
	}
	resp, err := next.RoundTrip(req)
	if err == nil {
		resp.Body = http.MaxBytesReader(nil, resp.Body, maxAnswer)
	}
	return resp, err
}

// unavailable says why the server could not be asked. A visitor who went away
// is told apart, so that nobody counts that against the provider.
func unavailable(ctx context.Context, why string) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return fmt.Errorf("%w: %w", login.Unavailable(), ctx.Err())
	}
	return fmt.Errorf("%s: %w", why, login.Unavailable())
}

// reason puts a transport error into words of our own: the original quotes the
// address and what the other side sent.
func reason(err error) string {
	var timeout net.Error
	op, isOp := errors.AsType[*net.OpError](err)
	switch {
	case errors.As(err, &timeout) && timeout.Timeout():
		return "no answer in time"
	case isOp && op.Op == "dial":
		return "cannot connect"
	}
	return "no proper answer"
}
