package api

import (
	"cmp"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"myphoto/internal/httpx"
	"myphoto/internal/photo"
)

// Limits of credentials, in bytes after decoding.
const (
	maxClient = 64
	maxSecret = 256
)

// metadata describes the authorisation server (RFC 8414 §2); it lists only what
// exists.
func (s *server) metadata(*http.Request, photo.Application) (response, error) {
	a, err := jsonResponse(http.StatusOK, struct {
		Issuer        string   `json:"issuer"`
		TokenEndpoint string   `json:"token_endpoint"`
		ResponseTypes []string `json:"response_types_supported"` // required, although there are none
		GrantTypes    []string `json:"grant_types_supported"`
		AuthMethods   []string `json:"token_endpoint_auth_methods_supported"`
		Documentation string   `json:"service_documentation"`
	}{
		Issuer:        s.PublicURL,
		TokenEndpoint: s.PublicURL + "/oauth2/token",
		ResponseTypes: []string{},
		GrantTypes:    []string{"client_credentials"},
		AuthMethods:   []string{"client_secret_basic"},
		Documentation: s.PublicURL + "/dev/docs",
	})
	if err != nil {
		return response{}, err
	}
	return a.cacheable(), nil
}

// oauthError is a refusal of the token endpoint (RFC 6749 §5.2). The codes
// server_error and temporarily_unavailable are from §4.1.2.1. The description is
// for the developer, in the characters that the standard allows: printable ASCII
// without quotation mark and backslash.
type oauthError struct {
	status      int
	code        string
	description string
	after       time.Duration
}

// invalidRequest returns the refusal of a request that the standard does not
// allow.
func invalidRequest(description string) *oauthError {
	return &oauthError{status: http.StatusBadRequest, code: "invalid_request", description: description}
}

// token issues a token for the credentials of an application (RFC 6749 §4.4).
// Its refusals have the form of that standard, so they are responses, not
// errors.
func (s *server) token(r *http.Request, _ photo.Application) (response, error) {
	form, fault := readForm(r)
	if fault != nil {
		return fault.response(r)
	}
	client, secret, ok := clientCredentials(r)
	if !ok {
		return oauthError{
			status: http.StatusUnauthorized, code: "invalid_client",
			description: "Send client id and secret by HTTP Basic, each form-encoded first; the body is not read for them",
		}.response(r)
	}
	if form.Has("client_id") && form.Get("client_id") != client {
		return invalidRequest("client_id is another one than in the Authorization header").response(r)
	}
	token, lifetime, err := s.issue(r, client, secret)
	if err != nil {
		return oauthErrorFor(r, err).response(r)
	}
	a, err := jsonResponse(http.StatusOK, struct {
		Token string `json:"access_token"`
		Type  string `json:"token_type"`
		Lives int64  `json:"expires_in"`
	}{token, "Bearer", int64(lifetime / time.Second)})
	if err != nil {
		return response{}, err
	}
	a.header.Set("Pragma", "no-cache")
	return a, nil
}

// issue requests a token from the service within the limits. A refused request
// counts against the client at this address, and against the address, an issued
// token against the client everywhere: nobody elsewhere can use up either limit.
func (s *server) issue(r *http.Request, client, secret string) (string, time.Duration, error) {
	caller := httpx.CallerOf(r.Context())
	tooMany := s.limits.tokens.Wait(client)
	if tooMany > 0 { // its secret was right before
		httpx.LogOf(r.Context()).SetApplication(client)
	}
	if wait := max(tooMany, s.limits.addresses.Wait(caller)); wait > 0 {
		return "", 0, s.throttled(wait)
	}
	registered, err := s.Service.IsRegistered(r.Context(), photo.ApplicationID(client))
	if err != nil {
		return "", 0, err
	}
	here := clientAddr{from: caller.Network()}
	if registered {
		here.client = photo.ApplicationID(client)
	}
	if wait := s.limits.failures.Wait(here); wait > 0 {
		return "", 0, s.throttled(wait)
	}
	token, lifetime, err := s.Service.Token(r.Context(), client, secret)
	switch {
	case err == nil:
		httpx.LogOf(r.Context()).SetApplication(client)
		s.limits.tokens.Allow(client)
	case errors.Is(err, photo.ErrUnauthenticated):
		s.limits.failures.Allow(here)
		s.limits.addresses.Allow(caller)
	}
	return token, lifetime, err
}

