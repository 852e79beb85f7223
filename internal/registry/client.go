package registry

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"
)

const (
	patience  = 5 * time.Second // for one question
	maxAnswer = 256 << 10       // bytes; an answer with 200 activities is about 80 KB
)

// Client is the way to one operation of one register: https unless the register
// is on this machine, no redirects, five seconds, 256 KB.
type Client struct {
	address string
	http    *http.Client
}

// NewClient checks the address of the operation; it asks nothing yet. A nil client
// means one with the system's certificates.
func NewClient(address string, given *http.Client) (*Client, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.Fragment != "":
		return nil, errors.New("register address is not a plain absolute address")
	case u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())):
		return nil, errors.New("register address must begin with https://")
	}
	if given == nil {
		given = &http.Client{}
	}
	guard := *given
	if guard.Timeout == 0 || guard.Timeout > patience {
		guard.Timeout = patience
	}
	guard.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Client{address: address, http: &guard}, nil
}

// Post posts the body with the header and gives the body of a 200 answer. All
// else is Unavailable, in words that repeat nothing of question or answer.
func (l *Client) Post(ctx context.Context, header http.Header, body []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, l.address, bytes.NewReader(body))
	if err != nil {
		return nil, down("bad address")
	}
	req.Header = header.Clone()
	resp, err := l.http.Do(req)
	if err != nil {
		return nil, silent(ctx, err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(http.MaxBytesReader(nil, resp.Body, maxAnswer))
	if err != nil {
		return nil, silent(ctx, err)
	}
	if resp.StatusCode != http.StatusOK {
		return nil, down(fmt.Sprintf("status %d", resp.StatusCode))
	}
	return answer, nil
}

func down(why string) error {
	return fmt.Errorf("%s: %w", why, Unavailable())
}

// silent puts a transport error into words of our own, because the original
// quotes the address; a visitor who went away is told apart.
func silent(ctx context.Context, err error) error {
	var timeout net.Error
	op, isOp := errors.AsType[*net.OpError](err)
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return fmt.Errorf("%w: %w", Unavailable(), ctx.Err())
	case errors.As(err, &timeout) && timeout.Timeout():
		return down("no answer in time")
	case isOp && op.Op == "dial":
		return down("cannot connect")
	}
	return down("no proper answer")
}

func loopback(host string) bool {
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}
