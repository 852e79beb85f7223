package sms

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"myphoto/internal/courier"
	"myphoto/internal/outbound"
)

const (
	timeout  = 10 * time.Second // for one message
	maxBody  = 4 << 10          // bytes of a response
	maxParts = 6                // of one text; Kannel's own limit is 10
)

// Config is the address of the gateway and the sender of the messages.
type Config struct {
	// URL is Kannel's sendsms address, with user and password, if any, as its
	// user information. Plain http is only for the operator's own network.
	URL    string
	Sender string           // up to 11 letters, digits and spaces, or a number
	Now    func() time.Time // our clock
	HTTP   *http.Client     // nil: a client with the system's certificates
}

// Client sends text messages through one Kannel gateway.
type Client struct {
	address  string
	user     string
	password string
	sender   string
	now      func() time.Time
	http     *http.Client
}

var _ courier.Sender = (*Client)(nil)

var (
	senderForm = regexp.MustCompile(`^([A-Za-z0-9][A-Za-z0-9 ._-]{0,10}|\+?[0-9]{3,15})$`)
	number     = regexp.MustCompile(`^\+[1-9][0-9]{7,14}$`)
	visible    = regexp.MustCompile(`^[!-~]*$`)
)

// New checks the configuration; it sends nothing. Its errors do not repeat the
// address, which may hold a password.
func New(c Config) (*Client, error) {
	u, err := url.Parse(c.URL)
	switch {
	case err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") || u.RawQuery != "" || u.Fragment != "":
		return nil, errors.New("sms gateway: address is not a plain http or https address")
	case !senderForm.MatchString(c.Sender):
		return nil, errors.New("sms gateway: sender is not 1-11 letters, digits or spaces, nor a number")
	case c.Now == nil:
		return nil, errors.New("sms gateway: no clock")
	}
	password, _ := u.User.Password()
	if !visible.MatchString(u.User.Username()) || !visible.MatchString(password) {
		return nil, errors.New("sms gateway: user or password has characters that no header can carry")
	}
	client := &Client{
		user: u.User.Username(), password: password, sender: c.Sender, now: c.Now,
		http: outbound.NewClient(c.HTTP, outbound.Limits{Timeout: timeout, MaxBody: maxBody}),
	}
	u.User = nil
	client.address = u.String()
	return client, nil
}

// Send sends the text to the gateway. The reference of the receipt is the id of
// the message, which delivery reports repeat.
func (c *Client) Send(ctx context.Context, m courier.Message) (courier.Receipt, error) {
	if err := validate(m); err != nil {
		return courier.Receipt{}, fmt.Errorf("sms: %w: %w", err, courier.ErrPermanent)
	}
	req, err := c.request(ctx, m)
	if err != nil {
		return courier.Receipt{}, fmt.Errorf("sms: %w: %w", err, courier.ErrPermanent)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return courier.Receipt{}, fmt.Errorf("sms gateway: %w", outbound.Redact(ctx, err))
	}
	defer resp.Body.Close()
	// Only the beginning of the response counts, so a longer one is no error.
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxBody))
	if err != nil {
		return courier.Receipt{}, fmt.Errorf("sms gateway: %w", outbound.Redact(ctx, err))
	}
	said := strings.TrimSpace(string(answer))
	if err := checkAnswer(resp.StatusCode, said); err != nil {
		return courier.Receipt{}, fmt.Errorf("sms gateway: %w", err)
	}
	return courier.Receipt{Accepted: c.now(), Reference: m.ID, Held: strings.HasPrefix(said, heldAnswer)}, nil
}

func validate(m courier.Message) error {
	parts, _ := Parts(m.Text)
	switch {
	case !m.WellFormed():
		return errors.New("bad message id")
	case !number.MatchString(m.To):
		return errors.New("not a number in E.164 form")
	case m.Text == "" || !utf8.ValidString(m.Text) || strings.ContainsRune(m.Text, 0):
		return errors.New("text is empty or not text")
	case parts > maxParts:
		return fmt.Errorf("text needs %d parts, %d are allowed", parts, maxParts)
	}
	return nil
}

func (c *Client) request(ctx context.Context, m courier.Message) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.address, strings.NewReader(m.Text))
	if err != nil {
		return nil, errors.New("bad gateway address")
	}
	req.Header.Set("Content-Type", "text/plain; charset=UTF-8")
	req.Header.Set("X-Kannel-From", c.sender)
	req.Header.Set("X-Kannel-To", m.To)
	req.Header.Set("X-Kannel-Coding", coding(m.Text))
	if c.user != "" {
		req.Header.Set("X-Kannel-Username", c.user)
		req.Header.Set("X-Kannel-Password", c.password)
	}
	if m.Report != "" {
		report, err := reportURL(m.Report, m.ID)
		if err != nil {
			return nil, err
		}
		req.Header.Set("X-Kannel-DLR-Mask", allReports)
		req.Header.Set("X-Kannel-DLR-Url", report)
	}
	return req, nil
}

func coding(text string) string {
	if _, gsm7 := Parts(text); gsm7 {
		return "0"
	}
	return "2"
}

// Beginnings of Kannel's answers.
const (
	acceptedAnswer = "0:"
	heldAnswer     = "3:" // no connection to the operator now
	sentAnswer     = "Sent."
	deniedAnswer   = "Number(s) has/have been denied"
	unroutable     = "Not routable"
)

// ourFaults are beginnings of refusals that the operator repairs. They are
// logged, and so must be Kannel's own words and not what a proxy quotes.
func ourFaults() []string {
	return []string{
		"Authorization failed for sendsms", "Sender missing and no global set", "DLR-URL field misformed", "DLR-Mask field misformed",
		"Charset or body misformed", "Invalid content-type", "Unsupported content-type", "Temporal failure",
	}
}

// checkAnswer returns nil when Kannel has accepted the message. Only Kannel's own
// words count: a login page with status 200 must not make a code disappear. Of
// the refusals, only those about the number are permanent; a wrong password or
// sender is corrected and the message sent again.
func checkAnswer(status int, answer string) error {
	begins := func(word string) bool { return strings.HasPrefix(answer, word) }
	switch {
	case status >= 200 && status < 300 && slices.ContainsFunc([]string{acceptedAnswer, heldAnswer, sentAnswer}, begins):
		return nil
	case status == http.StatusBadRequest && begins(deniedAnswer), status == http.StatusForbidden && begins(unroutable):
		return fmt.Errorf("refused with status %d: %w", status, courier.ErrPermanent)
	case status >= 200 && status < 300:
		return fmt.Errorf("status %d without Kannel's words", status)
	}
	if at := slices.IndexFunc(ourFaults(), begins); at >= 0 {
		return fmt.Errorf("status %d: %s", status, ourFaults()[at])
	}
	return fmt.Errorf("status %d", status)
}
