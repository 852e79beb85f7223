package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	callers     = 16
	warmFor     = 2 * time.Second
	application = "driving-licences"
	purpose     = "driving-licence-issue"
)

// crowd is a number of clients, each with a connection that it keeps.
type crowd struct {
	address string
	host    string // under which the service knows itself; empty: its address
	client  *http.Client
	buffers [][]byte // one for each client, so that reading allocates nothing
}

func newCrowd(address string, size int) *crowd {
	transport := &http.Transport{MaxIdleConnsPerHost: size, DisableCompression: true, ReadBufferSize: 64 << 10}
	c := &crowd{"http://" + address, "", &http.Client{Transport: transport, Timeout: patience}, make([][]byte, size)}
	for i := range c.buffers {
		c.buffers[i] = make([]byte, 64<<10)
	}
	return c
}

// ask sends a request of one caller, writes the body of the response to out, and
// returns the status.
func (c *crowd) ask(caller int, req *http.Request, out io.Writer) (int, error) {
	req.Host = c.host
	resp, err := c.client.Do(req)
	if err != nil {
		return 0, fmt.Errorf("ask: %w", err)
	}
	defer resp.Body.Close()
	if _, err := io.CopyBuffer(out, struct{ io.Reader }{resp.Body}, c.buffers[caller]); err != nil {
		return 0, fmt.Errorf("read answer: %w", err)
	}
	return resp.StatusCode, nil
}

// token signs the application in.
func (c *crowd) token(ctx context.Context) (string, error) {
	form := url.Values{"grant_type": {"client_credentials"}}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.address+"/oauth2/token", strings.NewReader(form.Encode()))
	if err != nil {
		return "", fmt.Errorf("ask for a token: %w", err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth(application, "demo-"+application)
	var out bytes.Buffer
	status, err := c.ask(0, req, &out)
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("the token was refused with %d", status)
	}
	var given struct {
		Token string `json:"access_token"`
	}
	return given.Token, errors.Join(err, json.Unmarshal(out.Bytes(), &given))
}

// measureRetrievals lets every caller make retrievals and fetch their portraits;
// the citizens take turns.
func (s *scene) measureRetrievals(ctx context.Context) error {
	token, err := s.crowd.token(ctx)
	if err != nil {
		return err
	}
	people := citizens()
	turn := func(caller, n int) error {
		seen := &counted{}
		if n == 0 {
			seen.digest = sha256.New()
		}
		return retrieval{s.crowd, token, people[(caller+n*callers)%len(people)][2], seen}.run(ctx, caller)
	}
	if _, err := together(callers, lasting(warmFor, turn)); err != nil {
		return err
	}
	taken := s.profiling(ctx)
	s.retrievals, err = s.costs(callers, lasting(s.retrieve, turn))
	return errors.Join(err, <-taken)
}

// retrieval is a retrieval (POST) and the fetch of its portrait (GET).
type retrieval struct {
	crowd      *crowd
	token, afm string
	seen       *counted
}

// counted counts the bytes written to it and adds them to its digest, if any.
type counted struct {
	bytes  int64
	digest hash.Hash
}

func (c *counted) Write(b []byte) (int, error) {
	c.bytes += int64(len(b))
	if c.digest != nil {
		_, _ = c.digest.Write(b) // never fails
	}
	return len(b), nil
}

const question = `{"subject":{"afm":%q},"items":["photo"],"purpose":%q,"case":"BENCH-1","audit":{"transaction_id":"1",` +
	`"transaction_date":%q,"unit":"bench","protocol":"1","user_id":"bench","user_ip":"127.0.0.1"}}`

func (r retrieval) run(ctx context.Context, caller int) error {
	text := fmt.Sprintf(question, r.afm, purpose, time.Now().UTC().Format(time.RFC3339))
	req, err := r.request(ctx, http.MethodPost, "/api/v1/retrievals", strings.NewReader(text))
	if err != nil {
		return err
	}
	var out bytes.Buffer
	status, err := r.crowd.ask(caller, req, &out)
	if err != nil {
		return err
	}
	if status != http.StatusCreated {
		return fmt.Errorf("the retrieval was answered with %d: %s", status, out.String())
	}
	var made struct {
		Items []struct {
			Bytes  int64  `json:"bytes"`
			SHA256 string `json:"sha256"`
			Href   string `json:"href"`
		} `json:"items"`
	}
	if err := json.Unmarshal(out.Bytes(), &made); err != nil || len(made.Items) != 1 {
		return errors.Join(err, errors.New("the retrieval does not name one picture"))
	}
	if req, err = r.request(ctx, http.MethodGet, made.Items[0].Href, nil); err != nil {
		return err
	}
	status, err = r.crowd.ask(caller, req, r.seen)
	if err == nil && (status != http.StatusOK || r.seen.bytes != made.Items[0].Bytes) {
		err = fmt.Errorf("the picture was answered with %d and %d bytes", status, r.seen.bytes)
	}
	if err == nil && r.seen.digest != nil && hex.EncodeToString(r.seen.digest.Sum(nil)) != made.Items[0].SHA256 {
		err = errors.New("the picture is not the one that was promised")
	}
	return err
}

func (r retrieval) request(ctx context.Context, method, path string, body io.Reader) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, method, r.crowd.address+path, body)
	if err != nil {
		return nil, fmt.Errorf("ask: %w", err)
	}
	req.Header.Set("Authorization", "Bearer "+r.token)
	req.Header.Set("Content-Type", "application/json")
	return req, nil
}
