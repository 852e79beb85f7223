package api_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/api"
	"myphoto/internal/photo"
	"myphoto/internal/service/servicetest"
)

// tokenRequest returns a token request with credentials encoded as in RFC 6749
// §2.3.1.
func tokenRequest(client, secret, form string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, public+"/oauth2/token", strings.NewReader(form))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.SetBasicAuth(url.QueryEscape(client), url.QueryEscape(secret))
	return r
}

const goodForm = "grant_type=client_credentials"

func TestApplicationGetsATokenForItsSecret(t *testing.T) {
	t.Parallel()
	s := open(t)
	reply := s.ask(t, tokenRequest(clientID, goodSecret, goodForm))
	got := read[map[string]any](t, reply)
	s.token, _ = got["access_token"].(string)
	delete(got, "access_token")
	want := map[string]any{"token_type": "Bearer", "expires_in": 600.0}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if reply := s.ask(t, s.request(http.MethodGet, "/api/v1/grants/x", "")); reply.StatusCode != http.StatusNotFound {
		t.Errorf("with the token: %s", reply.Status)
	}
	if reply.Header.Get("Cache-Control") != "no-store" || reply.Header.Get("Pragma") != "no-cache" {
		t.Errorf("may be cached: %v", reply.Header)
	}
}

// Parameters without a value count as omitted, unknown ones are ignored (RFC
// 6749 §3.2).
func TestTokenRequestIsReadAsTheStandardSays(t *testing.T) {
	t.Parallel()
	s := open(t)
	basic := func(s string) string { return "Basic " + base64.StdEncoding.EncodeToString([]byte(s)) }
	good := basic(clientID + ":" + url.QueryEscape(goodSecret))
	for name, c := range map[string]struct {
		form, authorization string
		status              int
		code                string
	}{
		"good":              {goodForm, good, 200, ""},
		"scheme in capital": {goodForm, "BASIC" + strings.TrimPrefix(good, "Basic"), 200, ""},
		"unknown parameter": {goodForm + "&audience=x", good, 200, ""},
		"empty scope":       {goodForm + "&scope=", good, 200, ""},
		"a scope":           {goodForm + "&scope=all", good, 400, "invalid_scope"},
		"other grant":       {"grant_type=password", good, 400, "unsupported_grant_type"},
		"no grant":          {"scope=", good, 400, "invalid_request"},
		"grant twice":       {goodForm + "&" + goodForm, good, 400, "invalid_request"},
		"broken form":       {goodForm + "&x=%zz", good, 400, "invalid_request"},
		"two ways":          {goodForm + "&client_secret=x", good, 400, "invalid_request"},
		"two spaces":        {goodForm, strings.Replace(good, " ", "  ", 1), 200, ""},
		"its own id":        {goodForm + "&client_id=" + clientID, good, 200, ""},
		"another's id":      {goodForm + "&client_id=academic-id", good, 400, "invalid_request"},
		"too large":         {goodForm + "&x=" + strings.Repeat("x", 16<<10), good, 413, "invalid_request"},
		"nothing shown":     {goodForm, "", 401, "invalid_client"},
		"secret in form":    {goodForm + "&client_id=driving-licences&client_secret=x", "", 401, "invalid_client"},
		"a token":           {goodForm, "Bearer " + s.token, 401, "invalid_client"},
		"not base64":        {goodForm, "Basic !", 401, "invalid_client"},
		"no colon":          {goodForm, basic(clientID), 401, "invalid_client"},
		"not decoded":       {goodForm, basic(clientID + ":" + goodSecret), 401, "invalid_client"},
		"wrong secret":      {goodForm, basic(clientID + ":x"), 401, "invalid_client"},
		"empty secret":      {goodForm, basic(clientID + ":"), 401, "invalid_client"},
		"zero byte":         {goodForm, basic("%00:x"), 401, "invalid_client"},
		"long secret":       {goodForm, basic(clientID + ":" + strings.Repeat("x", 257)), 401, "invalid_client"},
	} {
		r := tokenRequest("", "", c.form)
		r.Header.Del("Authorization")
		if c.authorization != "" {
			r.Header.Set("Authorization", c.authorization)
		}
		reply := s.ask(t, r)
		got := read[struct {
			Error       string
			Description string `json:"error_description"`
		}](t, reply)
		if reply.StatusCode != c.status || got.Error != c.code || (got.Description != "") != (c.code != "") {
			t.Errorf("%s: %s %+v", name, reply.Status, got)
		}
		if challenge := reply.Header.Get("WWW-Authenticate"); (challenge != "") != (c.status == 401) {
			t.Errorf("%s: challenge %q", name, challenge)
		}
	}
}

func TestSecretInTheAddressOrAsJSONIsRefused(t *testing.T) {
	t.Parallel()
	s := open(t)
	r := tokenRequest(clientID, goodSecret, goodForm)
	r.URL.RawQuery = "client_secret=x"
	if reply := s.ask(t, r); reply.StatusCode != http.StatusBadRequest {
		t.Error(reply.Status)
	}
	r = tokenRequest(clientID, goodSecret, `{"grant_type":"client_credentials"}`)
	r.Header.Set("Content-Type", "application/json")
	if reply := s.ask(t, r); reply.StatusCode != http.StatusBadRequest {
		t.Error(reply.Status)
	}
	r = tokenRequest(clientID, goodSecret, goodForm)
	r.Header.Add("Authorization", r.Header.Get("Authorization"))
	if reply := s.ask(t, r); reply.StatusCode != http.StatusUnauthorized {
		t.Error(reply.Status)
	}
}

