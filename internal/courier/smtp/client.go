package smtp

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	netmail "net/mail"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/wneessen/go-mail"

	"myphoto/internal/courier"
	"myphoto/internal/outbound"
)

const (
	stepTimeout = 15 * time.Second // for dialling, and for the message
	timeout     = 30 * time.Second // for both together
)

// Config is the address of the mail server and the sender of the messages.
type Config struct {
	// URL is smtp://[user:password@]host[:port] (default port 587) or smtps://
	// (465).
	URL   string
	From  string           // address, or name and address: myPhoto <no-reply@example.gr>
	Host  string           // host of the service's public address, our name in EHLO
	Now   func() time.Time // our clock, for the receipt and the Date header
	Roots *x509.CertPool   // nil: the system's certificates
}

// Client sends e-mail to one mail server, with a connection for each message.
type Client struct {
	host string
	from netmail.Address
	now  func() time.Time
	tls  *tls.Config
	// implicit means TLS from the first byte.
	implicit bool
	options  []mail.Option
}

var _ courier.Sender = (*Client)(nil)

// New checks the configuration; it connects to nothing. Its errors do not
// repeat the address, which may hold a password.
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
	client := &Client{
		host:     u.Hostname(),
		from:     *from,
		now:      c.Now,
		tls:      &tls.Config{ServerName: u.Hostname(), RootCAs: c.Roots, MinVersion: tls.VersionTLS12},
		implicit: u.Scheme == "smtps",
	}
	client.options, err = client.mailOptions(u, c.Host)
	if err != nil {
		return nil, err
	}
	return client, nil
}

func (c *Client) mailOptions(u *url.URL, host string) ([]mail.Option, error) {
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
	password, given := u.User.Password()
	policy := mail.TLSMandatory
	switch {
	case c.implicit:
		policy = mail.NoTLS // the connection is encrypted already
	case outbound.IsLoopback(c.host) && given:
		policy = mail.TLSOpportunistic
	case outbound.IsLoopback(c.host):
		policy = mail.NoTLS // local servers offer TLS with certificates that nobody trusts
	}
	options := []mail.Option{
		mail.WithPort(port), mail.WithTimeout(stepTimeout), mail.WithTLSConfig(c.tls), mail.WithTLSPolicy(policy),
		mail.WithHELO(ownName(host)),
	}
	if isASCII(c.from.Address) {
		// The recipient and all headers are ASCII too: nothing asks for a server
		// that knows RFC 6531.
		options = append(options, mail.WithoutSMTPUTF8())
	}
	if given {
		options = append(options,
			mail.WithOpportunisticSMTPAuth(mail.SMTPAuthPlain, mail.SMTPAuthLogin),
			mail.WithUsername(u.User.Username()), mail.WithPassword(password))
	}
	return options, nil
}

// ownName returns how we introduce ourselves: a fully qualified name or an
// address literal (RFC 5321 §4.1.1.1, §4.1.3). A host without a dot is neither,
// and such a service is one for this machine.
func ownName(host string) string {
	address, err := netip.ParseAddr(strings.Trim(host, "[]"))
	switch {
	case err == nil && address.Is6():
		return "[IPv6:" + address.WithZone("").String() + "]"
	case err == nil:
		return "[" + address.String() + "]"
	case !strings.Contains(strings.Trim(host, "."), "."):
		return "[127.0.0.1]"
	}
	return strings.TrimSuffix(host, ".")
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > unicode.MaxASCII }) < 0
}

// Send sends the mail to the server. The reference of the receipt is the
// Message-ID without angle brackets.
func (c *Client) Send(ctx context.Context, m courier.Message) (courier.Receipt, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	msg, err := c.compose(m)
	if err != nil {
		return courier.Receipt{}, fmt.Errorf("mail: %w: %w", err, courier.ErrPermanent)
	}
	conn := &connection{ctx: ctx, tls: c.tls, implicit: c.implicit}
	defer conn.close()
	client, err := mail.NewClient(c.host, append([]mail.Option{mail.WithDialContextFunc(conn.dial)}, c.options...)...)
	if err != nil {
		return courier.Receipt{}, errors.New("mail server: bad settings")
	}
	session, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return courier.Receipt{}, fmt.Errorf("mail server: %w", connectError(ctx, err))
	}
	err = client.SendWithSMTPClient(session, msg)
	_ = client.CloseWithSMTPClient(session) // QUIT also after a refusal (RFC 5321 §4.1.1.10)
	// A failure after the server has accepted the message with 250 must not
	// send it a second time.
	if !msg.IsDelivered() {
		return courier.Receipt{}, fmt.Errorf("mail server: %w", sendError(ctx, err))
	}
	return courier.Receipt{Accepted: c.now(), Reference: c.messageID(m)}, nil
}
