package taxisnet_test

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"myphoto/internal/sandbox/faults"
	"myphoto/internal/sandbox/taxisnet"
)

const redirect = "http://localhost:8080/login/callback/taxisnet"

// provider runs the identity provider for one test.
type provider struct {
	t     *testing.T
	url   string
	board *faults.Board
	skew  atomic.Int64 // added to the clock, nanoseconds
	mu    sync.Mutex
	sent  []string // "number text" of every SMS
	jar   http.CookieJar
}

func start(t *testing.T, changes ...func(*taxisnet.Config)) *provider {
	t.Helper()
	p := &provider{t: t}
	now := func() time.Time { return time.Now().Add(time.Duration(p.skew.Load())) }
	p.board = faults.NewBoard(now)
	config := taxisnet.Config{
		Now: now, Board: p.board, Redirects: []string{"https://myphoto.example/back"},
		Clients: map[string]string{"myphoto": "demo-secret", "myphoto-officials": "demo-secret"},
		SendSMS: func(to, text string) {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.sent = append(p.sent, to+" "+text)
		},
	}
	for _, change := range changes {
		change(&config)
	}
	idp, err := taxisnet.New(config)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	idp.Register(mux)
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	p.url = s.URL
	return p
}

// answer is what a browser or a program got.
type answer struct {
	status   int
	header   http.Header
	body     string
	location *url.URL
}

