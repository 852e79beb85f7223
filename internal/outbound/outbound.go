package outbound

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"
)

// Limits bound one request of a client.
type Limits struct {
	Timeout time.Duration // from dialling to the last byte of the response
	MaxBody int64         // bytes of a response body
}

// NewClient returns a copy of base that follows no redirects, because the next
// host would receive credentials and personal data, and that keeps the limits.
// A shorter timeout of base stays. Reading a response body beyond MaxBody
// fails with [http.MaxBytesError]. A nil base means a client with the system's
// certificates.
func NewClient(base *http.Client, limits Limits) *http.Client {
	if base == nil {
		base = &http.Client{}
	}
	client := *base
	if client.Timeout == 0 || client.Timeout > limits.Timeout {
		client.Timeout = limits.Timeout
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	client.Transport = limitedTransport{next: client.Transport, maxBody: limits.MaxBody}
	return &client
}

type limitedTransport struct {
	next    http.RoundTripper // nil: [http.DefaultTransport]
	maxBody int64
}

// RoundTrip sends the request and limits the body of the response.
func (t limitedTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	next := t.next
	if next == nil {
		next = http.DefaultTransport
	}
	resp, err := next.RoundTrip(req)
	if err == nil {
		resp.Body = http.MaxBytesReader(nil, resp.Body, t.maxBody)
	}
	return resp, err
}

// CheckURL returns an error unless address is an absolute https URL without
// user information, query and fragment. Plain http is accepted for a host on
// this machine. The error does not repeat the address, which may hold a
// password.
func CheckURL(address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return errors.New("address is not a plain absolute address")
	case u.Scheme == "https" || u.Scheme == "http" && IsLoopback(u.Hostname()):
		return nil
	}
	return errors.New("address must begin with https://")
}

// IsLoopback reports whether host, a name or an IP address without a port, is
// this machine.
func IsLoopback(host string) bool {
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}

// Redact returns a transport error in our own words: the original quotes the
// address and may quote the request. When ctx has ended, the result wraps the
// error of ctx, so that callers can distinguish a caller who gave up from a
// system that is down.
func Redact(ctx context.Context, err error) error {
	var timeout net.Error
	op, isOp := errors.AsType[*net.OpError](err)
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("no answer in time: %w", ctx.Err())
	case errors.As(err, &timeout) && timeout.Timeout():
		return errors.New("no answer in time")
	case isOp && op.Op == "dial":
		return errors.New("cannot connect")
	}
	return errors.New("no proper answer")
}
