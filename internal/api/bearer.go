package api

import (
	"net/http"
	"strings"

	"myphoto/internal/photo"
)

// maxToken bounds a token, in bytes; ours are shorter.
const maxToken = 512

// tokenCharacters are the characters of a token (RFC 6750 §2.1).
const tokenCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/"

// authenticate returns the application that holds the token of the request. The
// token is read from the header only, never from the address or the body.
func (s *server) authenticate(r *http.Request) (photo.Application, error) {
	token, ok := credentials(r, "Bearer")
	if !ok || len(token) > maxToken || strings.Trim(strings.TrimRight(token, "="), tokenCharacters) != "" {
		return photo.Application{}, photo.ErrUnauthenticated
	}
	return s.Service.Recognise(r.Context(), token)
}

// credentials returns what follows the scheme in the only Authorization header.
func credentials(r *http.Request, scheme string) (string, bool) {
	given := r.Header.Values("Authorization")
	if len(given) != 1 {
		return "", false
	}
	name, rest, _ := strings.Cut(given[0], " ")
	rest = strings.TrimLeft(rest, " ")
	return rest, strings.EqualFold(name, scheme) && rest != ""
}

// challenge returns the WWW-Authenticate header (RFC 6750 §3). Only of a token
// it says that the token is invalid; a request without one, or with other
// credentials, learns that a token is needed.
func challenge(r *http.Request) string {
	if _, ok := credentials(r, "Bearer"); !ok {
		return `Bearer realm="myphoto"`
	}
	return `Bearer realm="myphoto", error="invalid_token"`
}