func (s *server) throttled(wait time.Duration) error {
	s.Metrics.Throttled("token")
	return photo.TooManyRequests(wait)
}

// readForm reads the form of a token request: each parameter once, nothing in
// the address, no second way to authenticate (RFC 6749 §2.3, §3.2). Unknown
// parameters are ignored, as the standard requires; a scope is refused, because
// there are none.
func readForm(r *http.Request) (url.Values, *oauthError) {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case r.URL.RawQuery != "":
		return nil, invalidRequest("Send the parameters in the body, not in the address")
	case err != nil || media != "application/x-www-form-urlencoded":
		return nil, invalidRequest("Send the body as application/x-www-form-urlencoded")
	}
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		httpx.LogOf(r.Context()).SetError(err)
	}
	if errors.Is(httpx.BodyError(err), httpx.ErrTooLarge) {
		return nil, &oauthError{
			status: http.StatusRequestEntityTooLarge, code: "invalid_request", description: "The body has more than 16 KB",
		}
	}
	form, parseErr := url.ParseQuery(string(raw))
	if err != nil || parseErr != nil {
		return nil, invalidRequest("The body cannot be decoded")
	}
	return form, checkForm(form, r.Header.Get("Authorization") != "")
}

func checkForm(form url.Values, header bool) *oauthError {
	for _, values := range form {
		if len(values) != 1 {
			return invalidRequest("A parameter is named twice")
		}
	}
	switch {
	case form.Get("grant_type") == "":
		return invalidRequest("grant_type is missing")
	case header && (form.Has("client_secret") || form.Has("client_assertion")):
		return invalidRequest("Authenticate in one way only: by the Authorization header")
	case form.Get("grant_type") != "client_credentials":
		return &oauthError{
			status: http.StatusBadRequest, code: "unsupported_grant_type", description: "The only grant_type is client_credentials",
		}
	case form.Get("scope") != "":
		return &oauthError{status: http.StatusBadRequest, code: "invalid_scope", description: "There are no scopes: leave scope out"}
	}
	return nil
}

// clientCredentials returns client id and secret, which are form-encoded before
// they are joined and encoded in base64 (RFC 6749 §2.3.1).
func clientCredentials(r *http.Request) (client, secret string, ok bool) {
	encoded, ok := credentials(r, "Basic")
	if !ok {
		return "", "", false
	}
	pair, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return "", "", false
	}
	user, password, ok := strings.Cut(string(pair), ":")
	if !ok {
		return "", "", false
	}
	client, idErr := url.QueryUnescape(user)
	secret, secretErr := url.QueryUnescape(password)
	bounded := visibleASCII(client, maxClient) && secret != "" && len(secret) <= maxSecret
	return client, secret, idErr == nil && secretErr == nil && bounded
}

// oauthErrorFor returns the error of RFC 6749 for a refusal of the service.
func oauthErrorFor(r *http.Request, err error) oauthError {
	refused, public := httpx.Refusal(err)
	if !public {
		httpx.LogOf(r.Context()).SetError(err)
		return oauthError{
			status: http.StatusInternalServerError, code: "server_error",
			description: "Our fault; tell us the X-Request-Id of this reply",
		}
	}
	switch status := httpx.Status(refused.Kind); status {
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		return oauthError{
			status, "temporarily_unavailable", "Try again after the time in Retry-After", cmp.Or(refused.RetryAfter, retryAfter),
		}
	default:
		return oauthError{
			status: http.StatusUnauthorized, code: "invalid_client", description: "No application has this client id and secret",
		}
	}
}

func (f oauthError) response(r *http.Request) (response, error) {
	httpx.LogOf(r.Context()).SetOutcome(f.code)
	a, err := jsonResponse(f.status, struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}{f.code, f.description})
	if err != nil {
		return response{}, err
	}
	a.header.Set("Pragma", "no-cache")
	httpx.SetRetryAfter(a.header, f.after)
	if f.status == http.StatusUnauthorized {
		a.header.Set("WWW-Authenticate", `Basic realm="myphoto", charset="UTF-8"`)
	}
	return a, nil
}