func TestTokenRefusalsUseTheWordsOfTheStandard(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err    error
		status int
		code   string
	}{
		{photo.ErrUnauthenticated, 401, "invalid_client"},
		{photo.ErrSuspended, 401, "invalid_client"},
		{photo.ErrTooManyRequests, 429, "temporarily_unavailable"},
		{photo.ErrUnavailable, 503, "temporarily_unavailable"},
		{errors.New("disk"), 500, "server_error"},
	} {
		reply := askAt(t, answer(t, api.OAuthErrorHandler(c.err)), tokenRequest(clientID, goodSecret, goodForm))
		if got := read[struct{ Error string }](t, reply); reply.StatusCode != c.status || got.Error != c.code {
			t.Errorf("%v: %s %q", c.err, reply.Status, got.Error)
		}
	}
}

// Guessing must not become faster by inventing clients, nor by the many networks of
// one site.
func TestGuessingIsNotResetByOtherClientsOrNetworks(t *testing.T) {
	t.Parallel()
	s := open(t)
	try := func(client, secret, from string) int {
		r := tokenRequest(client, secret, goodForm)
		r.RemoteAddr = netip.AddrPortFrom(netip.MustParseAddr(from), 4711).String()
		return s.ask(t, r).StatusCode
	}
	const here = "2001:db8:1:1::1"
	for range 20 {
		if status := try(clientID, "wrong-secret-of-this", here); status != http.StatusUnauthorized {
			t.Fatalf("a first try: %d", status)
		}
	}
	invented := 0
	for n := range 2000 {
		if try(fmt.Sprintf("invented-%d", n), "wrong-secret-of-this", here) == http.StatusUnauthorized {
			invented++
		}
	}
	if invented > 20 {
		t.Errorf("%d tries for clients that do not exist", invented)
	}
	if status := try(clientID, goodSecret, here); status != http.StatusTooManyRequests {
		t.Errorf("after the flood: %d", status)
	}
	fromSite := 0
	for n := range 2000 {
		if try(clientID, "wrong-secret-of-this", fmt.Sprintf("2001:db8:1:%x::1", n+2)) == http.StatusUnauthorized {
			fromSite++
		}
	}
	if fromSite > 240 {
		t.Errorf("%d tries from the networks of one site", fromSite)
	}
	if status := try(clientID, goodSecret, "2001:db8:2::1"); status != http.StatusOK {
		t.Errorf("from elsewhere: %d", status)
	}
}

// What cannot be a token is not looked up: without a database, only a possible
// one fails.
func TestBearerTokenIsCheckedBeforeAnythingElse(t *testing.T) {
	t.Parallel()
	s := open(t)
	const none, invalid = `Bearer realm="myphoto"`, `Bearer realm="myphoto", error="invalid_token"`
	cases := map[string]struct {
		given     []string
		challenge string
	}{
		"nothing":     {nil, none},
		"unknown":     {[]string{"Bearer x"}, invalid},
		"two":         {[]string{"Bearer " + s.token, "Bearer " + s.token}, none},
		"basic":       {[]string{"Basic " + s.token}, none},
		"no token":    {[]string{"Bearer"}, none},
		"zero":        {[]string{"Bearer \x00"}, invalid},
		"long":        {[]string{"Bearer " + strings.Repeat("x", 513)}, invalid},
		"in the path": {nil, none},
	}
	ask := func(name string) *http.Response {
		r := s.request(http.MethodPost, "/api/v1/retrievals?access_token="+s.token, "not JSON")
		r.Header["Authorization"] = cases[name].given
		return s.ask(t, r)
	}
	before := s.events(t)
	for name, c := range cases {
		reply := ask(name)
		if got := reply.Header.Get("WWW-Authenticate"); reply.StatusCode != http.StatusUnauthorized || got != c.challenge {
			t.Errorf("%s: %s %s", name, reply.Status, got)
		}
	}
	if s.events(t) != before {
		t.Error("the service was asked")
	}
	servicetest.Must(t, s.Store.Close())
	for name := range cases {
		want := http.StatusUnauthorized
		if name == "unknown" {
			want = http.StatusInternalServerError
		}
		if reply := ask(name); reply.StatusCode != want {
			t.Errorf("%s, without a database: %s", name, reply.Status)
		}
	}
}

// A client library reads every answer of the token endpoint in one form.
func TestTokenEndpointRefusesOtherMethodsInItsOwnForm(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, method := range []string{http.MethodGet, http.MethodPut, http.MethodDelete, http.MethodOptions} {
		reply := s.ask(t, httptest.NewRequest(method, public+"/oauth2/token", nil))
		got := read[struct{ Error string }](t, reply)
		if reply.StatusCode != http.StatusMethodNotAllowed || got.Error != "invalid_request" || reply.Header.Get("Allow") != "POST" {
			t.Errorf("%s: %s %+v", method, reply.Status, got)
		}
	}
}

func TestMetadataListsOnlyWhatExists(t *testing.T) {
	t.Parallel()
	s := open(t)
	got := read[map[string]any](t, s.ask(t, s.request(http.MethodGet, "/.well-known/oauth-authorization-server", "")))
	want := map[string]any{
		"issuer": public, "token_endpoint": public + "/oauth2/token", "response_types_supported": []any{},
		"grant_types_supported":                 []any{"client_credentials"},
		"token_endpoint_auth_methods_supported": []any{"client_secret_basic"},
		"service_documentation":                 public + "/dev/docs",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
