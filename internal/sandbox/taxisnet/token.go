package taxisnet

import (
	"crypto/subtle"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// oauthError is an error answer of the token and userinfo addresses.
type oauthError struct {
	Error       string `json:"error"`
	Description string `json:"error_description"`
}

func invalidToken() oauthError { return oauthError{"invalid_token", "Invalid access token"} }

func answerJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // a client that left asks again
}

// failMachine answers token and userinfo while the provider fails.
func failMachine(w http.ResponseWriter, _ *http.Request) {
	answerJSON(w, http.StatusInternalServerError, oauthError{"server_error", "Internal error"})
}

// token exchanges a code for an access token (RFC 6749 §4.1.3).
func (s *server) token(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		answerJSON(w, http.StatusBadRequest, oauthError{"invalid_request", "Malformed form"})
		return
	}
	f := r.PostForm
	client, authentic := s.client(r)
	if !authentic {
		w.Header().Set("WWW-Authenticate", `Basic realm="oauth2/client"`) // RFC 6749 §5.2
		answerJSON(w, http.StatusUnauthorized, oauthError{"invalid_client", "Bad client credentials"})
		return
	}
	if f.Get("grant_type") != "authorization_code" {
		answerJSON(w, http.StatusBadRequest, oauthError{"unsupported_grant_type", "Unsupported grant type"})
		return
	}
	if scope := f.Get("scope"); scope != "" && scope != "read" {
		answerJSON(w, http.StatusBadRequest, oauthError{"invalid_scope", "Invalid scope"})
		return
	}
	g, found := s.codes.take(f.Get("code"))
	switch {
	case !found:
		answerJSON(w, http.StatusBadRequest, oauthError{"invalid_grant", "Invalid authorization code"})
	case g.clientID != client:
		answerJSON(w, http.StatusBadRequest, oauthError{"invalid_grant", "Code was issued to another client"})
	case g.redirectURI != f.Get("redirect_uri"):
		answerJSON(w, http.StatusBadRequest, oauthError{"invalid_grant", "Redirect URI mismatch."})
	default:
		answerJSON(w, http.StatusOK, struct {
			AccessToken string `json:"access_token"`
			TokenType   string `json:"token_type"`
			ExpiresIn   int    `json:"expires_in"`
			Scope       string `json:"scope"`
		}{s.tokens.put(g.person), "bearer", int(tokenLife / time.Second), "read"})
	}
}

// client returns who asks for a token, by HTTP Basic or by the form (RFC 6749
// §2.3.1), and whether the secret is right. Basic counts when there are both.
func (s *server) client(r *http.Request) (string, bool) {
	id, given := r.PostForm.Get("client_id"), r.PostForm.Get("client_secret")
	if user, password, basic := r.BasicAuth(); basic {
		var faults [2]error
		id, faults[0] = url.QueryUnescape(user)
		given, faults[1] = url.QueryUnescape(password)
		if errors.Join(faults[:]...) != nil {
			return "", false
		}
	}
	secret, known := s.c.Clients[id]
	return id, subtle.ConstantTimeCompare([]byte(given), []byte(secret)) == 1 && known && secret != ""
}

// userinfo returns who signed in, as XML; its errors are JSON.
func (s *server) userinfo(w http.ResponseWriter, r *http.Request) {
	token := r.URL.Query().Get("access_token")
	if scheme, value, ok := strings.Cut(r.Header.Get("Authorization"), " "); ok && strings.EqualFold(scheme, "Bearer") {
		token = value
	}
	p, found := s.tokens.look(token)
	switch {
	case token == "":
		w.Header().Set("WWW-Authenticate", `Bearer realm="oauth2"`)
		answerJSON(w, http.StatusUnauthorized, oauthError{"unauthorized", "Full authentication is required to access this resource"})
	case !found:
		w.Header().Set("WWW-Authenticate", `Bearer realm="oauth2", error="invalid_token"`)
		answerJSON(w, http.StatusUnauthorized, invalidToken())
	case r.URL.Query().Get("format") != "xml":
		answerJSON(w, http.StatusBadRequest, oauthError{"invalid_request", "format is not xml"})
	default:
		w.Header().Set("Content-Type", "text/xml;charset=UTF-8")
		_, _ = w.Write(userXML(p)) // a client that left asks again
	}
}
