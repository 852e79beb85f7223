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
)

// connection is the connection of one message. It ends with the message's context,
// which the mail library looks at only while dialling, and is closed whatever
// the library does.
type connection struct {
	ctx      context.Context
	tls      *tls.Config
	implicit bool
	conn     net.Conn
	stop     func() bool
}

func (l *connection) dial(ctx context.Context, network, address string) (net.Conn, error) {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	l.conn = conn
	l.stop = context.AfterFunc(l.ctx, func() { _ = conn.Close() }) //nolint:contextcheck // l.ctx is the message's, which outlives the dialling
	if !l.implicit {
		return conn, nil
	}
	secured := tls.Client(conn, l.tls)
	if err := secured.HandshakeContext(ctx); err != nil {
		return nil, err
	}
	return secured, nil
}

func (l *connection) close() {
	if l.conn != nil {
		l.stop()
		_ = l.conn.Close()
	}
}

// connectError says why there is no session; it is never the message's fault.
func connectError(ctx context.Context, err error) error {
	if said, ok := errors.AsType[*textproto.Error](err); ok {
		return fmt.Errorf("not ready for us, reply %d", said.Code)
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return errors.New("certificate is not trusted")
	}
	return courier.Silence(ctx, err)
}

// sendError sorts what went wrong with the message. The reply's text is left
// out: servers put the recipient's address into it.
func sendError(ctx context.Context, err error) error {
	said, ok := errors.AsType[*mail.SendError](err)
	if !ok || said.ErrorCode() == 0 {
		return courier.Silence(ctx, err)
	}
	about := said.Reason == mail.ErrSMTPRcptTo || said.Reason == mail.ErrSMTPData || said.Reason == mail.ErrSMTPDataClose
	if about && said.ErrorCode() >= 500 {
		return fmt.Errorf("refused with reply %d: %w", said.ErrorCode(), courier.ErrPermanent)
	}
	return fmt.Errorf("reply %d", said.ErrorCode())
}
