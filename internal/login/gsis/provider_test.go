package gsis_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"

	"myphoto/internal/login"
	"myphoto/internal/login/gsis"
	"myphoto/internal/photo"
)

const secretCode = "c0de-S3CRET"

// server is the state's side of the conversation: the answers to the two
// requests.
type server struct {
	token, userinfo http.HandlerFunc
}

func says(status int, kind, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}
}

func tokenGiven(t *testing.T) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		want := url.Values{
			"grant_type": {"authorization_code"}, "code": {secretCode}, "redirect_uri": {"http://localhost:8080/login/callback/taxisnet"},
			"client_id": {"APP1"}, "client_secret": {"s3cr&t"}, "scope": {"read"},
		}
		if err := r.ParseForm(); err != nil || r.Method != http.MethodPost {
			t.Errorf("token request: %v %v", r.Method, err)
		}
		if diff := cmp.Diff(want, r.PostForm); diff != "" {
			t.Errorf("token request (-want +got):\n%s", diff)
		}
		if r.Header.Get("Authorization") != "" || r.URL.RawQuery != "" {
			t.Error("the secret belongs into the body alone")
		}
		says(200, "application/json;charset=UTF-8", `{"access_token":"t0ken","token_type":"bearer","expires_in":599,"scope":"read"}`)(w, r)
	}
}

func identity(t *testing.T, document string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer t0ken" || r.URL.Query().Get("format") != "xml" || r.Method != http.MethodGet {
			t.Errorf("userinfo request: %s %s %v", r.Method, r.URL, r.Header)
		}
		says(200, "application/xml", document)(w, r)
	}
}

func provider(t *testing.T, s server) *gsis.Provider {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("/oauth2server/oauth/token", s.token)
	mux.HandleFunc("/oauth2server/userinfo", s.userinfo)
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	return at(t, srv.URL+"/oauth2server", srv.Client())
}

