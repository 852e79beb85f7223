package taxisnet

import (
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"time"

	"myphoto/internal/sandbox/faults"
	"myphoto/internal/sandbox/people"
)

// Lifetimes.
const (
	codeLife   = 60 * time.Second
	tokenLife  = 10 * time.Minute
	ticketLife = 5 * time.Minute // a one-time code by SMS
	visitLife  = 8 * time.Hour   // a session, until logout
)

//go:embed templates/*.html
var templates embed.FS

// Config configures the identity provider.
type Config struct {
	Now       func() time.Time
	Clients   map[string]string     // client id to secret
	Redirects []string              // redirect URIs allowed beside loopback ones, exactly
	SendSMS   func(to, text string) // carries one-time codes
	Board     *faults.Board
	// Sessions makes the servers remember a browser until it signs out, and ask
	// once whether a client may read the person's data, as the real ones do.
	Sessions bool
}

// Provider is all three servers.
type Provider struct {
	c     Config
	pages *template.Template
}

// New returns the provider; it fails only if its own pages are broken.
func New(c Config) (*Provider, error) {
	pages, err := template.ParseFS(templates, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("parse sign-in pages: %w", err)
	}
	return &Provider{c: c, pages: pages.Option("missingkey=error")}, nil
}

// server is one of the three, with its own codes and tokens.
type server struct {
	*Provider
	path    string // "/oauth2server"
	title   string
	people  []people.Person
	asksOTP bool

	codes   *shelf[grant]
	tokens  *shelf[people.Person]
	tickets *shelf[*ticket]

	sessions *shelf[people.Person]
	approved *approvals
}

// grant is what an authorization code is exchanged for.
type grant struct {
	clientID, redirectURI string
	person                people.Person
}

// Register puts the three servers on a mux.
func (p *Provider) Register(mux *http.ServeMux) {
	officials := slices.DeleteFunc(people.Everybody(), func(x people.Person) bool { return !x.Official })
	p.register(mux, server{path: "/oauth2server", title: "TAXISnet", people: people.All()})
	p.register(mux, server{path: "/oauth2serverotp", title: "TAXISnet με κωδικό μιας χρήσης", people: people.All(), asksOTP: true})
	p.register(mux, server{path: "/oauth2servergov", title: "Κωδικοί Δημόσιας Διοίκησης", people: officials})
}

func (p *Provider) register(mux *http.ServeMux, s server) {
	s.Provider = p
	s.codes = newShelf[grant](p.c.Now, codeLife)
	s.tokens = newShelf[people.Person](p.c.Now, tokenLife)
	s.tickets = newShelf[*ticket](p.c.Now, ticketLife)
	s.sessions = newShelf[people.Person](p.c.Now, visitLife)
	s.approved = &approvals{given: map[[2]string]bool{}}

	pages := faults.Failing{Down: http.HandlerFunc(s.showDown), Error: http.HandlerFunc(s.failAuthorize)}
	machines := faults.Failing{Error: http.HandlerFunc(failMachine)}
	authorize := p.c.Board.Guard(faults.Login, pages, http.HandlerFunc(s.authorize))
	mux.Handle("GET "+s.path+"/oauth/authorize", authorize)
	mux.Handle("POST "+s.path+"/oauth/authorize", authorize)
	mux.Handle("POST "+s.path+"/oauth/token", p.c.Board.Guard(faults.Login, machines, http.HandlerFunc(s.token)))
	mux.Handle("GET "+s.path+"/userinfo", p.c.Board.Guard(faults.Login, machines, http.HandlerFunc(s.userinfo)))
	mux.HandleFunc("GET "+s.path+"/logout/{client_id}/{$}", s.logout)
}

// allowed reports whether a browser may be sent to an address: one of the
// configured ones exactly, or anything on a loopback host.
func (p *Provider) allowed(address string) bool {
	if slices.Contains(p.c.Redirects, address) {
		return true
	}
	u, err := url.Parse(address)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.User != nil || u.Fragment != "" {
		return false
	}
	host := u.Hostname()
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || (err == nil && ip.IsLoopback() && ip.Zone() == "")
}

// origin returns scheme and host of an allowed address, in a form that is safe in
// a policy header.
func origin(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}
