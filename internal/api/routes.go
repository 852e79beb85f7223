package api

import (
	"net/http"
	"strings"

	"myphoto/internal/photo"
)

// Auth is how a request must authenticate.
type Auth string

// The ways to authenticate.
const (
	Open   Auth = "open"   // not at all
	Basic  Auth = "basic"  // client id and secret (RFC 7617, encoded as in RFC 6749 §2.3.1)
	Bearer Auth = "bearer" // a token (RFC 6750)
)

// Route is one route of the API: a method, a path pattern of http.ServeMux, and
// how a request must authenticate.
type Route struct {
	Method string
	Path   string
	Auth   Auth
	handle func(*server, *http.Request, photo.Application) (response, error)
}

// contractPath is where this contract is served, beside the pages about it.
const contractPath = "/dev/openapi.yaml"

// Routes returns every route of the API.
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
		{http.MethodGet, "/.well-known/security.txt", Open, (*server).security},
		{http.MethodGet, contractPath, Open, (*server).openAPI},
	}
}

// allowedMethods returns the methods that the route answers. HEAD goes with GET
// (RFC 9110 §9.1), but not for the bytes of a file: it would use up an attempt
// and send nothing.
func (r Route) allowedMethods() []string {
	if r.Method == http.MethodGet && !strings.HasPrefix(r.Path, "/api/v1/retrievals/{id}/") {
		return []string{http.MethodGet, http.MethodHead}
	}
	return []string{r.Method}
}