func at(t *testing.T, base string, client *http.Client) *gsis.Provider {
	t.Helper()
	p, err := gsis.New(gsis.Config{
		BaseURL: base, ClientID: "APP1", ClientSecret: "s3cr&t",
		RedirectURL: "http://localhost:8080/login/callback/taxisnet", HTTP: client,
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

const padded = `<?xml version="1.0" encoding="UTF-8"?>
<root><userinfo userid="User123456783   " taxid="094259216   " lastname="&#928;&#913;&#928;&#913;ΔΟΠΟΥΛΟΥ  " firstname=" ΜΑΡΙΑ   ΕΛΕΝΗ " fathername="ΓΕΩΡΓΙΟΣ  " mothername="" birthyear="1980 "/></root>`

var maria = login.Identity{
	TaxID: "094259216", UserID: "User123456783", LastName: "ΠΑΠΑΔΟΠΟΥΛΟΥ", FirstName: "ΜΑΡΙΑ ΕΛΕΝΗ",
	FatherName: "ΓΕΩΡΓΙΟΣ", BirthYear: 1980,
}

func TestIdentityHasNoPaddingAndKeepsLeadingZeros(t *testing.T) {
	t.Parallel()
	p := provider(t, server{tokenGiven(t), identity(t, padded)})
	got, err := p.Identify(t.Context(), secretCode)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(maria, got); diff != "" {
		t.Error(diff)
	}
	if got.FullName() != "ΜΑΡΙΑ ΕΛΕΝΗ ΠΑΠΑΔΟΠΟΥΛΟΥ" {
		t.Errorf("full name %q", got.FullName())
	}
}

func TestGreekInISO88597IsRead(t *testing.T) {
	t.Parallel()
	document, err := charmap.ISO8859_7.NewEncoder().String(strings.Replace(padded, "UTF-8", "ISO-8859-7", 1))
	if err != nil {
		t.Fatal(err)
	}
	got, err := provider(t, server{tokenGiven(t), identity(t, document)}).Identify(t.Context(), secretCode)
	if err != nil || got != maria {
		t.Errorf("got %q, %v", got.LastName, err)
	}
}

// A company that signs in as a citizen could hold a portrait; a human being
// mistaken for a company is locked out. Both sides of the rule matter.
func TestLegalPersonsAreDistinguishedFromPeople(t *testing.T) {
	t.Parallel()
	for document, want := range map[string]bool{
		`taxid="800000006" lastname="ΦΩΤΟ ΑΕ" firstname="" birthyear=""`:           true,
		`taxid="800000006" lastname="ΦΩΤΟ ΑΕ" firstname="null" birthyear="0"`:      true,
		`taxid="090165560" lastname="ΔΗΜΟΣ" firstname="  " birthyear="1999"`:       true,
		`taxid="123456783" lastname="ΦΩΤΟ ΟΕ" firstname="" birthyear="0"`:          true,
		`taxid="123456783" lastname="SINGH" firstname="" birthyear="1990"`:         false,
		`taxid="987654324" lastname="ΕΛΕΝΗΣ" firstname="ΕΛΕΝΗ" birthyear="1990"`:   false,
		`taxid="123456783" lastname="ΠΑΠΑΔΟΠΟΥΛΟΥ" firstname="ΜΑΡΙΑ" birthyear=""`: false,
	} {
		p := provider(t, server{tokenGiven(t), identity(t, "<root><userinfo "+document+"/></root>")})
		if got, err := p.Identify(t.Context(), secretCode); err != nil || got.Legal != want {
			t.Errorf("%s: legal %v, %v; want %v", document, got.Legal, err, want)
		}
	}
}

func TestRefusalsOfTheProviderReachTheVisitor(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]server{
		"invalid grant":          {says(400, "application/json", `{"error":"invalid_grant","error_description":"Invalid authorization code: `+secretCode+`"}`), nil},
		"invalid grant with 200": {says(200, "application/json", `{"error":"invalid_grant"}`), nil},
		"access denied":          {says(403, "application/json", `{"error":"access_denied"}`), nil},
		"token refused with 200": {tokenGiven(t), says(200, "application/json", ` {"error":"invalid_token","error_description":"t0ken"}`)},
		"token refused with 401": {tokenGiven(t), says(401, "application/json", `{"error":"invalid_token"}`)},
	} {
		if s.userinfo == nil {
			s.userinfo = says(500, "text/plain", "must not be asked")
		}
		_, err := provider(t, s).Identify(t.Context(), secretCode)
		wants(t, name, err, photo.Forbidden, "login-denied")
	}
}

func TestABrokenProviderIsUnavailableNotARefusal(t *testing.T) {
	t.Parallel()
	big := `<root><userinfo taxid="123456783" lastname="` + strings.Repeat("Α", 70<<10) + `"/></root>`
	bomb := `<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><root><userinfo taxid="123456783" lastname="&b;"/></root>`
	for name, s := range map[string]server{
		"token page broken":       {says(500, "text/html", "<html>"+secretCode), nil},
		"token page not JSON":     {says(200, "text/html", "<html>"), nil},
		"token missing":           {says(200, "application/json", `{}`), nil},
		"token endless":           {says(200, "application/json", `{"access_token":"`+strings.Repeat("a", 70<<10)+`"}`), nil},
		"token redirects":         {redirects, nil},
		"userinfo redirects":      {tokenGiven(t), redirects},
		"userinfo broken":         {tokenGiven(t), says(502, "text/html", "<html>")},
		"userinfo error unknown":  {tokenGiven(t), says(200, "application/json", `{"error":"`+secretCode+`"}`)},
		"userinfo JSON cut":       {tokenGiven(t), says(200, "application/json", `{"error`)},
		"userinfo empty":          {tokenGiven(t), says(200, "application/xml", ``)},
		"userinfo other XML":      {tokenGiven(t), says(200, "application/xml", `<root/>`)},
		"userinfo without number": {tokenGiven(t), says(200, "application/xml", `<root><userinfo lastname="Α"/></root>`)},
		"userinfo zeros":          {tokenGiven(t), says(200, "application/xml", `<root><userinfo taxid="000000000"/></root>`)},
		"userinfo short number":   {tokenGiven(t), says(200, "application/xml", `<root><userinfo taxid="12345678"/></root>`)},
		"userinfo endless":        {tokenGiven(t), says(200, "application/xml", big)},
		"userinfo bomb":           {tokenGiven(t), says(200, "application/xml", bomb)},
	} {
		if s.userinfo == nil {
			s.userinfo = identity(t, padded)
		}
		_, err := provider(t, s).Identify(t.Context(), secretCode)
		wants(t, name, err, photo.Unavailable, "login-unavailable")
	}
}

// The operator must look for the cause at home, and a visitor must not be told that
// nobody answered.
func TestProviderThatRejectsTheServiceIsNotSilent(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]server{
		"wrong secret":           {says(401, "application/json", `{"error":"invalid_client"}`), nil},
		"wrong secret in HTML":   {says(401, "text/html", "<html>"+secretCode), nil},
		"wrong callback":         {says(400, "application/json", `{"error":"invalid_request"}`), nil},
		"not allowed":            {says(403, "application/json", `{"error":"`+secretCode+`"}`), nil},
		"userinfo not for us":    {tokenGiven(t), says(403, "text/html", "<html>")},
		"userinfo without token": {tokenGiven(t), says(401, "application/json", `{"error":"unauthorized"}`)},
	} {
		if s.userinfo == nil {
			s.userinfo = identity(t, padded)
		}
		_, err := provider(t, s).Identify(t.Context(), secretCode)
		wants(t, name, err, photo.Unavailable, "login-refused")
		if strings.Contains(err.Error(), secretCode) || !strings.Contains(err.Error(), "status 40") {
			t.Errorf("%s is logged as %v", name, err)
		}
	}
}

func redirects(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, "/oauth2server/elsewhere", http.StatusTemporaryRedirect)
}

