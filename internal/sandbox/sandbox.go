package sandbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"golang.org/x/net/netutil"

	"myphoto/internal/sandbox/faults"
	"myphoto/internal/sandbox/mailbox"
	"myphoto/internal/sandbox/page"
	"myphoto/internal/sandbox/people"
	"myphoto/internal/sandbox/phones"
	"myphoto/internal/sandbox/registers"
	"myphoto/internal/sandbox/taxisnet"
)

// Credentials that the sandbox accepts.
const (
	// ClientID and OfficialsClientID are the OAuth clients; both servers know both.
	ClientID          = "myphoto"
	OfficialsClientID = "myphoto-officials"
	// ClientSecret is the secret of either client.
	ClientSecret = "demo-secret"
	// RegisterUser and RegisterPassword open all registers (WS-Security, HTTP Basic).
	RegisterUser     = "myphoto"
	RegisterPassword = "demo-secret"
	// MailUser and MailPassword are accepted by the mail server.
	MailUser     = "myphoto"
	MailPassword = "demo-secret"
	// ContactsNamespace is that of the messages of the contact register.
	ContactsNamespace = registers.ContactsNamespace
)

// Limits of the HTTP server.
const (
	maxConnections = 256
	maxBody        = 64 << 10
	maxHeader      = 32 << 10
	drainTimeout   = 10 * time.Second // longer than the 5 s for which net/http waits for a connection without a request
)

// Person is one invented person who can sign in; the password is the user name.
type Person = people.Person

// People lists everybody, in the order of the documentation.
func People() []Person { return people.Everybody() }

// TestPeople lists the people of the demo's test data for applications, the
// photographer first.
func TestPeople() []Person { return people.ForTests() }

// LastMessage returns the text of the newest message on a phone; empty when there
// is none.
func (s *Sandbox) LastMessage(mobile string) string {
	received := s.phones.Messages(mobile)
	if len(received) == 0 {
		return ""
	}
	return received[len(received)-1].Text
}

// Config configures the sandbox.
type Config struct {
	Listen     string           // HTTP address, ":0" for any port
	SMTPListen string           // SMTP address, ":0" for any port
	Now        func() time.Time // the clock of codes, tokens, messages and faults
	Log        *slog.Logger     // never receives a number, an address or a text
	PublicURL  string           // what URL returns, if the outside address differs

	// Redirects are redirect URIs allowed exactly, beside all loopback ones.
	Redirects []string
	// LoginSessions makes the identity provider remember browsers until they sign
	// out and ask for an approval the first time.
	LoginSessions bool
	// MailTLS makes the mail server offer STARTTLS, with a certificate that it
	// makes itself, and AUTH. Most clients then insist on trusting /smtp.pem.
	MailTLS bool
	// SMSUser and SMSPassword are required by sendsms, unless SMSUser is empty.
	SMSUser, SMSPassword string
}

// Sandbox is all the systems, bound to their ports.
type Sandbox struct {
	c          Config
	http, smtp net.Listener
	board      *faults.Board
	phones     *phones.Network
	mail       *mailbox.Office
	handler    http.Handler
}

// New binds both ports, so that URL and SMTPAddr are known before Run. It
// fails if a port is taken.
func New(c Config) (*Sandbox, error) {
	s := &Sandbox{c: c, board: faults.NewBoard(c.Now)}
	s.phones = phones.New(phones.Config{Now: c.Now, Log: c.Log, User: c.SMSUser, Password: c.SMSPassword})
	office := mailbox.Config{Now: c.Now, Log: c.Log, Board: s.board, User: MailUser, Password: MailPassword}
	if c.MailTLS {
		var err error
		if office.Certificate, err = mailbox.NewCertificate(time.Now()); err != nil {
			return nil, fmt.Errorf("certificate of the mail server: %w", err)
		}
	}
	s.mail = mailbox.New(office)
	provider, err := taxisnet.New(taxisnet.Config{
		Now: c.Now, Redirects: c.Redirects, Board: s.board, Sessions: c.LoginSessions,
		Clients: map[string]string{ClientID: ClientSecret, OfficialsClientID: ClientSecret},
		SendSMS: func(to, text string) { s.phones.Deliver("GSIS", to, text) },
	})
	if err != nil {
		return nil, fmt.Errorf("build identity provider: %w", err)
	}
	if s.handler, err = s.routes(provider); err != nil {
		return nil, fmt.Errorf("build pages: %w", err)
	}
	var ports net.ListenConfig
	if s.http, err = ports.Listen(context.Background(), "tcp", c.Listen); err != nil {
		return nil, fmt.Errorf("listen for HTTP: %w", err)
	}
	if s.smtp, err = ports.Listen(context.Background(), "tcp", c.SMTPListen); err != nil {
		return nil, errors.Join(fmt.Errorf("listen for SMTP: %w", err), s.http.Close())
	}
	return s, nil
}

// URL returns the address of the HTTP server, without a slash at the end.
func (s *Sandbox) URL() string {
	if s.c.PublicURL != "" {
		return s.c.PublicURL
	}
	return "http://" + reachable(s.http.Addr())
}

// SMTPAddr returns host and port of the mail server.
func (s *Sandbox) SMTPAddr() string { return reachable(s.smtp.Addr()) }

