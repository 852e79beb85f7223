package api

import (
	"cmp"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
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
// server_error and temporarily_unavailable are from §4.1.2.1.
type oauthError struct {
	status int
	code   string
	after  time.Duration
}

// token issues a token for the credentials of an application (RFC 6749 §4.4).
// Its refusals have the form of that standard, so they are responses, not
// errors.
func (s *server) token(r *http.Request, _ photo.Application) (response, error) {
	if fault := checkForm(r); fault != nil {
		return fault.response(r)
	}
	client, secret, ok := clientCredentials(r)
	if !ok {
		return oauthError{status: http.StatusUnauthorized, code: "invalid_client"}.response(r)
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
// counts against the client at this address only, an issued token against the
// client everywhere: nobody else can use up either limit.
func (s *server) issue(r *http.Request, client, secret string) (string, time.Duration, error) {
	here := clientAddr{client, httpx.CallerOf(r.Context()).Network()}
	if wait := max(s.limits.failures.Wait(here), s.limits.tokens.Wait(client)); wait > 0 {
		s.Metrics.Throttled("token")
		return "", 0, photo.TooManyRequests(wait)
	}
	token, lifetime, err := s.Service.Token(r.Context(), client, secret)
	switch {
	case err == nil:
		s.limits.tokens.Allow(client)
	case errors.Is(err, photo.ErrUnauthenticated):
		s.limits.failures.Allow(here)
	}
	return token, lifetime, err
}

// checkForm checks the form of a token request: each parameter once, nothing in
// the address, no second way to authenticate (RFC 6749 §2.3, §3.2). Unknown
// parameters are ignored, as the standard requires; a scope is refused, because
// there are none.
func checkForm(r *http.Request) *oauthError {
	malformed := &oauthError{status: http.StatusBadRequest, code: "invalid_request"}
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "application/x-www-form-urlencoded" || r.URL.RawQuery != "" {
		return malformed
	}
	raw, err := io.ReadAll(r.Body)
	if errors.Is(httpx.BodyError(err), httpx.ErrTooLarge) {
		return &oauthError{status: http.StatusRequestEntityTooLarge, code: "invalid_request"}
	}
	form, parseErr := url.ParseQuery(string(raw))
	if err != nil || parseErr != nil {
		return malformed
	}
	for _, values := range form {
		if len(values) != 1 {
			return malformed
		}
	}
	switch {
	case form.Get("grant_type") == "":
		return malformed
	case (form.Has("client_secret") || form.Has("client_assertion")) && r.Header.Get("Authorization") != "":
		return malformed
	case form.Get("grant_type") != "client_credentials":
		return &oauthError{status: http.StatusBadRequest, code: "unsupported_grant_type"}
	case form.Get("scope") != "":
		return &oauthError{status: http.StatusBadRequest, code: "invalid_scope"}
	}
	return nil
}

// clientCredentials returns client id and secret, which are form-encoded before
// they are joined and encoded in base64 (RFC 6749 §2.3.1).
func clientCredentials(r *http.Request) (client, secret string, ok bool) {
	if len(r.Header.Values("Authorization")) != 1 {
		return "", "", false
	}
	user, password, ok := r.BasicAuth()
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
		return oauthError{status: http.StatusInternalServerError, code: "server_error"}
	}
	status := httpx.Status(refused.Kind)
	switch status {
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		return oauthError{status, "temporarily_unavailable", cmp.Or(refused.RetryAfter, retryAfter)}
	default:
		return oauthError{status: http.StatusUnauthorized, code: "invalid_client"}
	}
}

func (f oauthError) response(r *http.Request) (response, error) {
	httpx.LogOf(r.Context()).SetOutcome(f.code)
	a, err := jsonResponse(f.status, struct {
		Error string `json:"error"`
	}{f.code})
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