func TestAProviderThatIsDownOrSlowIsUnavailable(t *testing.T) {
	t.Parallel()
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	_, err := at(t, gone.URL+"/oauth2server", nil).Identify(t.Context(), secretCode)
	wants(t, "down", err, photo.Unavailable, "login-unavailable")

	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	_, err = provider(t, server{token: hangs, userinfo: hangs}).Identify(ctx, secretCode)
	wants(t, "slow", err, photo.Unavailable, "login-unavailable")

	ctx, cancel = context.WithCancel(t.Context())
	cancel()
	_, err = provider(t, server{token: hangs, userinfo: hangs}).Identify(ctx, secretCode)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("a visitor who gave up is not distinguished: %v", err)
	}
}

func hangs(_ http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm() // so that the server notices the client leaving
	<-r.Context().Done()
}

func TestImpossibleCodesAreNotSent(t *testing.T) {
	t.Parallel()
	never := func(http.ResponseWriter, *http.Request) { t.Error("the provider was asked") }
	p := provider(t, server{never, never})
	for _, code := range []string{"", strings.Repeat("a", 1025)} {
		_, err := p.Identify(t.Context(), code)
		wants(t, "code", err, photo.Forbidden, "login-denied")
	}
}

func TestAddressesForTheBrowser(t *testing.T) {
	t.Parallel()
	p := at(t, "https://oauth2.gsis.gr/oauth2server/", nil)
	got, err := url.Parse(p.AuthorizeURL("st&te"))
	if err != nil {
		t.Fatal(err)
	}
	want := url.Values{
		"response_type": {"code"}, "client_id": {"APP1"}, "redirect_uri": {"http://localhost:8080/login/callback/taxisnet"},
		"scope": {"read"}, "state": {"st&te"},
	}
	if diff := cmp.Diff(want, got.Query()); diff != "" || got.Path != "/oauth2server/oauth/authorize" {
		t.Errorf("%s\n%s", got.Path, diff)
	}
	if out := p.SignOutURL("https://myphoto.gov.gr/?a=b"); out != "https://oauth2.gsis.gr/oauth2server/logout/APP1/?url=https%3A%2F%2Fmyphoto.gov.gr%2F%3Fa%3Db" {
		t.Errorf("sign-out address %s", out)
	}
}

