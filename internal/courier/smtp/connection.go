package smtp

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/textproto"

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
		return fmt.Errorf("not ready for us, reply %d", reply.Code)
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return errors.New("certificate is not trusted")
	}
	return outbound.Redact(ctx, err)
}

// sendError returns why the message was not accepted, permanent when that is
// about the recipient or the content. The text of the reply is left out: servers
// quote the address of the recipient in it.
func sendError(ctx context.Context, err error) error {
	refusal, ok := errors.AsType[*mail.SendError](err)
	if !ok || refusal.ErrorCode() == 0 {
		return outbound.Redact(ctx, err)
	}
	// Earlier steps are about our configuration.
	aboutMessage := refusal.Reason == mail.ErrSMTPRcptTo || refusal.Reason == mail.ErrSMTPData || refusal.Reason == mail.ErrSMTPDataClose
	if aboutMessage && refusal.ErrorCode() >= 500 {
		return fmt.Errorf("refused with reply %d: %w", refusal.ErrorCode(), courier.ErrPermanent)
	}
	return fmt.Errorf("reply %d", refusal.ErrorCode())
}
