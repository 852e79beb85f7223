package mailbox

import (
	"bytes"
	"context"
	"crypto/subtle"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"golang.org/x/net/netutil"

	"myphoto/internal/sandbox/faults"
)

// domain is the name of the server.
const domain = "sandbox.localhost"

const (
	maxConnections = 100
	idleTimeout    = 2 * time.Minute
	greetTimeout   = 2 * time.Second
)

// Serve takes mail on the listener until the context ends; then it closes the
// listener and all connections, for the mailboxes end with it anyway.
func (o *Office) Serve(ctx context.Context, l net.Listener) error {
	s := smtp.NewServer(backend{o})
	s.Domain = domain
	s.MaxMessageBytes = MaxBytes
	s.MaxRecipients = MaxRecipients
	s.ReadTimeout, s.WriteTimeout = idleTimeout, idleTimeout
	s.EnableSMTPUTF8 = true
	s.ErrorLog = quiet{o.c.Log}
	if len(o.c.Certificate.Certificate) > 0 {
		s.TLSConfig = &tls.Config{Certificates: []tls.Certificate{o.c.Certificate}, MinVersion: tls.VersionTLS12}
	}

	done := make(chan error, 1)
	go func() { done <- s.Serve(moodyListener{netutil.LimitListener(l, maxConnections), o.c.Board}) }()
	select {
	case err := <-done:
		return fmt.Errorf("serve SMTP: %w", err)
	case <-ctx.Done():
	}
	err := s.Close()
	// The server may not have known its listener yet when it was closed.
	if closing := l.Close(); err == nil && !errors.Is(closing, net.ErrClosed) {
		err = closing
	}
	<-done //nolint:errcheck // after a close it says only that it was closed
	if err != nil {
		return fmt.Errorf("stop SMTP: %w", err)
	}
	return nil
}

// moodyListener greets with 421 (RFC 5321 §3.1) while the system is down.
type moodyListener struct {
	net.Listener
	board *faults.Board
}

func (l moodyListener) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil || l.board.Mode(faults.SMTP) != faults.Down {
			return c, err
		}
		go turnAway(c)
	}
}

func turnAway(c net.Conn) {
	timer := time.AfterFunc(greetTimeout, func() { _ = c.Close() })
	defer timer.Stop()
	_, _ = io.WriteString(c, "421 4.3.2 Service not available, closing transmission channel\r\n")
	_ = c.Close() // turned away on purpose
}

// quiet keeps addresses of clients and of people out of the log.
type quiet struct{ log *slog.Logger }

func (q quiet) Printf(string, ...any) { q.log.Debug("SMTP connection ended early") }
func (q quiet) Println(...any)        { q.log.Debug("SMTP connection ended early") }

type backend struct{ office *Office }

func (b backend) NewSession(*smtp.Conn) (smtp.Session, error) {
	return &session{office: b.office}, nil
}

// session is one client's conversation.
type session struct {
	office     *Office
	from       string
	recipients []string
}

// AuthMechanisms lists the mechanisms, which the server offers over TLS alone.
func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

// Auth checks the password of a client that authenticates.
func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		u := subtle.ConstantTimeCompare([]byte(user), []byte(s.office.c.User))
		p := subtle.ConstantTimeCompare([]byte(password), []byte(s.office.c.Password))
		if u&p != 1 || s.office.c.User == "" {
			return smtp.ErrAuthFailed
		}
		return nil
	}), nil
}

// Mail starts a message; a slow system holds the client here.
func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	switch s.office.c.Board.Mode(faults.SMTP) {
	case faults.Down:
		return &smtp.SMTPError{Code: 421, EnhancedCode: smtp.EnhancedCode{4, 3, 2}, Message: "Service not available"}
	case faults.Slow:
		// The connection does not tell when its client leaves; the hold is bounded.
		s.office.c.Board.Hold(context.Background(), faults.SMTP)
	case faults.OK, faults.Error, faults.Nonsense, faults.Closed: // an error shows at the recipient; the last two are unknown here
	}
	s.from = from
	return nil
}

// Rcpt takes every recipient, unless the system is in error.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if s.office.c.Board.Mode(faults.SMTP) == faults.Error {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "No such user here"}
	}
	s.recipients = append(s.recipients, to)
	return nil
}

// Data reads the message and keeps it for every recipient.
func (s *session) Data(r io.Reader) error {
	// Whole first, so that the server's own refusal of a size is passed on as it is.
	message, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	l, err := Read(bytes.NewReader(message))
	if err != nil {
		return &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 6, 0}, Message: err.Error()}
	}
	if l.From == "" {
		l.From = s.from
	}
	s.office.keep(l, s.recipients)
	return nil
}

func (s *session) Reset()        { s.from, s.recipients = "", nil }
func (s *session) Logout() error { return nil }
