package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/web/webtest"
)

const firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"

// as gives every request of a client a User-Agent header.
type as struct{ name string }

func (a as) RoundTrip(req *http.Request) (*http.Response, error) {
	req.Header.Set("User-Agent", a.name)
	return http.DefaultTransport.RoundTrip(req)
}

var (
	sessionField = regexp.MustCompile(`name="session" value="([^"]*)"`)
	browserField = regexp.MustCompile(`name="browser" value="([^"]*)"`)
)

func TestPersonSeesAndEndsTheOwnSessions(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	home, phone, other := h.Client(t), h.Client(t), h.Client(t)
	home.Transport = as{firefox}
	home.SignIn("maria", photo.RoleCitizen)
	phone.SignIn("maria", photo.RoleCitizen)
	other.SignIn("giorgos", photo.RoleCitizen)
	shows(t, "home", phone.Get("/citizen"), http.StatusOK, `href="/citizen/sessions"`)
	seen := phone.Get("/citizen/sessions")
	shows(t, "sessions", seen, http.StatusOK, "Οι συνδέσεις σας", "Firefox, Windows", "Άγνωστος περιηγητής", "Αυτή η σύνδεση", "Πολίτης")
	if strings.Contains(seen.Body, "Gecko") {
		t.Error("the whole User-Agent header is kept")
	}
	ids := sessionField.FindAllStringSubmatch(seen.Body, -1)
	if len(ids) != 2 {
		t.Fatalf("%d sessions are listed", len(ids))
	}
	for _, id := range ids {
		shows(t, "another person's", other.Post("/citizen/sessions", url.Values{"session": {id[1]}}), http.StatusNotFound)
	}
	led(t, "all others", phone.Post("/citizen/sessions", url.Values{"others": {"1"}}), "/citizen/sessions?done=1")
	led(t, "the computer at home", home.Get("/profile"), "/login")
	own := sessionField.FindStringSubmatch(phone.Get("/citizen/sessions").Body)
	led(t, "this one", phone.Post("/citizen/sessions", url.Values{"session": {own[1]}}), "/logout")
	led(t, "over", phone.Get("/profile"), "/login")
	shows(t, "nobody else", other.Get("/profile"), http.StatusOK)
}

// A shop signs in with TAXISnet alone for the rest of the day; its owner's own files
// stay behind the one-time code.
func TestRememberedBrowserSkipsTheCodeForTheStudioAlone(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	c.Transport = as{firefox}
	c.SignIn("nikos", photo.RolePhotographer)
	at, _ := url.Parse(h.URL)
	again := func(login string) webtest.Response {
		t.Helper()
		c.Get("/timed-out")
		return c.StartSignIn("nikos", login)
	}
	led(t, "after silence", again("/login"), "/studio")
	led(t, "a page of the studio", again("/login?to=%2Fstudio%2Fnew"), "/studio/new")
	led(t, "a page of the citizen", again("/login?to=%2Fcitizen%2Fapps"), "/otp")
	led(t, "after silence", again("/login"), "/studio")
	led(t, "change to citizen", c.Choose(photo.RoleCitizen), "/otp")
	led(t, "the citizen's pages", c.Get("/citizen"), "/otp")
	shows(t, "code", c.Get("/otp"), http.StatusOK, "69••••0003")
	seen := c.Post("/otp", url.Values{"otp": {h.OTP("nikos")}})
	if seen.Location == "/terms/accept" {
		seen = c.Post("/terms/accept", nil)
	}
	led(t, "with the code", seen, "/citizen")

	stolen := h.Client(t)
	stolen.Jar.SetCookies(at, c.Jar.Cookies(at))
	stolen.Get("/timed-out")
	led(t, "another person in the browser", stolen.StartSignIn("kostas", "/login"), "/otp")

	led(t, "after silence", again("/login"), "/studio")
	list := c.Get("/studio/sessions")
	shows(t, "remembered browsers", list, http.StatusOK, "Περιηγητές χωρίς κωδικό", "Firefox, Windows")
	id := browserField.FindStringSubmatch(list.Body)
	led(t, "forget it", c.Post("/studio/sessions", url.Values{"browser": {id[1]}}), "/studio/sessions?done=1")
	led(t, "forgotten", again("/login"), "/otp")
}

func TestRememberedBrowserHoldsUntilMidnight(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	c.SignIn("nikos", photo.RolePhotographer)
	h.Clock.Move(12 * time.Hour) // noon in UTC before: past midnight in Athens
	led(t, "the next day", c.StartSignIn("nikos", "/login"), "/otp")
}

// The second of two tabs goes on where it wanted to go.
func TestSignInBegunInTwoTabsGoesOnInBoth(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	first := c.SignInAtProvider(c.Get("/login?to=%2Fcitizen%2Fapps").Location, "maria")
	second := c.SignInAtProvider(c.Get("/en/login?to=%2Fcitizen%2Fhistory").Location, "maria")
	third := c.SignInAtProvider(c.Get("/login?to=%2Fcitizen%2Fcode").Location, "maria")
	led(t, "first", c.Get(first), "/otp")
	led(t, "second, before the code", c.Get(second), "/en/otp")
	c.Post("/otp", url.Values{"otp": {h.OTP("maria")}})
	c.Post("/me", nil)
	led(t, "where the first wanted to go", c.Post("/terms/accept", nil), "/citizen/apps")
	led(t, "where the third wanted to go", c.Get(third), "/citizen/code")
}

func TestBrowserWithoutCookiesIsToldSo(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	callback := c.SignInAtProvider(c.Get("/login").Location, "maria")
	shows(t, "no cookie", h.Client(t).Get(callback), http.StatusForbidden, "cookies")
}

func TestSignOutKeepsTheLanguage(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	c.SignIn("maria", photo.RoleCitizen)
	led(t, "sign-out", c.Post("/en/logout", nil), "/en/logout")
	out := regexp.MustCompile(`href="(http[^"]*logout[^"]*)"`).FindStringSubmatch(c.Get("/en/logout").Body)
	if back := c.Get(strings.ReplaceAll(out[1], "&amp;", "&")); back.Location != "/en/signed-out" {
		t.Errorf("the provider leads to %q", back.Location)
	}
}

// Cookies belong to one host name: under another one nobody could sign in.
func TestOtherHostNameLeadsToThePublicOne(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	other := strings.Replace(h.URL, "127.0.0.1", "localhost", 1)
	seen := c.Get(other + "/en/login?as=studio")
	if seen.Status != http.StatusTemporaryRedirect || seen.Location != "/en/login?as=studio" {
		t.Errorf("to read: %d %q", seen.Status, seen.Location)
	}
	shows(t, "to send", c.Post(other+"/en/logout", nil), http.StatusForbidden, "Open the page at")
}
