package smtp

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"net/url"
	"strconv"
	"time"

	"github.com/wneessen/go-mail"

	"myphoto/internal/courier"
)

const (
	stepPatience = 15 * time.Second // for dialling, and for the message
	patience     = 30 * time.Second // for all of it
)

// Config says where the mail server is and who the messages come from.
type Config struct {
	// URL is smtp://[user:password@]host[:port] (default port 587) or smtps://
	// (465).
	URL   string
	From  string           // address, or name and address: myPhoto <no-reply@example.gr>
	Now   func() time.Time // our clock, for receipt and Date
	Roots *x509.CertPool   // nil: the system's certificates
}

// Client carries e-mail to one mail server, a connection for each message.
type Client struct {
	host string
	from netmail.Address
	now  func() time.Time
	tls  *tls.Config
	// implicit: TLS from the first byte.
	implicit bool
	options  []mail.Option
}

var _ courier.Sender = (*Client)(nil)

// New checks the configuration; it connects to nothing. No fault quotes the
// address, which may hold a password.
func New(c Config) (*Client, error) {
	u, err := url.Parse(c.URL)
	if err != nil || (u.Scheme != "smtp" && u.Scheme != "smtps") || u.Hostname() == "" || (u.Path != "" && u.Path != "/") || u.RawQuery != "" {
		return nil, errors.New("mail server: address is not smtp://host:port or smtps://host:port")
	}
	from, err := netmail.ParseAddress(c.From)
	if err != nil {
		return nil, errors.New("mail server: the sender is not an e-mail address")
	}
	if c.Now == nil {
		return nil, errors.New("mail server: no clock")
	}
	carrier := &Client{
		host:     u.Hostname(),
		from:     *from,
		now:      c.Now,
		tls:      &tls.Config{ServerName: u.Hostname(), RootCAs: c.Roots, MinVersion: tls.VersionTLS12},
		implicit: u.Scheme == "smtps",
	}
	carrier.options, err = carrier.mailOptions(u)
	if err != nil {
		return nil, err
	}
	return carrier, nil
}

func (c *Client) mailOptions(u *url.URL) ([]mail.Option, error) {
	port := 587
	if c.implicit {
		port = 465
	}
	if u.Port() != "" {
		given, err := strconv.ParseUint(u.Port(), 10, 16)
		if err != nil || given == 0 {
			return nil, errors.New("mail server: no such port")
		}
		port = int(given)
	}
	policy := mail.TLSMandatory
	switch {
	case c.implicit:
		policy = mail.NoTLS // the connection is encrypted already
	case loopback(c.host):
		policy = mail.TLSOpportunistic
	}
	options := []mail.Option{
		mail.WithPort(port), mail.WithTimeout(stepPatience), mail.WithTLSConfig(c.tls), mail.WithTLSPolicy(policy),
	}
	if password, given := u.User.Password(); given {
		options = append(options,
			mail.WithOpportunisticSMTPAuth(mail.SMTPAuthPlain, mail.SMTPAuthLogin),
			mail.WithUsername(u.User.Username()), mail.WithPassword(password))
	}
	return options, nil
}

// Send hands the mail to the server. The receipt's reference is the
// Message-ID without angle brackets.
func (c *Client) Send(ctx context.Context, m courier.Message) (courier.Receipt, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	letter, err := c.compose(m)
	if err != nil {
		return courier.Receipt{}, fmt.Errorf("mail: %w: %w", err, courier.ErrPermanent)
	}
	line := &connection{ctx: ctx, tls: c.tls, implicit: c.implicit}
	defer line.close()
	client, err := mail.NewClient(c.host, append([]mail.Option{mail.WithDialContextFunc(line.dial)}, c.options...)...)
	if err != nil {
		return courier.Receipt{}, errors.New("mail server: bad settings")
	}
	session, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return courier.Receipt{}, fmt.Errorf("mail server: %w", connectError(ctx, err))
	}
	err = client.SendWithSMTPClient(session, letter)
	// Taken is taken: what fails after the server's 250 to the message must not
	// send it a second time.
	if !letter.IsDelivered() {
		return courier.Receipt{}, fmt.Errorf("mail server: %w", sendError(ctx, err))
	}
	_ = client.CloseWithSMTPClient(session)
	return courier.Receipt{Accepted: c.now(), Reference: c.messageID(m)}, nil
}

func loopback(host string) bool {
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}
