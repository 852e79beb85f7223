package page

import (
	"fmt"
	"net/http"

	"myphoto/internal/httpx"
)

// Guard says who may open a route. Package web turns it into a check; the zero
// Guard lets nobody in and is an error at start.
type Guard int

// The guards, from the widest to the narrowest.
const (
	Public        Guard = iota + 1 // everybody, signed in or not
	PendingSignIn                  // identified by the provider; one-time code, profile or terms may be outstanding
	SignedIn                       // with one-time code and accepted terms, in any profile
	Citizen                        // in the citizen profile
	Studio                         // photographer or authorised employee
	StudioOwner                    // photographer alone
)

var guardNames = map[Guard]string{
	Public: "public", PendingSignIn: "pending sign-in", SignedIn: "signed in", Citizen: "citizen", Studio: "studio",
	StudioOwner: "studio owner",
}

// String names the guard for the route table and the log.
func (g Guard) String() string {
	if name, ok := guardNames[g]; ok {
		return name
	}
	return "nobody"
}

// Handler returns the reply to a request, or an error; the package comment says
// what becomes of both.
type Handler func(*http.Request) (Reply, error)

// As returns a handler that knows its actor, who is made anew for each request; actor
// may refuse.
func As[Actor any](actor func(*http.Request) (Actor, error), next func(*http.Request, Actor) (Reply, error)) Handler {
	return func(req *http.Request) (Reply, error) {
		who, err := actor(req)
		if err != nil {
			return nil, err
		}
		return next(req, who)
	}
}

// Route is one row of the table of routes. Path is without /en, in the pattern
// syntax of http.ServeMux; "/" means the home page alone.
type Route struct {
	Method, Path string
	Guard        Guard
	Handler      Handler
}

func (route Route) pattern() string {
	path := route.Path
	if path == "/" {
		path = "/{$}"
	}
	return route.Method + " " + path
}

// Mux returns the handler of all routes. gate wraps a handler in the check of its
// guard. Addresses without a route get our own pages for 404 and 405. A route
// without a guard is an error.
func (r *Renderer) Mux(routes []Route, gate func(Guard, http.Handler) http.Handler) (http.Handler, error) {
	mux := http.NewServeMux()
	mux.Handle("GET /static/", r.Static())
	for _, route := range routes {
		if _, known := guardNames[route.Guard]; !known {
			return nil, fmt.Errorf("route %s %s has no guard", route.Method, route.Path)
		}
		mux.Handle(route.pattern(), gate(route.Guard, r.Serve(route.Handler)))
	}
	noted := httpx.Routes(mux)
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if handler, pattern := mux.Handler(req); pattern == "" {
			r.noRoute(w, req, handler)
			return
		}
		noted.ServeHTTP(w, req)
	}), nil
}

// noRoute sends our page where the mux would answer in plain text: the address is
// unknown, or known under another method.
func (r *Renderer) noRoute(w http.ResponseWriter, req *http.Request, plain http.Handler) {
	seen := &statusRecorder{header: http.Header{}, status: http.StatusOK}
	plain.ServeHTTP(seen, req)
	if seen.status != http.StatusMethodNotAllowed {
		r.renderError(w, req, errorPage{Status: http.StatusNotFound})
		return
	}
	w.Header().Set("Allow", seen.header.Get("Allow"))
	r.renderError(w, req, errorPage{Status: http.StatusMethodNotAllowed})
}

// statusRecorder keeps the status and the headers of a response and drops its body.
type statusRecorder struct {
	header http.Header
	status int
}

func (b *statusRecorder) Header() http.Header         { return b.header }
func (b *statusRecorder) WriteHeader(status int)      { b.status = status }
func (b *statusRecorder) Write(p []byte) (int, error) { return len(p), nil }
