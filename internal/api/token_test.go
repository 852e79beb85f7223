package api_test

import (
	"encoding/base64"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/photo"
)

// tokenRequest asks for a token with credentials coded as RFC 6749 §2.3.1 says.
func tokenRequest(client, secret, form string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, public+"/oauth2/token", strings.NewReader(form))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.SetBasicAuth(url.QueryEscape(client), url.QueryEscape(secret))
	return r
}

const goodForm = "grant_type=client_credentials"

func TestApplicationGetsATokenForItsSecret(t *testing.T) {
	reply := ask(t, newDesk(), tokenRequest("driving-licences", goodSecret, goodForm))
	got := read[map[string]any](t, reply)
	want := map[string]any{"access_token": goodToken, "token_type": "Bearer", "expires_in": 600.0}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if reply.Header.Get("Cache-Control") != "no-store" || reply.Header.Get("Pragma") != "no-cache" {
		t.Errorf("may be kept: %v", reply.Header)
	}
}

// Parameters without a value count as omitted, unknown ones are ignored (RFC
// 6749 §3.2).
func TestTokenRequestIsReadAsTheStandardSays(t *testing.T) {
	basic := func(s string) string { return "Basic " + base64.StdEncoding.EncodeToString([]byte(s)) }
	good := basic("driving-licences:" + url.QueryEscape(goodSecret))
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
		"too large":         {goodForm + "&x=" + strings.Repeat("x", 16<<10), good, 413, "invalid_request"},
		"nothing shown":     {goodForm, "", 401, "invalid_client"},
		"secret in form":    {goodForm + "&client_id=driving-licences&client_secret=x", "", 401, "invalid_client"},
		"a token":           {goodForm, "Bearer " + goodToken, 401, "invalid_client"},
		"not base64":        {goodForm, "Basic !", 401, "invalid_client"},
		"no colon":          {goodForm, basic("driving-licences"), 401, "invalid_client"},
		"not decoded":       {goodForm, basic("driving-licences:" + goodSecret), 401, "invalid_client"},
		"wrong secret":      {goodForm, basic("driving-licences:x"), 401, "invalid_client"},
		"empty secret":      {goodForm, basic("driving-licences:"), 401, "invalid_client"},
		"zero byte":         {goodForm, basic("%00:x"), 401, "invalid_client"},
		"long secret":       {goodForm, basic("driving-licences:" + strings.Repeat("x", 257)), 401, "invalid_client"},
	} {
		r := tokenRequest("", "", c.form)
		r.Header.Del("Authorization")
		if c.authorization != "" {
			r.Header.Set("Authorization", c.authorization)
		}
		reply := ask(t, newDesk(), r)
		got := read[struct{ Error string }](t, reply)
		if reply.StatusCode != c.status || got.Error != c.code {
			t.Errorf("%s: %s %q", name, reply.Status, got.Error)
		}
		if challenge := reply.Header.Get("WWW-Authenticate"); (challenge != "") != (c.status == 401) {
			t.Errorf("%s: challenge %q", name, challenge)
		}
	}
}

func TestSecretInTheAddressOrAsJSONIsRefused(t *testing.T) {
	r := tokenRequest("driving-licences", goodSecret, goodForm)
	r.URL.RawQuery = "client_secret=x"
	if reply := ask(t, newDesk(), r); reply.StatusCode != http.StatusBadRequest {
		t.Error(reply.Status)
	}
	r = tokenRequest("driving-licences", goodSecret, `{"grant_type":"client_credentials"}`)
	r.Header.Set("Content-Type", "application/json")
	if reply := ask(t, newDesk(), r); reply.StatusCode != http.StatusBadRequest {
		t.Error(reply.Status)
	}
	r = tokenRequest("driving-licences", goodSecret, goodForm)
	r.Header.Add("Authorization", r.Header.Get("Authorization"))
	if reply := ask(t, newDesk(), r); reply.StatusCode != http.StatusUnauthorized {
		t.Error(reply.Status)
	}
}

func TestTokenRefusalsKeepTheWordsOfTheStandard(t *testing.T) {
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
		d := newDesk()
		d.refusal = c.err
		reply := ask(t, d, tokenRequest("driving-licences", goodSecret, goodForm))
		if got := read[struct{ Error string }](t, reply); reply.StatusCode != c.status || got.Error != c.code {
			t.Errorf("%v: %s %q", c.err, reply.Status, got.Error)
		}
	}
}

func TestBearerTokenIsAskedForBeforeAnythingElse(t *testing.T) {
	for name, c := range map[string]struct {
		given     []string
		challenge string
	}{
		"nothing":     {nil, `Bearer realm="myphoto"`},
		"unknown":     {[]string{"Bearer x"}, `Bearer realm="myphoto", error="invalid_token"`},
		"two":         {[]string{"Bearer " + goodToken, "Bearer " + goodToken}, `Bearer realm="myphoto", error="invalid_token"`},
		"basic":       {[]string{"Basic " + goodToken}, `Bearer realm="myphoto", error="invalid_token"`},
		"no token":    {[]string{"Bearer"}, `Bearer realm="myphoto", error="invalid_token"`},
		"zero":        {[]string{"Bearer \x00"}, `Bearer realm="myphoto", error="invalid_token"`},
		"long":        {[]string{"Bearer " + strings.Repeat("x", 513)}, `Bearer realm="myphoto", error="invalid_token"`},
		"in the path": {nil, `Bearer realm="myphoto"`},
	} {
		d := newDesk()
		r := request(http.MethodPost, "/api/v1/retrievals?access_token="+goodToken, "not JSON")
		r.Header["Authorization"] = c.given
		reply := ask(t, d, r)
		if got := reply.Header.Get("WWW-Authenticate"); reply.StatusCode != 401 || got != c.challenge || d.calls > 0 {
			t.Errorf("%s: %s %s", name, reply.Status, got)
		}
		if name != "unknown" && len(d.shown) > 0 { // what cannot be a token is not looked up
			t.Errorf("%s: the desk saw it", name)
		}
	}
}

func TestMetadataNamesOnlyWhatIsThere(t *testing.T) {
	got := read[map[string]any](t, ask(t, newDesk(), request(http.MethodGet, "/.well-known/oauth-authorization-server", "")))
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
