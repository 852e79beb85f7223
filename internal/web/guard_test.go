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

// A state is the only proof that the sign-in was begun in this browser.
func TestForgedAndReplayedStateIsRefused(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	callback := c.SignInAtProvider(c.Get("/login").Location, "maria")
	forged := regexp.MustCompile(`state=[^&]*`).ReplaceAllString(callback, "state=FORGED")
	shows(t, "forged", c.Get(forged), http.StatusForbidden, "Η σύνδεση δεν ολοκληρώθηκε", "Σύνδεση ξανά", `href="/login"`)
	shows(t, "endless", c.Get("/login/callback/taxisnet?state="+strings.Repeat("A", 300)), http.StatusForbidden)
	shows(t, "no state", c.Get("/login/callback/taxisnet"), http.StatusForbidden)
	led(t, "genuine", c.Get(callback), "/otp")
	shows(t, "replayed", h.Client(t).Get(callback), http.StatusForbidden)
	shows(t, "replayed in the same browser", c.Get(callback), http.StatusForbidden)
	led(t, "still signed in", c.Get("/me"), "/otp")
}

// An attacker who sends a victim the callback of the attacker's own sign-in must not
// sign the victim in as the attacker.
func TestCallbackInAnotherBrowserIsRefused(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	attacker, victim := h.Client(t), h.Client(t)
	callback := attacker.SignInAtProvider(attacker.Get("/login").Location, "giorgos")
	shows(t, "fresh browser", victim.Get(callback), http.StatusForbidden)
	victim.Get("/login")
	shows(t, "browser in its own sign-in", victim.Get(callback), http.StatusForbidden)
	led(t, "nobody is signed in", victim.Get("/me"), "/login")
}

func TestStateExpiresAfterTenMinutes(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	callback := c.SignInAtProvider(c.Get("/login").Location, "maria")
	h.Clock.Move(10 * time.Minute)
	shows(t, "late", c.Get(callback), http.StatusForbidden, "10 λεπτά")
}

// Saying no at the provider is an answer, not a fault.
func TestDeniedAndUnavailableSignInsSaySo(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	address := c.Get("/login").Location
	seen := c.PostFrom(h.Sandbox.URL(), address, url.Values{"action": {"deny"}})
	shows(t, "denied", c.Get(seen.Location), http.StatusForbidden, "δεν επιβεβαίωσε", "Σύνδεση ξανά")
	shows(t, "denied twice with one state", c.Get(seen.Location), http.StatusForbidden, "Ξεκινήστε από την αρχή")
	for word, cause := range map[string]string{
		"temporarily_unavailable": "δεν απαντά", "server_error": "δεν απαντά",
		"unauthorized_client": "Το πρόβλημα είναι δικό μας", "invalid_scope": "Το πρόβλημα είναι δικό μας", "x": "Το πρόβλημα είναι δικό μας",
	} {
		begun, err := url.Parse(c.Get("/login").Location)
		if err != nil {
			t.Fatal(err)
		}
		back := url.Values{"error": {word}, "state": {begun.Query().Get("state")}}
		shows(t, word, c.Get("/login/callback/taxisnet?"+back.Encode()), http.StatusServiceUnavailable, cause)
	}
	callback := c.SignInAtProvider(c.Get("/login").Location, "maria")
	h.Fault("login", "error")
	shows(t, "provider broken", c.Get(callback), http.StatusServiceUnavailable, "δεν απαντά")
}

// The provider knows one address to come back to; the language must survive.
func TestEnglishSignInStaysEnglish(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	led(t, "callback", c.StartSignIn("maria", "/en/login"), "/en/otp")
	shows(t, "one-time code", c.Get("/en/otp"), http.StatusOK, "One-time code", `action="/en/otp"`, `lang="en"`)
	led(t, "typed code", c.Post("/en/otp", url.Values{"otp": {h.OTP("maria")}}), "/en/me")
	led(t, "details", c.Post("/en/me", nil), "/en/terms/accept")
	led(t, "terms", c.Post("/en/terms/accept", nil), "/en/citizen")
	other := h.Client(t)
	other.Get("/en/login")
	shows(t, "problem", other.Get("/login/callback/taxisnet?state=x"), http.StatusForbidden, "You are not signed in")
}

func TestStrangerIsLedToSignInAndBackAgain(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	for _, path := range []string{"/otp", "/me", "/profile", "/terms/accept"} {
		led(t, path, c.Get(path), "/login")
		shows(t, path, c.Post(path, nil), http.StatusUnauthorized, "Δεν έχετε συνδεθεί", `href="/login"`)
	}
	led(t, "in English", c.Get("/en/profile"), "/en/login")
	c.StartSignIn("maria", "/login?to=%2Fcitizen%2Fapps")
	c.Post("/otp", url.Values{"otp": {h.OTP("maria")}})
	c.Post("/me", nil)
	led(t, "where she wanted to go", c.Post("/terms/accept", nil), "/citizen/apps")
}

// An address given by others must never lead off the service after sign-in.
func TestSignInLeadsToNoOtherHost(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	for _, to := range []string{
		"https://evil.example/", "//evil.example/citizen", `/\evil.example`, "/citizen/../..//evil.example", "/citizen//evil.example",
		"/citizen\t/evil", "javascript:alert(1)", "/logout", "/c/AAAAAAAAAAAAAAAAAAAAAA", "/citizenship", "/citizen?x=1",
		"/citizen/%0d%0aSet-Cookie:a=b", "citizen", "/studio/new", "/" + strings.Repeat("citizen/", 60),
	} {
		fresh := h.Client(t)
		fresh.StartSignIn("maria", "/login?to="+url.QueryEscape(to))
		fresh.Post("/otp", url.Values{"otp": {h.OTP("maria")}})
		seen := fresh.Post("/me", nil)
		if seen.Location == "/terms/accept" {
			seen = fresh.Post("/terms/accept", nil)
		}
		led(t, to, seen, "/citizen")
		led(t, to+" while signed in", fresh.Get("/login?to="+url.QueryEscape("//evil.example")), "/citizen")
		h.Clock.Move(time.Hour) // five codes an hour
	}
}