// reachable returns a listening address in a form that a client can dial.
func reachable(a net.Addr) string {
	tcp, ok := a.(*net.TCPAddr)
	if !ok || !tcp.IP.IsUnspecified() {
		return a.String()
	}
	return (&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: tcp.Port}).String()
}

// Run serves until the context ends, then finishes what is being answered
// within ten seconds and closes both ports. It may be called once.
func (s *Sandbox) Run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var running sync.WaitGroup
	var ended [2]error
	running.Go(func() {
		defer stop() // one side failing ends the other
		ended[0] = s.serveHTTP(ctx)
	})
	running.Go(func() {
		defer stop()
		ended[1] = s.mail.Serve(ctx, s.smtp)
	})
	running.Go(func() { s.phones.Run(ctx) })
	<-ctx.Done()
	s.board.Close()
	running.Wait()
	return errors.Join(ended[:]...)
}

func (s *Sandbox) serveHTTP(ctx context.Context) error {
	server := &http.Server{
		Handler:           s.handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second, // longer than a slow system holds a caller
		WriteTimeout:      45 * time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          slog.NewLogLogger(s.c.Log.Handler(), slog.LevelDebug),
	}
	done := make(chan error, 1)
	go func() { done <- server.Serve(netutil.LimitListener(s.http, maxConnections)) }()
	select {
	case err := <-done:
		return fmt.Errorf("serve HTTP: %w", err)
	case <-ctx.Done():
	}
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTimeout)
	defer cancel()
	err := server.Shutdown(drain)
	if err != nil {
		err = errors.Join(fmt.Errorf("stop HTTP: %w", err), server.Close())
	}
	<-done //nolint:errcheck // after a close it says only that it was closed
	return err
}

// routes returns the handler of the HTTP server.
func (s *Sandbox) routes(provider *taxisnet.Provider) (http.Handler, error) {
	live, err := newLive(s.phones, s.mail)
	if err != nil {
		return nil, err
	}
	register := registers.New(registers.Config{Now: s.c.Now, URL: s.URL, User: RegisterUser, Password: RegisterPassword})
	mux := http.NewServeMux()
	provider.Register(mux)
	mux.Handle("POST /esb/notificationCenterElementsService", s.guard(faults.Contacts, register.ContactsError, register.Contacts))
	mux.HandleFunc("GET /esb/notificationCenterElementsService", register.DescribeContacts)
	business := faults.Failing{Error: http.HandlerFunc(register.BusinessError), Closed: http.HandlerFunc(register.BusinessClosed)}
	mux.Handle("POST /wsaade/RgWsPublic2/RgWsPublic2", s.board.Guard(faults.Business, business, http.HandlerFunc(register.Business)))
	mux.HandleFunc("GET /wsaade/RgWsPublic2/RgWsPublic2", register.DescribeBusiness)
	s.registerMinors(mux, register)
	sendsms := s.guard(faults.SMS, phones.Refuse, s.phones.ServeHTTP)
	mux.Handle("GET /cgi-bin/sendsms", sendsms)
	mux.Handle("POST /cgi-bin/sendsms", sendsms)
	mux.HandleFunc("GET /api/messages", s.listMessages)
	mux.HandleFunc("GET /api/mails", s.listMails)
	if s.c.MailTLS {
		mux.HandleFunc("GET /smtp.pem", s.certificate)
	}
	mux.Handle("POST /api/faults", s.board)
	mux.Handle("GET /{$}", live)
	mux.HandleFunc("GET /mails/{id}/{part}", live.picture)
	mux.HandleFunc("GET /live.js", script)
	mux.HandleFunc("GET "+page.StylesheetPath, page.Stylesheet)
	// Browsers ask every site for a picture of its own; there is none here.
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })

	// Programs send neither Origin nor Sec-Fetch-Site; pages of others do.
	return page.Secured(http.MaxBytesHandler(http.NewCrossOriginProtection().Handler(mux), maxBody)), nil
}

// registerMinors adds the two registers that are asked about minors. The fault of
// the first is also the second's, which has one of its own besides.
func (s *Sandbox) registerMinors(mux *http.ServeMux, register *registers.Registers) {
	nonsense := http.HandlerFunc(register.Nonsense)
	mux.Handle("POST /esb/custodyRestService/getCustody", s.board.Guard(faults.Custody,
		faults.Failing{Error: http.HandlerFunc(register.CustodyError), Nonsense: nonsense}, http.HandlerFunc(register.Custody)))
	failing := faults.Failing{Error: http.HandlerFunc(register.PersonError), Nonsense: nonsense}
	mux.Handle("POST /esb/amkaRestService/getPerson", s.board.Guard(faults.Custody, failing,
		s.board.Guard(faults.AMKA, failing, http.HandlerFunc(register.Person))))
}

// certificate answers with the certificate of the mail server, for clients that
// shall trust it.
func (s *Sandbox) certificate(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/x-pem-file")
	_, _ = w.Write(s.mail.PEM()) // a client that left asks again
}

func (s *Sandbox) guard(system faults.System, refuse, serve http.HandlerFunc) http.Handler {
	return s.board.Guard(system, faults.Failing{Error: refuse}, serve)
}
