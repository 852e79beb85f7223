package sandboxclient

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

const (
	maxReply  = 16 << 20 // bytes
	patience  = time.Minute
	pollEvery = 50 * time.Millisecond
)

// Client is a client of one sandbox.
type Client struct {
	base string
	http *http.Client
}

// New returns a client of the sandbox at base, such as http://127.0.0.1:8090.
func New(base string) *Client {
	return &Client{base: strings.TrimRight(base, "/"), http: &http.Client{Timeout: patience}}
}

// Message is a text message as it arrived on a phone.
type Message struct {
	ID   string    `json:"id"`
	Time time.Time `json:"time"`
	From string    `json:"from"`
	To   string    `json:"to"`
	Text string    `json:"text"`
}

// Mail is a message as it arrived in a mailbox.
type Mail struct {
	ID          string       `json:"id"`
	Time        time.Time    `json:"time"`
	From        string       `json:"from"`
	To          string       `json:"to"`
	Subject     string       `json:"subject"`
	Text        string       `json:"text"`
	HTML        string       `json:"html"`
	Attachments []Attachment `json:"attachments"`
}

// Attachment is a part of a mail besides its text, inline pictures included.
type Attachment struct {
	Name        string `json:"name"`
	ContentType string `json:"content_type"`
	Content     []byte `json:"content_base64"`
}

// Messages returns what arrived at a mobile number (+3069…), newest last.
func (c *Client) Messages(tb testing.TB, to string) []Message {
	tb.Helper()
	var all []Message
	c.ask(tb, "/api/messages?to="+url.QueryEscape(to), &all)
	return all
}

// Mails returns what arrived in a mailbox, newest last.
func (c *Client) Mails(tb testing.TB, to string) []Mail {
	tb.Helper()
	var all []Mail
	c.ask(tb, "/api/mails?to="+url.QueryEscape(to), &all)
	return all
}

// NextMessage waits until more than after messages have arrived and returns the
// newest.
func (c *Client) NextMessage(tb testing.TB, to string, after int) Message {
	tb.Helper()
	return newest(tb, after, func() []Message { return c.Messages(tb, to) })
}

// NextMail waits until more than after mails have arrived and returns the newest.
func (c *Client) NextMail(tb testing.TB, to string, after int) Mail {
	tb.Helper()
	return newest(tb, after, func() []Mail { return c.Mails(tb, to) })
}

func newest[T any](tb testing.TB, after int, list func() []T) T {
	tb.Helper()
	for deadline := time.Now().Add(patience); ; <-time.After(pollEvery) {
		all := list()
		if len(all) > after {
			return all[len(all)-1]
		}
		if time.Now().After(deadline) {
			tb.Fatalf("sandbox: no message after %d of them within %v", after, patience)
		}
	}
}

// Fault makes a system (sms, smtp, contacts, business, custody, login)
// misbehave: mode is down, slow, error or ok.
func (c *Client) Fault(tb testing.TB, system, mode string, lasting time.Duration) {
	tb.Helper()
	order, err := json.Marshal(map[string]any{"system": system, "mode": mode, "seconds": int(lasting.Seconds())})
	if err != nil {
		tb.Fatalf("sandbox: %v", err)
	}
	c.send(tb, http.MethodPost, "/api/faults", order)
}

func (c *Client) ask(tb testing.TB, path string, into any) {
	tb.Helper()
	if err := json.Unmarshal(c.send(tb, http.MethodGet, path, nil), into); err != nil {
		tb.Fatalf("sandbox: read %s: %v", path, err)
	}
}

func (c *Client) send(tb testing.TB, method, path string, body []byte) []byte {
	tb.Helper()
	text, err := c.exchange(tb.Context(), method, path, body)
	if err != nil {
		tb.Fatalf("sandbox: %s %s: %v", method, path, err)
	}
	return text
}

func (c *Client) exchange(ctx context.Context, method, path string, body []byte) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	reply, err := c.http.Do(request)
	if err != nil {
		return nil, err
	}
	defer reply.Body.Close()
	text, err := io.ReadAll(io.LimitReader(reply.Body, maxReply))
	if err != nil {
		return nil, err
	}
	if reply.StatusCode/100 != 2 {
		return nil, fmt.Errorf("status %d: %.200s", reply.StatusCode, text)
	}
	return text, nil
}
