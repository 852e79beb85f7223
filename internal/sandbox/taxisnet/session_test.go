package taxisnet_test

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"myphoto/internal/sandbox/taxisnet"
)

// A server of OAuth must take Basic (RFC 6749 §2.3.1), the default of most
// client libraries.
func TestClientMayUseBasic(t *testing.T) {
	t.Parallel()
	p := start(t)
	for secret, want := range map[string]int{"demo-secret": http.StatusOK, "demo%2Dsecret": http.StatusOK, "x": http.StatusUnauthorized, "%": http.StatusUnauthorized} {
		form := tokenForm(p.code("/oauth2server", "maria"))
		form.Del("client_id")
		form.Del("client_secret")
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.url+"/oauth2server/oauth/token", strings.NewReader(form.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.SetBasicAuth("myphoto", secret)
		a := p.do(r)
		if a.status != want || want == http.StatusUnauthorized && !strings.HasPrefix(a.header.Get("WWW-Authenticate"), "Basic ") {
			t.Errorf("%s: %d %q %s", secret, a.status, a.header.Get("WWW-Authenticate"), a.body)
		}
	}
}

// The faults of shared computers show only with a provider that remembers.
func TestSessionLastsUntilSignOutAndApprovalIsAskedOnce(t *testing.T) {
	t.Parallel()
	p := start(t, func(c *taxisnet.Config) { c.Sessions = true })
	var err error
	if p.jar, err = cookiejar.New(nil); err != nil {
		t.Fatal(err)
	}
	step := func(name string, a answer, want string) {
		t.Helper()
		got := "page " + a.body
		if a.status == http.StatusFound {
			got = "redirect " + a.location.String()
		}
		if !strings.HasPrefix(got, strings.Fields(want)[0]) || !strings.Contains(got, strings.Fields(want)[1]) {
			t.Errorf("%s: %d %s; want %s", name, a.status, got, want)
		}
	}
	ask := authorizePath("/oauth2server")
	step("first", p.get(ask), "page username")
	step("password", p.post(ask, password("maria")), "page user_oauth_approval")
	step("refused", p.post(ask, url.Values{"user_oauth_approval": {"false"}}), "redirect access_denied")
	step("asked again", p.get(ask), "page user_oauth_approval")
	step("approved", p.post(ask, url.Values{"user_oauth_approval": {"true"}}), "redirect code=")
	step("remembered", p.get(ask), "redirect code=")
	step("another server", p.get(authorizePath("/oauth2serverotp")), "page username")
	p.get("/oauth2server/logout/myphoto/")
	step("signed out", p.get(ask), "page username")
	step("approval without session", p.post(ask, url.Values{"user_oauth_approval": {"true"}}), "page username")
	step("approved before", p.post(ask, password("maria")), "redirect code=")
}

func TestWithoutSessionsNobodyIsRemembered(t *testing.T) {
	t.Parallel()
	p := start(t)
	if a := p.post(authorizePath("/oauth2server"), password("maria")); a.status != http.StatusFound || len(a.header.Values("Set-Cookie")) != 0 {
		t.Errorf("%d %v", a.status, a.header)
	}
}
