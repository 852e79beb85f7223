package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"time"
)

const (
	patience  = 30 * time.Second
	maxAnswer = 8 << 20 // bytes
)

// visitor is one browser of one person.
type visitor struct {
	program *program
	user    string
	mobile  string
	client  *http.Client
}

// visitor opens a browser. It reaches the service under its public address,
// whatever that name resolves to.
func (p *program) visitor(user, mobile string) (*visitor, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, fmt.Errorf("open browser: %w", err)
	}
	dialer := &net.Dialer{}
	return &visitor{p, user, mobile, &http.Client{
		Jar: jar, Timeout: patience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			if "http://"+address == p.url {
				address = p.door
			}
			return dialer.DialContext(ctx, network, address)
		}},
	}}, nil
}

// answer is a response: the target of a redirect, or a page.
type answer struct {
	status int
	to     string
	body   []byte
}

func (v *visitor) get(ctx context.Context, address string) (answer, error) {
	return v.ask(ctx, http.MethodGet, address, nil)
}

func (v *visitor) post(ctx context.Context, address string, form url.Values) (answer, error) {
	return v.ask(ctx, http.MethodPost, address, form)
}

func (v *visitor) ask(ctx context.Context, method, address string, form url.Values) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, method, v.at(address), strings.NewReader(form.Encode()))
	if err != nil {
		return answer{}, fmt.Errorf("ask: %w", err)
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return v.send(req)
}

func (v *visitor) at(address string) string {
	if strings.HasPrefix(address, "/") {
		return v.program.url + address
	}
	return address
}

// send sends a request as a page of the same site would.
func (v *visitor) send(req *http.Request) (answer, error) {
	if req.Method == http.MethodPost {
		req.Header.Set("Origin", req.URL.Scheme+"://"+req.URL.Host)
	}
	resp, err := v.client.Do(req)
	if err != nil {
		return answer{}, fmt.Errorf("ask: %w", err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return answer{}, fmt.Errorf("read answer: %w", err)
	}
	return answer{resp.StatusCode, strings.TrimPrefix(resp.Header.Get("Location"), v.program.url), body}, nil
}

// submit posts a form that must lead to the given page.
func (v *visitor) submit(ctx context.Context, path string, form url.Values, to string) error {
	a, err := v.post(ctx, path, form)
	if err == nil && !strings.HasPrefix(a.to, to) {
		err = fmt.Errorf("%s at %s: %d to %q, expected %s", v.user, path, a.status, a.to, to)
	}
	return err
}

var (
	loginCode = regexp.MustCompile(`#(\d{6})\s*$`)
	studio    = regexp.MustCompile(`name="role" value="photographer"><input type="hidden" name="studio" value="([^"]*)"`)
)

// signIn signs in completely, as a photographer or a citizen.
func (v *visitor) signIn(ctx context.Context, role string) error {
	began, err := v.get(ctx, "/login")
	if err != nil {
		return err
	}
	form := url.Values{"username": {v.user}, "password": {v.user}}
	provided, err := v.post(ctx, began.to, form)
	if err != nil {
		return err
	}
	if _, err := v.get(ctx, provided.to); err != nil {
		return err
	}
	code, err := v.program.text(ctx, v.mobile, loginCode)
	if err != nil {
		return err
	}
	if err := v.submit(ctx, "/otp", url.Values{"otp": {code}}, "/me"); err != nil {
		return err
	}
	return v.choose(ctx, role)
}

// choose confirms the details, chooses the role and accepts the terms, if each is
// asked for.
func (v *visitor) choose(ctx context.Context, role string) error {
	a, err := v.post(ctx, "/me", nil)
	if err == nil && a.to == "/profile" {
		var page answer
		if page, err = v.get(ctx, "/profile"); err != nil {
			return err
		}
		form := url.Values{"role": {role}, "studio": {""}}
		if found := studio.FindSubmatch(page.body); found != nil && role == "photographer" {
			form.Set("studio", string(found[1]))
		}
		a, err = v.post(ctx, "/profile", form)
	}
	if err == nil && a.to == "/terms/accept" {
		a, err = v.post(ctx, "/terms/accept", nil)
	}
	home := map[string]string{"citizen": "/citizen", "photographer": "/studio"}[role]
	if err == nil && a.to != home {
		err = fmt.Errorf("%s came to %q instead of %s", v.user, a.to, home)
	}
	return err
}

// text waits for a text message that matches the pattern on a phone and returns its
// first group.
func (p *program) text(ctx context.Context, mobile string, wanted *regexp.Regexp) (string, error) {
	client := &http.Client{Timeout: patience}
	for end := time.Now().Add(patience); time.Now().Before(end); {
		texts, err := p.texts(client, mobile)
		if err != nil {
			return "", err
		}
		for _, one := range texts {
			if found := wanted.FindStringSubmatch(one); found != nil {
				return found[1], nil
			}
		}
		if err := pause(ctx, 20*time.Millisecond); err != nil {
			return "", err
		}
	}
	return "", errors.New("no text message came")
}

func (p *program) texts(client *http.Client, mobile string) ([]string, error) {
	resp, err := client.Get("http://" + p.sandbox + "/api/messages?" + url.Values{"to": {mobile}}.Encode())
	if err != nil {
		return nil, fmt.Errorf("read phone: %w", err)
	}
	defer resp.Body.Close()
	var received []struct {
		Text string `json:"text"`
	}
	if err := json.NewDecoder(io.LimitReader(resp.Body, maxAnswer)).Decode(&received); err != nil {
		return nil, fmt.Errorf("read phone: %w", err)
	}
	texts := make([]string, len(received))
	for i, one := range received {
		texts[i] = one.Text
	}
	return texts, nil
}