func TestConfigurationThatWouldLeakIsRefused(t *testing.T) {
	t.Parallel()
	good := gsis.Config{BaseURL: "https://oauth2.gsis.gr/oauth2server", ClientID: "a", ClientSecret: "b", RedirectURL: "https://myphoto.gov.gr/cb"}
	for name, spoil := range map[string]func(*gsis.Config){
		"plain http":    func(c *gsis.Config) { c.BaseURL = "http://oauth2.gsis.gr/oauth2server" },
		"relative":      func(c *gsis.Config) { c.BaseURL = "/oauth2server" },
		"password":      func(c *gsis.Config) { c.BaseURL = "https://u:hunter2@oauth2.gsis.gr" },
		"no id":         func(c *gsis.Config) { c.ClientID = "" },
		"no secret":     func(c *gsis.Config) { c.ClientSecret = "" },
		"plain return":  func(c *gsis.Config) { c.RedirectURL = "http://myphoto.gov.gr/cb" },
		"no return":     func(c *gsis.Config) { c.RedirectURL = "" },
		"lookalike":     func(c *gsis.Config) { c.BaseURL = "http://localhost.evil.example" },
		"other scheme":  func(c *gsis.Config) { c.BaseURL = "ftp://localhost/oauth2server" },
		"with question": func(c *gsis.Config) { c.BaseURL += "?x=y" },
	} {
		c := good
		spoil(&c)
		if _, err := gsis.New(c); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := gsis.New(good); err != nil {
		t.Error(err)
	}
}

// An identity in a log line would be a list of who used the service.
func TestIdentityNeverPrints(t *testing.T) {
	t.Parallel()
	printed := fmt.Sprintf("%v %+v %#v %s", maria, maria, maria, maria.LogValue())
	if strings.Contains(printed, "094259216") || strings.Contains(printed, "ΜΑΡΙΑ") {
		t.Error(printed)
	}
}

func wants(t *testing.T, name string, err error, kind photo.Kind, code string) {
	t.Helper()
	refusal, ok := errors.AsType[*photo.Error](err)
	if !ok || refusal.Kind != kind || refusal.Code != code {
		t.Errorf("%s: %v; want %s", name, err, code)
		return
	}
	if kind == photo.Unavailable && refusal.RetryAfter <= 0 {
		t.Errorf("%s: no word when to try again", name)
	}
	for _, private := range []string{secretCode, "s3cr", "t0ken", "http://", "127.0.0.1", "094259216", "123456783"} {
		if strings.Contains(err.Error(), private) {
			t.Errorf("%s: the error repeats %q: %v", name, private, err)
		}
	}
}

func FuzzUserinfo(f *testing.F) {
	f.Add([]byte(padded))
	f.Add([]byte(`{"error":"invalid_token"}`))
	f.Add([]byte(`<root><userinfo taxid="123456783" lastname="&b;"/></root>`))
	var document []byte
	mux := http.NewServeMux()
	mux.HandleFunc("/oauth/token", says(200, "application/json", `{"access_token":"t","token_type":"bearer"}`))
	mux.HandleFunc("/userinfo", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(document) })
	direct := &http.Client{Transport: inProcess{mux}}
	p, err := gsis.New(gsis.Config{BaseURL: "http://localhost", ClientID: "a", ClientSecret: "b", RedirectURL: "http://localhost/cb", HTTP: direct})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		document = body
		who, err := p.Identify(t.Context(), "code")
		if _, ok := errors.AsType[*photo.Error](err); err != nil && !ok {
			t.Fatalf("not a refusal: %v", err)
		}
		if err == nil && len(who.TaxID) != 9 {
			t.Fatalf("signed in as %q", who.TaxID)
		}
	})
}

// inProcess hands requests to a handler without a network, for speed in
// fuzzing.
type inProcess struct{ handler http.Handler }

func (i inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	rec := httptest.NewRecorder()
	i.handler.ServeHTTP(rec, r)
	return rec.Result(), nil
}
