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
	Desk      desk
	PublicURL string           // how the outside reaches the service, without a slash at the end
	Now       func() time.Time // tells a live grant from one whose date has passed
	Metrics   *httpx.Metrics   // counts those who are turned away
}

type door struct {
	Config

	languages language.Matcher
	limits    limits
}

// New makes the door. It answers every address, those it does not know with
// the problem not-found, and is to be wrapped by httpx.Wrap with [Broken].
func New(c Config) http.Handler {
	d := newDoor(c)
	d.limits = newLimits(c.Now)
	mux := http.NewServeMux()
	methods := map[string][]string{}
	for _, route := range Routes() {
		mux.Handle(route.Method+" "+route.Path, httpx.LimitBody(maxBody, d.serve(route)))
		methods[route.Path] = append(methods[route.Path], route.methods()...)
	}
	for path, allowed := range methods {
		mux.Handle(path, d.otherMethod(allowed))
	}
	mux.Handle("/", d.refuseWith(photo.ErrNotFound))
	return httpx.Routes(mux)
}

// Broken renders the problem internal: the reply to a request of this door
// whose handler panicked.
func Broken(publicURL string) http.Handler {
	return newDoor(Config{PublicURL: publicURL}).refuseWith(errInternal)
}

func newDoor(c Config) *door {
	c.PublicURL = strings.TrimSuffix(c.PublicURL, "/")
	// The first is the one for readers of any other language.
	return &door{Config: c, languages: language.NewMatcher([]language.Tag{language.English, language.Greek})}
}

// serve answers one route.
func (d *door) serve(route Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !slices.Contains(route.methods(), r.Method) { // the mux lets HEAD in with every GET
			d.otherMethod(route.methods()).ServeHTTP(w, r)
			return
		}
		who, leave, err := d.admit(route, r)
		defer leave()
		var reply answer
		if err == nil {
			reply, err = route.handle(d, r, who)
		}
		if err != nil {
			reply = d.refusal(r, err)
		}
		send(w, r, reply)
	})
}

// admit finds out who is asking, where the route demands it, before anything of
// the request is read, and gives the application a seat, which leave frees.
func (d *door) admit(route Route, r *http.Request) (who photo.Application, leave func(), err error) {
	leave = func() {}
	if route.Auth != Bearer {
		return who, leave, nil
	}
	if who, err = d.recognise(r); err != nil {
		return who, leave, err
	}
	httpx.RecordOf(r.Context()).Role("application")
	free, ok := d.limits.seats.Take(r.Context(), who.ID)
	if !ok {
		d.Metrics.TurnedAway("api")
		return who, leave, d.Desk.TurnAway(r.Context(), who)
	}
	return who, free, nil
}

func (d *door) otherMethod(allowed []string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		reply := d.refusal(r, errMethod)
		reply.header.Set("Allow", strings.Join(allowed, ", "))
		send(w, r, reply)
	})
}

func (d *door) refuseWith(fault *photo.Error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { send(w, r, d.refusal(r, fault)) })
}
