package api

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"

	"myphoto/internal/httpx"
	"myphoto/internal/photo"
	"myphoto/internal/service"
)

// maxBody bounds the body of any request to this door, in bytes.
const maxBody = 16 << 10

// desk is what the door asks; *service.Applications is the one in the house.
// It is named here so that the door can be tested alone.
type desk interface {
	Token(ctx context.Context, client, secret string) (string, time.Duration, error)
	Recognise(ctx context.Context, bearer string) (photo.Application, error)
	Retrieve(ctx context.Context, who photo.Application, r service.RetrievalRequest) (service.RetrievalReply, error)
	Bytes(ctx context.Context, who photo.Application, id photo.RetrievalID, item photo.Item) (service.RetrievedBytes, error)
	Cancel(ctx context.Context, who photo.Application, id photo.RetrievalID, key string) (bool, error)
	Grant(ctx context.Context, who photo.Application, id photo.GrantID) (photo.Grant, error)
	Keys(ctx context.Context) ([]byte, error)
	Checkpoint(ctx context.Context) ([]byte, error)
	Consistency(ctx context.Context, from, to int64) ([]byte, error)
	TurnAway(ctx context.Context, who photo.Application) error
}

// Config is what the door needs; all fields are needed.
type Config struct {
	Service      desk
	PublicURL string           // how the outside reaches the service, without a slash at the end
	Now       func() time.Time // tells a live grant from one whose date has passed
	Metrics   *httpx.Metrics   // counts those who are turned away
}

type server struct {
	Config

	languages language.Matcher
	limits    limits
}

// New makes the door. It answers every address, those it does not know with
// the problem not-found, and is to be wrapped by httpx.Wrap with [InternalError].
func New(c Config) http.Handler {
	d := newServer(c)
	d.limits = newLimits(c.Now)
	mux := http.NewServeMux()
	methods := map[string][]string{}
	for _, route := range Routes() {
		mux.Handle(route.Method+" "+route.Path, httpx.LimitBody(maxBody, d.serve(route)))
		methods[route.Path] = append(methods[route.Path], route.allowedMethods()...)
	}
	for path, allowed := range methods {
		mux.Handle(path, d.methodNotAllowed(allowed))
	}
	mux.Handle("/", d.errorHandler(photo.ErrNotFound))
	return httpx.Routes(mux)
}

// InternalError renders the problem internal: the reply to a request of this door
// whose handler panicked.
func InternalError(publicURL string) http.Handler {
	return newServer(Config{PublicURL: publicURL}).errorHandler(errInternal)
}

func newServer(c Config) *server {
	c.PublicURL = strings.TrimSuffix(c.PublicURL, "/")
	// The first is the one for readers of any other language.
	return &server{Config: c, languages: language.NewMatcher([]language.Tag{language.English, language.Greek})}
}

// serve answers one route.
func (d *server) serve(route Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !slices.Contains(route.allowedMethods(), r.Method) { // the mux lets HEAD in with every GET
			d.methodNotAllowed(route.allowedMethods()).ServeHTTP(w, r)
			return
		}
		who, leave, err := d.enter(route, r)
		defer leave()
		var reply response
		if err == nil {
			reply, err = route.handle(d, r, who)
		}
		if err != nil {
			reply = d.errorResponse(r, err)
		}
		send(w, r, reply)
	})
}

// enter finds out who is asking, where the route demands it, before anything of
// the request is read, and gives the application a seat, which leave frees.
func (d *server) enter(route Route, r *http.Request) (who photo.Application, leave func(), err error) {
	leave = func() {}
	if route.Auth != Bearer {
		return who, leave, nil
	}
	if who, err = d.authenticate(r); err != nil {
		return who, leave, err
	}
	httpx.LogOf(r.Context()).SetRole("application")
	free, ok := d.limits.concurrency.Acquire(r.Context(), who.ID)
	if !ok {
		d.Metrics.Throttled("api")
		return who, leave, d.Service.TurnAway(r.Context(), who)
	}
	return who, free, nil
}

func (d *server) methodNotAllowed(allowed []string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		reply := d.errorResponse(r, errMethod)
		reply.header.Set("Allow", strings.Join(allowed, ", "))
		send(w, r, reply)
	})
}

func (d *server) errorHandler(fault *photo.Error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { send(w, r, d.errorResponse(r, fault)) })
}
