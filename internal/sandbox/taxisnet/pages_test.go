package taxisnet_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"myphoto/internal/sandbox/faults"
)

func TestBadAuthorizationRequestsNeverRedirect(t *testing.T) {
	t.Parallel()
	p := start(t)
	for name, change := range map[string][]string{
		"unknown client":       {"client_id", "x"},
		"no redirect URI":      {"redirect_uri", ""},
		"redirect elsewhere":   {"redirect_uri", "https://evil.example/back"},
		"localhost as user":    {"redirect_uri", "http://localhost@evil.example/"},
		"localhost as prefix":  {"redirect_uri", "http://localhost.evil.example/"},
		"script as redirect":   {"redirect_uri", "javascript:alert(1)"},
		"zone with a policy":   {"redirect_uri", "http://[::1%25a;script-src]/"},
		"longer than declared": {"redirect_uri", "https://myphoto.example/back2"},
		"huge state":           {"state", strings.Repeat("x", 3000)},
	} {
		if a := p.get(authorizePath("/oauth2server", change...)); a.status != http.StatusBadRequest || a.header.Get("Location") != "" {
			t.Errorf("%s: %d %s", name, a.status, a.location)
		}
	}
	for _, good := range []string{"http://127.0.0.1:9/x?y=z", "http://[::1]:9/", "https://myphoto.example/back"} {
		if a := p.get(authorizePath("/oauth2server", "redirect_uri", good)); a.status != http.StatusOK {
			t.Errorf("%s: %d", good, a.status)
		}
	}
}

func TestOtherFaultsOfTheRequestGoBackToTheClient(t *testing.T) {
	t.Parallel()
	p := start(t)
	for want, change := range map[string][]string{
		"unsupported_response_type": {"response_type", "token"},
		"invalid_scope":             {"scope", "openid"},
	} {
		a := p.get(authorizePath("/oauth2server", change...))
		if q := a.location.Query(); a.status != http.StatusFound || q.Get("error") != want || q.Get("state") != "s/1+2" {
			t.Errorf("%s: %d %s", want, a.status, a.location)
		}
	}
}

func TestDenialGoesBackToTheClient(t *testing.T) {
	t.Parallel()
	p := start(t)
	a := p.post(authorizePath("/oauth2server", "redirect_uri", redirect+"?kept=1"), url.Values{"action": {"deny"}})
	q := a.location.Query()
	if a.status != http.StatusFound || q.Get("error") != "access_denied" || q.Get("error_description") == "" || q.Get("state") != "s/1+2" || q.Get("kept") != "1" {
		t.Errorf("%d %s", a.status, a.location)
	}
}

func TestSignInPageIsAStrictGreekForm(t *testing.T) {
	t.Parallel()
	p := start(t)
	a := p.get(authorizePath("/oauth2server"))
	for _, want := range []string{`<html lang="el">`, `name="username"`, `name="password"`, `<label for="username">`, `<label for="password">`, "Άρνηση", "<strong>maria</strong>", `name="viewport"`} {
		if !strings.Contains(a.body, want) {
			t.Errorf("no %s", want)
		}
	}
	if strings.Contains(a.body, "<script") || strings.Contains(a.body, "style=") {
		t.Error("something is inline")
	}
	// Browsers apply form-action to the redirect that follows the form.
	if policy := a.header.Get("Content-Security-Policy"); !strings.Contains(policy, "form-action 'self' http://localhost:8080") || strings.Contains(policy, "unsafe") {
		t.Errorf("policy: %s", policy)
	}
}

func TestWrongPasswordShowsTheFormAgain(t *testing.T) {
	t.Parallel()
	p := start(t)
	for name, form := range map[string]url.Values{
		"wrong password": {"username": {"maria"}, "password": {"x"}},
		"nobody":         {"username": {`"><b>`}, "password": {`"><b>`}},
		"nothing":        {},
	} {
		a := p.post(authorizePath("/oauth2server"), form)
		if a.status != http.StatusOK || !strings.Contains(a.body, "Λανθασμένο όνομα χρήστη ή κωδικός.") || !strings.Contains(a.body, `name="password"`) {
			t.Errorf("%s: %d", name, a.status)
		}
		if strings.Contains(a.body, "<b>") || !strings.Contains(a.body, html.EscapeString(form.Get("username"))) {
			t.Errorf("%s: what was typed is lost or loose", name)
		}
	}
}

func TestOnlyPublicServantsEnterTheirServer(t *testing.T) {
	t.Parallel()
	p := start(t)
	for _, user := range []string{"dimitra", "stavros", "katerina", "thodoris", "ioanna", "vasso"} {
		p.code("/oauth2servergov", user)
	}
	for _, user := range []string{"maria", "nikos", "lefteris"} {
		if a := p.post(authorizePath("/oauth2servergov"), password(user)); a.status != http.StatusOK {
			t.Errorf("%s: %d", user, a.status)
		}
	}
}

var (
	ticketField = regexp.MustCompile(`name="ticket" value="([^"]+)"`)
	sixDigits   = regexp.MustCompile(`\b\d{6}\b`)
)

