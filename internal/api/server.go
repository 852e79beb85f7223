package api

import (
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"

	"myphoto/internal/httpx"
	"myphoto/internal/photo"
	"myphoto/internal/service/application"
)

// maxBody bounds the body of any request to this server, in bytes.
const maxBody = 16 << 10

// Config configures the API; all fields are required.
type Config struct {
	Service   *application.Service
	PublicURL string           // address of the service for the outside
	Now       func() time.Time // distinguishes a live grant from one whose date has passed
	Metrics   *httpx.Metrics   // counts throttled requests
}

type server struct {
	Config

	languages language.Matcher
	limits    limits
}

// New returns the handler of the API. It answers every address: unknown ones,
// and other spellings of known ones, with the problem not-found. It must be
// wrapped by httpx.Wrap with [InternalError].
func New(c Config) http.Handler {
	s := newServer(c)
	s.limits = newLimits(c.Now)
	mux := http.NewServeMux()
	for _, route := range Routes() {
		mux.Handle(route.Method+" "+route.Path, httpx.LimitBody(maxBody, s.serve(route)))
		mux.Handle(route.Path, s.methodNotAllowed(route))
	}
	notFound := s.errorHandler(photo.ErrNotFound)
	mux.Handle("/", notFound)
	known := httpx.Routes(mux)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != path.Clean(r.URL.Path) { // the mux would redirect, with a page
			notFound.ServeHTTP(w, r)
			return
		}
		known.ServeHTTP(w, r)
	})
}

// InternalError returns the handler for requests whose handler panicked: it
// answers with the problem internal.
func InternalError(publicURL string) http.Handler {
	return newServer(Config{PublicURL: publicURL}).errorHandler(errInternal)
}

// WrongHost returns the handler that answers a request under another host name than that
// of the public address, which it names.
func WrongHost(public *url.URL) http.Handler {
	return newServer(Config{PublicURL: public.String()}).errorHandler(errHost.WithArg("host", public.Host))
}

func newServer(c Config) *server {
	c.PublicURL = strings.TrimSuffix(c.PublicURL, "/")
	// The first language is for readers of all others.
	return &server{Config: c, languages: language.NewMatcher([]language.Tag{language.English, language.Greek})}
}

// serve returns the handler of one route.
func (s *server) serve(route Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !slices.Contains(route.allowedMethods(), r.Method) { // the mux routes HEAD like GET
			s.methodNotAllowed(route).ServeHTTP(w, r)
			return
		}
		who, leave, err := s.enter(route, r)
		defer leave()
		var reply response
		if err == nil {
			reply, err = route.handle(s, r, who)
		}
		if err != nil {
			reply = s.errorResponse(r, err)
		}
		send(w, r, reply)
	})
}

// enter authenticates the application if the route requires it, before anything
// of the request is read, and takes one of its slots, which leave releases.
func (s *server) enter(route Route, r *http.Request) (who photo.Application, leave func(), err error) {
	leave = func() {}
	if route.Auth != Bearer {
		return who, leave, nil
	}
	if who, err = s.authenticate(r); err != nil {
		return who, leave, err
	}
	log := httpx.LogOf(r.Context())
	log.SetRole("application")
	log.SetApplication(string(who.ID))
	release, ok := s.limits.concurrency.Acquire(r.Context(), who.ID)
	if !ok {
		s.Metrics.Throttled("api")
		return who, leave, s.Service.TooManyAtOnce(r.Context(), who)
	}
	return who, release, nil
}

// methodNotAllowed returns the handler for the other methods of a route. At the
// token endpoint the refusal has the form of its own standard.
func (s *server) methodNotAllowed(route Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		reply := s.errorResponse(r, errMethod)
		if route.Auth == Basic {
			fault := oauthError{status: http.StatusMethodNotAllowed, code: "invalid_request", description: "Send a POST request"}
			if own, err := fault.response(r); err == nil {
				reply = own
			}
		}
		reply.header.Set("Allow", strings.Join(route.allowedMethods(), ", "))
		send(w, r, reply)
	})
}

func (s *server) errorHandler(err error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { send(w, r, s.errorResponse(r, err)) })
}
