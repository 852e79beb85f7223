package api

import (
	"net/http"
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

// New returns the handler of the API. It answers every address, unknown ones
// with the problem not-found, and must be wrapped by httpx.Wrap with
// [InternalError].
func New(c Config) http.Handler {
	s := newServer(c)
	s.limits = newLimits(c.Now)
	mux := http.NewServeMux()
	methods := map[string][]string{}
	for _, route := range Routes() {
		mux.Handle(route.Method+" "+route.Path, httpx.LimitBody(maxBody, s.serve(route)))
		methods[route.Path] = append(methods[route.Path], route.allowedMethods()...)
	}
	for path, allowed := range methods {
		mux.Handle(path, s.methodNotAllowed(allowed))
	}
	mux.Handle("/", s.errorHandler(photo.ErrNotFound))
	return httpx.Routes(mux)
}

// InternalError returns the handler for requests whose handler panicked: it
// answers with the problem internal.
func InternalError(publicURL string) http.Handler {
	return newServer(Config{PublicURL: publicURL}).errorHandler(errInternal)
}

// NotFound returns the handler that answers a request under an address that does not
// exist, such as another host name.
func NotFound(publicURL string) http.Handler {
	return newServer(Config{PublicURL: publicURL}).errorHandler(photo.ErrNotFound)
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
			s.methodNotAllowed(route.allowedMethods()).ServeHTTP(w, r)
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
	httpx.LogOf(r.Context()).SetRole("application")
	release, ok := s.limits.concurrency.Acquire(r.Context(), who.ID)
	if !ok {
		s.Metrics.Throttled("api")
		return who, leave, s.Service.TooManyAtOnce(r.Context(), who)
	}
	return who, release, nil
}

func (s *server) methodNotAllowed(allowed []string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		reply := s.errorResponse(r, errMethod)
		reply.header.Set("Allow", strings.Join(allowed, ", "))
		send(w, r, reply)
	})
}

func (s *server) errorHandler(err error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { send(w, r, s.errorResponse(r, err)) })
}
