package page

import (
	"fmt"
	"net/http"

	"myphoto/internal/httpx"
)

// Guard says who may open a route. The assembly of the door turns it into a
// check; the zero Guard lets nobody in and is refused at start.
type Guard int

// The guards, from the street inwards.
const (
	Anyone      Guard = iota + 1 // also people who never signed in
	Arriving                     // known to the identity provider; one-time code, profile or terms may be outstanding
	SignedIn                     // with one-time code and accepted terms, in any profile
	Citizen                      // in the citizen profile
	Studio                       // photographer or authorised employee
	StudioOwner                  // photographer alone
	Clerk                        // ΚΕΠ
	Developer                    // member of a body
	Administrator
	Auditor
	Support
)

var guardNames = map[Guard]string{
	Anyone: "anyone", Arriving: "arriving", SignedIn: "signed in", Citizen: "citizen", Studio: "studio",
	StudioOwner: "studio owner", Clerk: "clerk", Developer: "developer", Administrator: "administrator",
	Auditor: "auditor", Support: "support",
}

// String names the guard for the route table and the log.
func (g Guard) String() string {
	if name, ok := guardNames[g]; ok {
		return name
	}
	return "nobody"
}

// Handler answers a request, or refuses it with an error; see the package
// comment for what happens with both.
type Handler func(*http.Request) (Reply, error)

// Route is one row of the door's table. Path is without /en, in the pattern
// language of http.ServeMux; "/" means the home page alone.
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

// Mux lays the routes out. gate wraps a handler in the check of its guard.
// Addresses that are in no route get our own pages for 404 and 405. A route
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
			r.misdirected(w, req, handler)
			return
		}
		noted.ServeHTTP(w, req)
	}), nil
}

// misdirected shows our page for what the mux would answer in plain text: the
// address is unknown, or known under another method.
func (r *Renderer) misdirected(w http.ResponseWriter, req *http.Request, plain http.Handler) {
	seen := &bare{header: http.Header{}, status: http.StatusOK}
	plain.ServeHTTP(seen, req)
	if seen.status != http.StatusMethodNotAllowed {
		r.system(w, req, sysPage{Status: http.StatusNotFound})
		return
	}
	w.Header().Set("Allow", seen.header.Get("Allow"))
	r.system(w, req, sysPage{Status: http.StatusMethodNotAllowed})
}

// bare keeps the status and the headers of an answer and drops its body.
type bare struct {
	header http.Header
	status int
}

func (b *bare) Header() http.Header         { return b.header }
func (b *bare) WriteHeader(status int)      { b.status = status }
func (b *bare) Write(p []byte) (int, error) { return len(p), nil }