func (p *provider) do(r *http.Request) answer {
	p.t.Helper()
	client := &http.Client{Jar: p.jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	a := answer{status: resp.StatusCode, header: resp.Header, body: string(body), location: &url.URL{}}
	if to := resp.Header.Get("Location"); to != "" {
		if a.location, err = url.Parse(to); err != nil {
			p.t.Fatal(err)
		}
	}
	return a
}

func (p *provider) get(path string) answer {
	p.t.Helper()
	r, err := http.NewRequestWithContext(p.t.Context(), http.MethodGet, p.url+path, http.NoBody)
	if err != nil {
		p.t.Fatal(err)
	}
	return p.do(r)
}

func (p *provider) post(path string, form url.Values) answer {
	p.t.Helper()
	r, err := http.NewRequestWithContext(p.t.Context(), http.MethodPost, p.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return p.do(r)
}

func authorizePath(server string, more ...string) string {
	q := url.Values{"response_type": {"code"}, "client_id": {"myphoto"}, "redirect_uri": {redirect}, "scope": {"read"}, "state": {"s/1+2"}}
	for i := 0; i < len(more); i += 2 {
		q.Set(more[i], more[i+1])
	}
	return server + "/oauth/authorize?" + q.Encode()
}

func password(user string) url.Values { return url.Values{"username": {user}, "password": {user}} }

func (p *provider) code(server, user string) string {
	p.t.Helper()
	a := p.post(authorizePath(server), password(user))
	if a.status != http.StatusFound || a.location.Query().Get("state") != "s/1+2" || a.location.Query().Get("code") == "" {
		p.t.Fatalf("sign-in of %s: %d to %s", user, a.status, a.location)
	}
	return a.location.Query().Get("code")
}

func tokenForm(code string, more ...string) url.Values {
	f := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {redirect}, "client_id": {"myphoto"}, "client_secret": {"demo-secret"}}
	for i := 0; i < len(more); i += 2 {
		f.Set(more[i], more[i+1])
	}
	return f
}

func (p *provider) token(server, code string) string {
	p.t.Helper()
	a := p.post(server+"/oauth/token", tokenForm(code))
	var t struct {
		AccessToken string `json:"access_token"`
		TokenType   string `json:"token_type"`
	}
	if err := json.Unmarshal([]byte(a.body), &t); err != nil || a.status != http.StatusOK || t.AccessToken == "" || t.TokenType != "bearer" {
		p.t.Fatalf("token: %d %s", a.status, a.body)
	}
	return t.AccessToken
}

func (p *provider) userinfo(server, token string) answer {
	p.t.Helper()
	r, err := http.NewRequestWithContext(p.t.Context(), http.MethodGet, p.url+server+"/userinfo?format=xml", http.NoBody)
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	return p.do(r)
}

func errorOf(a answer) string {
	var e struct {
		Error string `json:"error"`
	}
	if json.Unmarshal([]byte(a.body), &e) != nil {
		return "not JSON: " + a.body
	}
	return e.Error
}

func TestSignInEndsWithThePersonAsXML(t *testing.T) {
	t.Parallel()
	p := start(t)
	a := p.userinfo("/oauth2server", p.token("/oauth2server", p.code("/oauth2server", "maria")))
	var root struct {
		User struct {
			UserID    string `xml:"userid,attr"`
			TaxID     string `xml:"taxid,attr"`
			Last      string `xml:"lastname,attr"`
			First     string `xml:"firstname,attr"`
			Father    string `xml:"fathername,attr"`
			Mother    string `xml:"mothername,attr"`
			BirthYear string `xml:"birthyear,attr"`
		} `xml:"userinfo"`
	}
	if err := xml.Unmarshal([]byte(a.body), &root); err != nil {
		t.Fatalf("%v: %s", err, a.body)
	}
	u := root.User
	got := strings.Join([]string{strings.TrimSpace(u.TaxID), strings.TrimSpace(u.Last), u.First, strings.TrimSpace(u.Father), u.Mother, u.BirthYear}, "|")
	if got != "123456783|ΠΑΠΑΔΟΠΟΥΛΟΥ|ΜΑΡΙΑ|ΔΗΜΗΤΡΙΟΣ|ΕΛΕΝΗ|1980" {
		t.Errorf("person: %s", got)
	}
}

// A client that works only without these would fail in production.
func TestUserinfoHasTheTrapsOfTheRealOne(t *testing.T) {
	t.Parallel()
	p := start(t)
	a := p.userinfo("/oauth2server", p.token("/oauth2server", p.code("/oauth2server", "maria")))
	if !strings.HasPrefix(a.body, "<root><userinfo ") {
		t.Errorf("declaration or other root: %s", a.body)
	}
	for _, want := range []string{`taxid="123456783   "`, `userid="User123456783   "`, `lastname="&#928;&#913;`, `firstname="ΜΑΡΙΑ"`, `fathername="&#916;&#919;&#924;&#919;ΤΡΙΟΣ`} {
		if !strings.Contains(a.body, want) {
			t.Errorf("no %s in %s", want, a.body)
		}
	}
	if strings.Contains(a.body, "mail") || strings.Contains(a.body, "mobile") {
		t.Error("TAXISnet tells no contacts")
	}
}

func TestTokenAlsoWorksInTheQuery(t *testing.T) {
	t.Parallel()
	p := start(t)
	token := p.token("/oauth2servergov", p.code("/oauth2servergov", "dimitra"))
	if a := p.get("/oauth2servergov/userinfo?format=xml&access_token=" + token); a.status != http.StatusOK || !strings.Contains(a.body, "700000047") {
		t.Errorf("%d %s", a.status, a.body)
	}
}

func TestUserinfoErrorsAreJSON(t *testing.T) {
	t.Parallel()
	p := start(t)
	good := p.token("/oauth2server", p.code("/oauth2server", "maria"))
	for name, c := range map[string]struct {
		a      answer
		status int
		want   string
	}{
		"no token":          {p.get("/oauth2server/userinfo?format=xml"), http.StatusUnauthorized, "unauthorized"},
		"wrong token":       {p.userinfo("/oauth2server", "x"), http.StatusUnauthorized, "invalid_token"},
		"of another server": {p.userinfo("/oauth2servergov", good), http.StatusUnauthorized, "invalid_token"},
		"no format":         {p.get("/oauth2server/userinfo?access_token=" + good), http.StatusBadRequest, "invalid_request"},
	} {
		if c.a.status != c.status || errorOf(c.a) != c.want {
			t.Errorf("%s: %d %s", name, c.a.status, c.a.body)
		}
	}
	p.skew.Store(int64(10 * time.Minute))
	if a := p.userinfo("/oauth2server", good); a.status != http.StatusUnauthorized {
		t.Errorf("after its life: %d", a.status)
	}
}

func TestCodeOpensOnceWithinAMinute(t *testing.T) {
	t.Parallel()
	p := start(t)
	code := p.code("/oauth2server", "maria")
	p.token("/oauth2server", code)
	if a := p.post("/oauth2server/oauth/token", tokenForm(code)); a.status != http.StatusBadRequest || errorOf(a) != "invalid_grant" {
		t.Errorf("second time: %d %s", a.status, a.body)
	}
	late := p.code("/oauth2server", "maria")
	p.skew.Store(int64(time.Minute))
	if a := p.post("/oauth2server/oauth/token", tokenForm(late)); errorOf(a) != "invalid_grant" {
		t.Errorf("after a minute: %d %s", a.status, a.body)
	}
}

func TestTokenRefusals(t *testing.T) {
	t.Parallel()
	p := start(t)
	for name, c := range map[string]struct {
		change []string
		status int
		want   string
	}{
		"wrong secret":       {[]string{"client_secret", "x"}, http.StatusUnauthorized, "invalid_client"},
		"no secret":          {[]string{"client_secret", ""}, http.StatusUnauthorized, "invalid_client"},
		"unknown client":     {[]string{"client_id", "x", "client_secret", ""}, http.StatusUnauthorized, "invalid_client"},
		"other client":       {[]string{"client_id", "myphoto-officials"}, http.StatusBadRequest, "invalid_grant"},
		"other redirect URI": {[]string{"redirect_uri", redirect + "2"}, http.StatusBadRequest, "invalid_grant"},
		"other grant":        {[]string{"grant_type", "password"}, http.StatusBadRequest, "unsupported_grant_type"},
		"other scope":        {[]string{"scope", "write"}, http.StatusBadRequest, "invalid_scope"},
		"other code":         {[]string{"code", "x"}, http.StatusBadRequest, "invalid_grant"},
	} {
		form := tokenForm(p.code("/oauth2server", "maria"), c.change...)
		if a := p.post("/oauth2server/oauth/token", form); a.status != c.status || errorOf(a) != c.want {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	if a := p.post("/oauth2servergov/oauth/token", tokenForm(p.code("/oauth2server", "maria"))); errorOf(a) != "invalid_grant" {
		t.Errorf("code of another server: %s", a.body)
	}
}