// askOTP signs in at the server with one-time codes and returns ticket and code.
func (p *provider) askOTP(user string) (ticket, otp string) {
	p.t.Helper()
	a := p.post(authorizePath("/oauth2serverotp"), password(user))
	found := ticketField.FindStringSubmatch(a.body)
	if a.status != http.StatusOK || found == nil || !strings.Contains(a.body, `name="otp"`) {
		p.t.Fatalf("no one-time code asked: %d", a.status)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	last := p.sent[len(p.sent)-1]
	if !strings.HasPrefix(last, "+306900000001 ") {
		p.t.Fatalf("sent to %s", last)
	}
	return found[1], sixDigits.FindString(last)
}

func typed(ticket, otp string) url.Values { return url.Values{"ticket": {ticket}, "otp": {otp}} }

func TestOneTimeCodeOpensOnce(t *testing.T) {
	t.Parallel()
	p := start(t)
	path := authorizePath("/oauth2serverotp")
	ticket, otp := p.askOTP("maria")
	wrong := fmt.Sprintf("%06d", (int(otp[5]-'0')+1)%10)
	if a := p.post(path, typed(ticket, wrong)); a.status != http.StatusOK || !strings.Contains(a.body, "Λανθασμένος κωδικός") {
		t.Errorf("wrong code: %d", a.status)
	}
	a := p.post(path, typed(ticket, " "+otp+" "))
	if a.status != http.StatusFound {
		t.Fatalf("right code: %d %s", a.status, a.body)
	}
	p.token("/oauth2serverotp", a.location.Query().Get("code"))
	if a := p.post(path, typed(ticket, otp)); a.status != http.StatusOK {
		t.Errorf("second time: %d", a.status)
	}
}

func TestOneTimeCodeHasFiveTriesAndFiveMinutes(t *testing.T) {
	t.Parallel()
	p := start(t)
	path := authorizePath("/oauth2serverotp")
	ticket, otp := p.askOTP("maria")
	for range 5 {
		p.post(path, typed(ticket, "x"))
	}
	if a := p.post(path, typed(ticket, otp)); a.status != http.StatusOK {
		t.Errorf("sixth try: %d", a.status)
	}
	ticket, otp = p.askOTP("maria")
	p.skew.Store(int64(5 * time.Minute))
	if a := p.post(path, typed(ticket, otp)); a.status != http.StatusOK || !strings.Contains(a.body, "έληξε") {
		t.Errorf("after five minutes: %d", a.status)
	}
}

func TestNoMobileMeansNoOneTimeCode(t *testing.T) {
	t.Parallel()
	p := start(t)
	a := p.post(authorizePath("/oauth2serverotp"), password("anna"))
	if a.status != http.StatusOK || !strings.Contains(a.body, "επιβεβαιωμένο κινητό στο") || len(p.sent) != 0 {
		t.Errorf("%d, %d messages", a.status, len(p.sent))
	}
}

func TestLogoutReturnsOnlyToAllowedAddresses(t *testing.T) {
	t.Parallel()
	p := start(t)
	for path, want := range map[string]int{
		"/oauth2server/logout/myphoto/?url=" + url.QueryEscape("http://localhost:8080/"): http.StatusFound,
		"/oauth2server/logout/myphoto/":                           http.StatusOK,
		"/oauth2server/logout/myphoto/?url=https://evil.example/": http.StatusBadRequest,
		"/oauth2server/logout/x/?url=http://localhost:8080/":      http.StatusNotFound,
	} {
		if a := p.get(path); a.status != want {
			t.Errorf("%s: %d", path, a.status)
		}
	}
}

func TestLoginFaults(t *testing.T) {
	t.Parallel()
	p := start(t)
	code := p.code("/oauth2server", "maria")
	set := func(m faults.Mode) {
		if err := p.board.Set(faults.Login, m, time.Minute); err != nil {
			t.Fatal(err)
		}
	}
	set(faults.Error)
	if a := p.get(authorizePath("/oauth2server")); a.location.Query().Get("error") != "server_error" {
		t.Errorf("authorize in error: %d %s", a.status, a.location)
	}
	if a := p.post("/oauth2server/oauth/token", tokenForm(code)); errorOf(a) != "server_error" {
		t.Errorf("token in error: %d %s", a.status, a.body)
	}
	if a := p.userinfo("/oauth2server", "x"); errorOf(a) != "server_error" {
		t.Errorf("userinfo in error: %d %s", a.status, a.body)
	}
	set(faults.Down)
	if a := p.get(authorizePath("/oauth2server")); a.status != http.StatusServiceUnavailable || !strings.Contains(a.body, "δεν είναι διαθέσιμη") {
		t.Errorf("authorize while down: %d", a.status)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.url+"/oauth2server/userinfo", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	if resp, err := http.DefaultTransport.RoundTrip(r); err == nil {
		_ = resp.Body.Close()
		t.Errorf("userinfo while down: %d", resp.StatusCode)
	}
	set(faults.OK)
	p.token("/oauth2server", code)
}
