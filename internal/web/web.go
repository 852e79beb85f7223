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
	"myphoto/internal/service"
	"myphoto/internal/web/citizen"
	"myphoto/internal/web/page"
	"myphoto/internal/web/public"
	"myphoto/internal/web/session"
	"myphoto/internal/web/signin"
	"myphoto/internal/web/studio"
)

// Bounds of a request body in bytes: where pictures are sent, two of ten
// megabytes with the form around them. Elsewhere the manners decide.
const (
	pictures  = 22 << 20
	idleAfter = 20 * time.Minute
)

// errPanicked stands behind the page that follows a panic; httpx has logged it.
var errPanicked = errors.New("a handler panicked")

// Config is what the door works with.
type Config struct {
	Service *service.Service
	Look    page.Look     // its PublicURL decides cookies and transport headers
	Manners httpx.Options // Broken may be nil: the door shows its own page
	Now     func() time.Time
}

// door is what the rooms and the gate share.
type door struct {
	service *service.Service
	pages   *page.Renderer
	visits  *session.Visits
	manners httpx.Options
	now     func() time.Time
	address string // public
}

// New builds the door: every page people can open. It fails on a template, a
// route or a setting that is in no order.
func New(c Config) (http.Handler, error) {
	if c.Look.Idle == 0 {
		c.Look.Idle = idleAfter
	}
	pages, err := page.New(c.Look)
	if err != nil {
		return nil, fmt.Errorf("build pages: %w", err)
	}
	outside, err := url.Parse(c.Look.PublicURL)
	if err != nil {
		return nil, fmt.Errorf("read public address: %w", err)
	}
	d := &door{service: c.Service, pages: pages, manners: c.Manners, now: c.Now, address: c.Look.PublicURL}
	d.visits = session.New(session.Config{
		Sessions: c.Service.Sessions, Idle: c.Look.Idle, Secure: outside.Scheme == "https", Now: c.Now, Broken: d.broken,
	})
	mux, err := pages.Mux(d.routes(), d.gate)
	if err != nil {
		return nil, fmt.Errorf("lay out routes: %w", err)
	}
	inner, err := httpx.SameOrigin(outside, d.refusing(errForeign), carriedOut(limited(d.visits.Keep(d.returning(d.shown(mux))))))
	if err != nil {
		return nil, fmt.Errorf("guard against other sites: %w", err)
	}
	if c.Manners.OnPanic == nil {
		c.Manners.OnPanic = page.Languages(pages.Serve(func(*http.Request) (page.Reply, error) { return nil, errPanicked }))
	}
	return httpx.Wrap(c.Manners, page.Languages(statics(pages.Static(), inner))), nil
}

// routes collects the rows of all rooms.
func (d *door) routes() []page.Route {
	return slices.Concat(
		public.Routes(strings.TrimSuffix(d.address, "/"), d.now),
		signin.New(signin.Config{Sessions: d.service.Sessions, Visits: d.visits, Now: d.now, Crowd: d.crowd}).Routes(),
		d.reports(),
		citizen.New(citizen.Config{Desk: d.service.Citizens, Who: d.citizen, Carried: d.carried, Now: d.now}).Routes(),
		studio.New(studio.Config{Desk: d.service.Studios, Sessions: d.service.Sessions, Who: d.operator, Visitor: d.visitor, Now: d.now}).Routes(),
	)
}

// citizen gives the citizen who sent the request.
func (d *door) citizen(req *http.Request) (photo.Citizen, error) {
	return d.service.Sessions.Citizen(req.Context(), d.visitor(req))
}

// operator gives the photographer or employee who sent the request; it is
// asked anew each time whether that still holds.
func (d *door) operator(req *http.Request) (photo.Operator, error) {
	return d.service.Sessions.Operator(req.Context(), d.visitor(req))
}

func (d *door) visitor(req *http.Request) service.Visitor {
	return d.visits.Open(req.Context()).Visitor
}

// carried gives the code that a link carried to the visitor; empty when none.
func (d *door) carried(req *http.Request) string {
	v := d.visits.Open(req.Context())
	return v.Carried(d.now())
}

// statics serves the files that pages link before anything is looked up.
func statics(files, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if strings.HasPrefix(req.URL.Path, "/static/") && (req.Method == http.MethodGet || req.Method == http.MethodHead) {
			files.ServeHTTP(w, req)
			return
		}
		next.ServeHTTP(w, req)
	})
}

// carriedOut lets what a form began come to its end even when the browser has
// left meanwhile: the deed and the visit that tells of it must not differ.
func carriedOut(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.Method == http.MethodPost {
			req = req.WithContext(context.WithoutCancel(req.Context()))
		}
		next.ServeHTTP(w, req)
	})
}

// limited lets the rooms that take pictures receive them.
func limited(next http.Handler) http.Handler {
	wide := httpx.LimitBody(pictures, next)
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if strings.HasPrefix(req.URL.Path, "/studio/") || strings.HasPrefix(req.URL.Path, "/citizen/") {
			wide.ServeHTTP(w, req)
			return
		}
		next.ServeHTTP(w, req)
	})
}
