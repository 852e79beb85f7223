package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"myphoto/internal/httpx"
	"myphoto/internal/photo"
	"myphoto/internal/service/batch"
	"myphoto/internal/service/citizen"
	"myphoto/internal/service/consent"
	"myphoto/internal/service/custody"
	"myphoto/internal/service/figures"
	"myphoto/internal/service/outbox"
	"myphoto/internal/service/signin"
	"myphoto/internal/service/staff"
	"myphoto/internal/service/studio"
	batchpages "myphoto/internal/web/batch"
	citizenpages "myphoto/internal/web/citizen"
	"myphoto/internal/web/household"
	"myphoto/internal/web/page"
	"myphoto/internal/web/public"
	"myphoto/internal/web/session"
	signinpages "myphoto/internal/web/signin"
	studiopages "myphoto/internal/web/studio"
)

const (
	// maxPictureBody bounds a request body where pictures are sent, in bytes. It is
	// wider than what is kept of two pictures, so that a form with a picture over its
	// limit is still read. Elsewhere Config.HTTP decides.
	maxPictureBody = 66 << 20
	idleAfter      = 20 * time.Minute
)

// errPanicked is the cause of the page after a panic, which httpx has logged.
var errPanicked = errors.New("a handler panicked")

// Config holds what the pages need: the desks that their visitors may use, and how
// the pages are shown.
type Config struct {
	SignIn  *signin.Service
	Studio  *studio.Service
	Batch   *batch.Service
	Figures *figures.Service
	Staff   *staff.Service
	Citizen *citizen.Service
	Consent *consent.Service
	Custody *custody.Service
	Outbox  *outbox.Outbox // takes the SMS gateway's delivery reports
	Pages   page.Config    // its PublicURL decides cookies and transport headers
	HTTP    httpx.Options  // OnPanic may be nil: a page of ours is shown then
	Public  public.Config  // what the public pages show of the API and of the service's state
	Now     func() time.Time
}

// server is what the rooms and the guards share.
type server struct {
	config   Config
	pages    *page.Renderer
	sessions *session.Manager
}

// New returns the handler of every page. It fails on a template, a route or a
// setting that is wrong.
func New(c Config) (http.Handler, error) {
	if c.Pages.Idle == 0 {
		c.Pages.Idle = idleAfter
	}
	pages, err := page.New(c.Pages)
	if err != nil {
		return nil, fmt.Errorf("build pages: %w", err)
	}
	outside, err := url.Parse(c.Pages.PublicURL)
	if err != nil {
		return nil, fmt.Errorf("read public address: %w", err)
	}
	s := &server{config: c, pages: pages}
	s.sessions = session.New(session.Config{
		Sessions: c.SignIn, Idle: c.Pages.Idle, Secure: outside.Scheme == "https", Now: c.Now, Broken: s.sessionError,
	})
	routes := s.routes()
	mux, err := pages.Mux(routes, s.gate)
	if err != nil {
		return nil, fmt.Errorf("lay out routes: %w", err)
	}
	foreign, err := pages.Mux(routes, s.refuseForeign) // the same routes, so that the log names them
	if err != nil {
		return nil, fmt.Errorf("lay out routes: %w", err)
	}
	inner, err := httpx.SameOrigin(outside, foreign, uncancelled(bodyLimit(s.sessions.Middleware(s.restoreLanguage(s.withVisitor(mux))))))
	if err != nil {
		return nil, fmt.Errorf("guard against other sites: %w", err)
	}
	if c.HTTP.OnPanic == nil {
		c.HTTP.OnPanic = page.Languages(pages.Serve(func(*http.Request) (page.Reply, error) { return nil, errPanicked }))
	}
	wrongHost := page.Languages(s.refuseWith(errHost.WithArg("host", outside.Host)))
	people := page.Languages(staticFiles(pages.Static(), inner))
	return httpx.Wrap(c.HTTP, httpx.OnlyHost(outside, wrongHost, people)), nil
}

// routes returns the routes of all rooms.
func (s *server) routes() []page.Route {
	c := s.config
	return slices.Concat(
		public.Routes(c.Public),
		signinpages.New(signinpages.Config{Service: c.SignIn, Manager: s.sessions, Now: c.Now, RateLimit: s.rateLimit}).Routes(),
		s.smsReportRoutes(),
		citizenpages.New(citizenpages.Config{
			Service: c.Citizen, Consent: c.Consent, Actor: s.citizen, StashedCode: s.stashedCode, Closed: s.closedPhotographer, DropCode: s.dropCode, Now: c.Now,
		}).Routes(),
		household.New(household.Config{Custody: c.Custody, Citizen: c.Citizen, Actor: s.citizen}).Routes(),
		batchpages.New(batchpages.Config{Service: c.Batch, Actor: s.operator, Now: c.Now}).Routes(),
		studiopages.New(studiopages.Config{
			Service: c.Studio, Figures: c.Figures, Staff: c.Staff, SignIn: c.SignIn, Actor: s.operator, Visitor: s.visitor, Now: c.Now,
		}).Routes(),
	)
}

// citizen returns the citizen who sent the request, who acts for the minor whom the
// address names, or else on the own files.
func (s *server) citizen(req *http.Request) (photo.Citizen, error) {
	who, err := s.config.SignIn.Citizen(req.Context(), s.visitor(req))
	if minor := req.PathValue("minor"); err == nil && minor != "" {
		return s.config.Custody.Acting(req.Context(), who, photo.SubjectID(minor))
	}
	return who, err
}

// operator returns the photographer or employee who sent the request; whether the
// visitor still is one is checked every time.
func (s *server) operator(req *http.Request) (photo.Operator, error) {
	return s.config.SignIn.Operator(req.Context(), s.visitor(req))
}

func (s *server) visitor(req *http.Request) signin.Visitor {
	return s.sessions.Load(req.Context()).Visitor
}

// stashedCode returns the code of a link that the visitor opened; empty where there
// is none.
func (s *server) stashedCode(req *http.Request) string {
	v := s.sessions.Load(req.Context())
	return v.StashedCode(s.config.Now())
}

// dropCode forgets the code of a link that the visitor opened.
func (s *server) dropCode(req *http.Request) error {
	v := s.sessions.Load(req.Context())
	if v.Code == "" {
		return nil
	}
	v.DropCode()
	return s.sessions.Save(req.Context(), v)
}

// staticFiles serves the files that pages link, without loading a session.
func staticFiles(files, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if strings.HasPrefix(req.URL.Path, "/static/") && (req.Method == http.MethodGet || req.Method == http.MethodHead) {
			files.ServeHTTP(w, req)
			return
		}
		next.ServeHTTP(w, req)
	})
}

// uncancelled lets the handler of a form finish even where the browser has left
// meanwhile: what was done and what the session says of it must not differ.
func uncancelled(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.Method == http.MethodPost {
			req = req.WithContext(context.WithoutCancel(req.Context()))
		}
		next.ServeHTTP(w, req)
	})
}

// bodyLimit raises the limit of the body in the rooms that take pictures.
func bodyLimit(next http.Handler) http.Handler {
	wide := httpx.LimitBody(maxPictureBody, next)
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if strings.HasPrefix(req.URL.Path, "/studio/") || strings.HasPrefix(req.URL.Path, "/citizen/") {
			wide.ServeHTTP(w, req)
			return
		}
		next.ServeHTTP(w, req)
	})
}
