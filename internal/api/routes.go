package api

import (
	"net/http"

	"myphoto/internal/photo"
)

// Auth says what a request must show.
type Auth string

// What requests show.
const (
	Open   Auth = "open"   // nothing
	Basic  Auth = "basic"  // client id and secret (RFC 7617, coded as RFC 6749 §2.3.1 says)
	Bearer Auth = "bearer" // a token (RFC 6750)
)

// Route is one row of the door: a method, a path as http.ServeMux writes it,
// and what a request must show.
type Route struct {
	Method string
	Path   string
	Auth   Auth
	handle func(*server, *http.Request, photo.Application) (response, error)
}

// Routes lists every route of the door.
func Routes() []Route {
	return []Route{
		{http.MethodGet, "/.well-known/oauth-authorization-server", Open, (*server).metadata},
		{http.MethodPost, "/oauth2/token", Basic, (*server).token},
		{http.MethodPost, "/api/v1/retrievals", Bearer, (*server).retrieve},
		{http.MethodGet, "/api/v1/retrievals/{id}/photo", Bearer, (*server).photoBytes},
		{http.MethodGet, "/api/v1/retrievals/{id}/signature", Bearer, (*server).signatureBytes},
		{http.MethodPost, "/api/v1/retrievals/{id}/cancel", Bearer, (*server).cancel},
		{http.MethodGet, "/api/v1/grants/{id}", Bearer, (*server).grant},
		{http.MethodGet, "/.well-known/myphoto-keys.json", Open, (*server).keys},
		{http.MethodGet, "/ledger/checkpoint", Open, (*server).checkpoint},
		{http.MethodGet, "/ledger/consistency", Open, (*server).consistency},
		{http.MethodGet, "/dev/openapi.yaml", Open, (*server).openAPI},
	}
}

// allowedMethods gives what the route answers. HEAD only where nothing is recorded: on
// the bytes of a file it would spend an attempt and send nothing.
func (r Route) allowedMethods() []string {
	if r.Method == http.MethodGet && r.Auth == Open {
		return []string{http.MethodGet, http.MethodHead}
	}
	return []string{r.Method}
}
