package smtp_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http/httptest"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-sasl"
	gosmtp "github.com/emersion/go-smtp"

	"myphoto/internal/courier"
	"myphoto/internal/courier/couriertest"
	"myphoto/internal/courier/smtp"
)

// server is a real SMTP server in this process, with certificate and password.
type server struct {
	t       *testing.T
	server  *gosmtp.Server
	address string // host:port
	scheme  string
	roots   *x509.CertPool
	done    chan struct{}
	// anonymous: takes mail without a password.
	anonymous bool

	mu        sync.Mutex
	behaviour couriertest.Behaviour
	refusing  string // the step that says no: "", mail, rcpt or data
	reply     *gosmtp.SMTPError
	heard     strings.Builder // what clients said, before TLS
	raw       []string
	to        []string
}

const user, password = "kate", "p@ss-w0rd"

type fitting func(*server)

func implicitTLS(s *server) { s.scheme = "smtps" }

func withoutTLS(s *server) { s.server.TLSConfig = nil }

func withoutPassword(s *server) { s.anonymous = true }

func open(t *testing.T, fittings ...fitting) *server {
	t.Helper()
	cert, roots := certificate(t)
	s := &server{t: t, scheme: "smtp", roots: roots, done: make(chan struct{})}
	s.server = gosmtp.NewServer(s)
	s.server.Domain = "mail.example.gr"
	s.server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{cert}}
	s.server.AllowInsecureAuth = true
	s.server.ErrorLog = quiet{}
	for _, fit := range fittings {
		fit(s)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.address = listener.Addr().String()
	if s.scheme == "smtps" {
		listener = tls.NewListener(listener, s.server.TLSConfig)
	}
	listener = eavesdropped{listener, s}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = s.server.Serve(listener)
	}()
	t.Cleanup(func() {
		close(s.done)
		_ = s.server.Close()
		_ = listener.Close() // a server closed before it began to serve would go on
		<-served
	})
	return s
}

// certificate returns a certificate for 127.0.0.1 and the pool that trusts it.
func certificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	srv := httptest.NewTLSServer(nil)
	defer srv.Close()
	roots := x509.NewCertPool()
	roots.AddCert(srv.Certificate())
	return srv.TLS.Certificates[0], roots
}

func (s *server) Sender() courier.Sender {
	return s.with(smtp.Config{URL: s.scheme + "://" + user + ":p%40ss-w0rd@" + s.address, From: "myPhoto <no-reply@myphoto.gov.gr>"})
}

func (s *server) with(c smtp.Config) *smtp.Client {
	s.t.Helper()
	c.Now = couriertest.Clock
	if c.Roots == nil {
		c.Roots = s.roots
	}
	client, err := smtp.New(c)
	if err != nil {
		s.t.Fatal(err)
	}
	return client
}

func (s *server) Addresses() []string { return []string{"maria@example.gr", "giorgos@example.gr"} }

func (s *server) Secrets() []string { return []string{user, password, "no-reply", "msg_01"} }

func (s *server) SetBehaviour(m couriertest.Behaviour) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.behaviour = m
}

func (s *server) now() couriertest.Behaviour {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.behaviour
}

// Inbox reads the plain part of each mail.
func (s *server) Inbox() []couriertest.Received {
	var letters []couriertest.Received
	for i, raw := range s.mails() {
		text := strings.TrimSuffix(strings.ReplaceAll(parsed(s.t, raw).text, "\r\n", "\n"), "\n")
		letters = append(letters, couriertest.Received{To: s.to[i], Text: text})
	}
	return letters
}

func (s *server) mails() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.raw...)
}

func (s *server) refuse(step string, reply *gosmtp.SMTPError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.behaviour, s.refusing, s.reply = couriertest.Refusing, step, reply
}

// said returns what clients said so far.
func (s *server) said() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.heard.String()
}

// eavesdropped keeps what clients say.
type eavesdropped struct {
	net.Listener
	server *server
}

func (e eavesdropped) Accept() (net.Conn, error) {
	conn, err := e.Listener.Accept()
	return heard{conn, e.server}, err
}

type heard struct {
	net.Conn
	server *server
}

func (h heard) Read(p []byte) (int, error) {
	n, err := h.Conn.Read(p)
	h.server.mu.Lock()
	defer h.server.mu.Unlock()
	h.server.heard.Write(p[:n])
	return n, err
}

func (s *server) NewSession(c *gosmtp.Conn) (gosmtp.Session, error) {
	switch s.now() {
	case couriertest.Down:
		_ = c.Conn().Close()
		return nil, errors.New("down")
	case couriertest.Slow:
		<-s.done
	case couriertest.Accepting, couriertest.Busy, couriertest.Refusing: // shown at a later step
	}
	return &session{server: s, known: s.anonymous}, nil
}

type session struct {
	server *server
	known  bool
	to     string
}

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, u, p string) error {
		if u != user || p != password {
			return gosmtp.ErrAuthFailed
		}
		s.known = true
		return nil
	}), nil
}

// verdict answers a step in the server's behaviour, quoting the recipient as real
// servers do.
func (s *session) verdict(step string) error {
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	at := s.server.refusing
	if at == "" {
		at = "rcpt"
	}
	switch {
	case at != step:
	case s.server.behaviour == couriertest.Busy:
		return &gosmtp.SMTPError{Code: 451, EnhancedCode: gosmtp.EnhancedCode{4, 7, 1}, Message: s.to + " greylisted"}
	case s.server.behaviour == couriertest.Refusing && s.server.reply != nil:
		return s.server.reply
	case s.server.behaviour == couriertest.Refusing:
		return &gosmtp.SMTPError{Code: 550, EnhancedCode: gosmtp.EnhancedCode{5, 1, 1}, Message: s.to + " no such user"}
	}
	return nil
}

func (s *session) Mail(string, *gosmtp.MailOptions) error {
	if !s.known {
		return gosmtp.ErrAuthRequired
	}
	return s.verdict("mail")
}

func (s *session) Rcpt(to string, _ *gosmtp.RcptOptions) error {
	s.to = to
	return s.verdict("rcpt")
}

func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if err := s.verdict("data"); err != nil {
		return err
	}
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.raw = append(s.server.raw, string(raw))
	s.server.to = append(s.server.to, s.to)
	return nil
}

func (s *session) Reset() {}

func (s *session) Logout() error { return nil }

type quiet struct{}

func (quiet) Printf(string, ...any) {}

func (quiet) Println(...any) {}

// received is a mail taken apart.
type received struct {
	header     netmail.Header
	text, html string
	pictures   map[string]picture // by content id
}

type picture struct {
	kind, disposition string
	bytes             []byte
}
