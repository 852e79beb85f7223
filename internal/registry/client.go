package registry

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"myphoto/internal/outbound"
)

const (
	timeout = 5 * time.Second // for one question
	maxBody = 256 << 10       // bytes; an answer with 200 activities is about 80 KB
)

// Client calls one operation of one register: https unless the register is on
// this machine, no redirects, at most five seconds and 256 KB.
type Client struct {
	address string
	http    *http.Client
}

// NewClient checks the address of the operation; it sends nothing. A nil
// client means one with the system's certificates.
func NewClient(address string, client *http.Client) (*Client, error) {
	if err := outbound.CheckURL(address); err != nil {
		return nil, fmt.Errorf("register %w", err)
	}
	return &Client{address: address, http: outbound.NewClient(client, outbound.Limits{Timeout: timeout, MaxBody: maxBody})}, nil
}

// Post sends the header and the body and returns the body of a response with
// status 200. Everything else fails with [Unavailable], in words that repeat
// nothing of the question or the answer; the error also wraps
// [context.Canceled] when the caller gave up.
func (c *Client) Post(ctx context.Context, header http.Header, body []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.address, bytes.NewReader(body))
	if err != nil {
		return nil, unavailable(errors.New("bad address"))
	}
	req.Header = header.Clone()
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, unavailable(outbound.Redact(ctx, err))
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, unavailable(outbound.Redact(ctx, err))
	}
	if resp.StatusCode != http.StatusOK {
		return nil, unavailable(fmt.Errorf("status %d", resp.StatusCode))
	}
	return answer, nil
}

func unavailable(why error) error { return fmt.Errorf("%w: %w", why, Unavailable()) }