func TestFormOfAnotherSiteIsRefused(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	c.SignIn("maria", photo.RoleCitizen)
	for _, origin := range []string{"https://evil.example", "http://127.0.0.1:1", "null"} {
		seen := c.PostFrom(origin, "/logout", nil)
		shows(t, origin, seen, http.StatusForbidden, "δεν στάλθηκε από σελίδα")
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.URL+"/logout", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Sec-Fetch-Site", "same-site")
	shows(t, "sibling host", c.Do(req), http.StatusForbidden)
	shows(t, "still signed in", c.Get("/profile"), http.StatusOK)
}

// A page behind the back button, a second tab, a copied cookie: after sign-out
// none of them may do anything.
func TestNothingWorksAfterSignOut(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	c.SignIn("maria", photo.RoleCitizen)
	at, _ := url.Parse(h.URL)
	copied := h.Client(t)
	copied.Jar.SetCookies(at, c.Jar.Cookies(at))
	shows(t, "copy before", copied.Get("/profile"), http.StatusOK)
	led(t, "sign-out", c.Post("/logout", nil), "/logout")
	leaving := c.Get("/logout")
	shows(t, "way to the provider", leaving, http.StatusOK, `http-equiv="refresh"`, h.Sandbox.URL()+"/oauth2server/logout/")
	out := regexp.MustCompile(`href="(http[^"]*logout[^"]*)"`).FindStringSubmatch(leaving.Body)
	if out == nil {
		t.Fatal("no link to the provider's sign-out")
	}
	if back := c.Get(strings.ReplaceAll(out[1], "&amp;", "&")); back.Location != "/signed-out" {
		t.Errorf("the provider leads to %q", back.Location)
	}
	for name, one := range map[string]*webtest.Client{"same browser": c, "copy": copied} {
		led(t, name, one.Get("/profile"), "/login")
		shows(t, name, one.Post("/session/stay", nil), http.StatusUnauthorized)
	}
	led(t, "sign-out of nobody", c.Post("/logout", nil), "/signed-out")
}

func TestNotMeSignsOut(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	c.StartSignIn("maria", "/login")
	c.Post("/otp", url.Values{"otp": {h.OTP("maria")}})
	shows(t, "details", c.Get("/me"), http.StatusOK, `action="/logout"`, "Δεν είμαι εγώ")
	shows(t, "typed address", c.Get("/logout"), http.StatusOK, "Έξοδος", `method="post" action="/logout"`)
	led(t, "not me", c.Post("/logout", nil), "/logout")
	led(t, "gone", c.Get("/me"), "/login")
}

func TestSilenceEndsTheSession(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	c.SignIn("maria", photo.RoleCitizen)
	for range 5 {
		h.Clock.Move(19 * time.Minute)
		if seen := c.Post("/session/stay", nil); seen.Status != http.StatusNoContent {
			t.Fatalf("stay: %d", seen.Status)
		}
	}
	h.Clock.Move(21*time.Minute + time.Second)
	led(t, "after silence", c.Get("/profile"), "/login")
}

func TestSessionEndsTwelveHoursAfterSignIn(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	c.SignIn("nikos", photo.RoleCitizen)
	for range 48 {
		h.Clock.Move(15 * time.Minute)
		c.Choose(photo.RoleCitizen) // not even a change of profile extends it
	}
	h.Clock.Move(time.Minute)
	led(t, "after twelve hours", c.Get("/profile"), "/login")
}

func TestStagesCannotBeSkipped(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	c.StartSignIn("maria", "/login")
	for _, path := range []string{"/me", "/profile", "/terms/accept"} {
		led(t, path, c.Get(path), "/otp")
		led(t, path, c.Post(path, url.Values{"role": {"citizen"}}), "/otp")
	}
	c.Post("/otp", url.Values{"otp": {h.OTP("maria")}})
	for _, path := range []string{"/otp", "/profile", "/terms/accept"} {
		led(t, path, c.Post(path, url.Values{"role": {"citizen"}}), "/me")
	}
}

// An operator who looks into an attack sees which door was tried, and why it stayed
// shut.
func TestRefusalsAtTheGateAreLoggedWithRouteAndReason(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	c.SignIn("maria", photo.RoleCitizen)
	for what, refused := range map[string]struct {
		try  func()
		line []string
	}{
		"another role":   {func() { c.Get("/studio/staff") }, []string{`"route":"GET /studio/staff"`, `"outcome":"forbidden"`}},
		"another origin": {func() { c.PostFrom("https://evil.example", "/citizen/unlink", nil) }, []string{`"route":"POST /citizen/unlink"`, `"outcome":"foreign-origin"`}},
		"a forged state": {func() { c.Get("/login/callback/taxisnet?state=FORGED") }, []string{`"route":"GET /login/callback/taxisnet"`, `"outcome":"login-state"`}},
	} {
		refused.try()
		h.Log.WaitFor(t, what, func() bool {
			for line := range strings.Lines(h.Log.String()) {
				if strings.Contains(line, refused.line[0]) && strings.Contains(line, refused.line[1]) {
					return true
				}
			}
			return false
		})
	}
	if n := h.Refusals("enter", "forbidden"); n != 1 {
		t.Errorf("the ledger has %d refusals of another role", n)
	}
}
