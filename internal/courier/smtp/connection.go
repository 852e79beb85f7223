package smtp

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"regexp"
	"strings"

	"github.com/wneessen/go-mail"

	"myphoto/internal/courier"
	"myphoto/internal/outbound"
)

// connection is the network connection of one message. It ends with the context
// of the message, which the mail library observes only while dialling, and is
// closed whatever the library does.
type connection struct {
	ctx      context.Context
	tls      *tls.Config
	implicit bool
	conn     net.Conn
	stop     func() bool
}

func (c *connection) dial(ctx context.Context, network, address string) (net.Conn, error) {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	c.conn = conn
	c.stop = context.AfterFunc(c.ctx, func() { _ = conn.Close() }) //nolint:contextcheck // c.ctx is the context of the message, which outlives the dialling
	if !c.implicit {
		return conn, nil
	}
	secured := tls.Client(conn, c.tls)
	if err := secured.HandshakeContext(ctx); err != nil {
		return nil, err
	}
	return secured, nil
}

func (c *connection) close() {
	if c.conn != nil {
		c.stop()
		_ = c.conn.Close()
	}
}

// connectError returns why there is no session. That is never permanent: it is
// not about the message.
func connectError(ctx context.Context, err error) error {
	if reply, ok := errors.AsType[*textproto.Error](err); ok {
		return fmt.Errorf("not ready for us, reply %s", strings.TrimSpace(fmt.Sprint(reply.Code, " ", statusOf(reply))))
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return errors.New("certificate is not trusted")
	}
	return outbound.Redact(ctx, err)
}

// sendError returns why the message was not accepted, permanent when that is
// about the recipient. The text of the reply is left out: servers quote the
// address of the recipient in it.
func sendError(ctx context.Context, err error) error {
	refusal, ok := errors.AsType[*mail.SendError](err)
	if !ok || refusal.ErrorCode() == 0 {
		return outbound.Redact(ctx, err)
	}
	status := statusOf(refusal)
	if aboutRecipient(refusal.Reason, status) {
		return fmt.Errorf("refused with reply %d %s: %w", refusal.ErrorCode(), status, courier.ErrPermanent)
	}
	return fmt.Errorf("reply %s", strings.TrimSpace(fmt.Sprint(refusal.ErrorCode(), " ", status)))
}

// reply is a reply that refuses, perhaps with an enhanced status code (RFC 2034).
// Its first match is the reply; the text after it may quote others.
var reply = regexp.MustCompile(`(?:^|: )[45][0-9]{2} "?(5\.[0-9]{1,3}\.[0-9]{1,3}\b)?`)

// statusOf returns the enhanced status code of a permanent reply, which servers
// send also where they have not announced it; empty when there is none.
func statusOf(err error) string {
	if found := reply.FindStringSubmatch(err.Error()); found != nil {
		return found[1]
	}
	return ""
}

// recipient is a status about the mailbox of the recipient (RFC 3463 §3.2, §3.3,
// and 5.1.10 of RFC 7505): it does not exist, has moved, is disabled, full or
// too small. 5.1.0 says no more than "address"; 5.1.7 and 5.1.8 are about the
// sender, 5.1.9 is about the next server.
var recipient = regexp.MustCompile(`^5\.(1\.([1-6]|10)|2\.[0-9]{1,3})$`)

// aboutRecipient reports whether a refusal is about the recipient and so final.
// Everything else is about us: our name, our rights, our sender, our content
// (classes 5.3 to 5.7), and a reply without a status could be. Such a message
// waits until the operator has found the cause.
func aboutRecipient(step mail.SendErrReason, status string) bool {
	return (step == mail.ErrSMTPRcptTo || step == mail.ErrSMTPDataClose) && recipient.MatchString(status)
}
