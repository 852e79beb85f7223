package web_test

import (
	"net/http"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/web/webtest"
)

// Each of these routes writes a row for any caller. Without a limit one machine could
// fill the disk of the service.
func TestRoutesThatWriteForStrangersAreRateLimited(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	for _, path := range []string{"/login", "/login/callback/taxisnet?state=x&code=x", "/c/B3-O3VCZAsaddxDuxLg0bQ"} {
		passed, seen := 0, webtest.Response{}
		for passed < 1000 {
			if seen = h.Client(t).Get(path); seen.Status == http.StatusTooManyRequests {
				break
			}
			passed++
		}
		if passed != 240 {
			t.Errorf("%s: %d passed", path, passed)
		}
		shows(t, path, seen, http.StatusTooManyRequests, "Έγιναν πολλές προσπάθειες", "σε 1 δευτερόλεπτο", `href="/help"`)
		if seen.Header.Get("Retry-After") != "1" || seen.Location != "" || len(seen.Header.Values("Set-Cookie")) > 0 {
			t.Errorf("%s: headers %v", path, seen.Header)
		}
		shows(t, path+" in English", h.Client(t).Get("/en"+path), http.StatusTooManyRequests, "Too many tries", "in 1 second", `href="/en/help"`)
	}
	c := h.Client(t)
	led(t, "stranger", c.Get("/citizen"), "/login?to=%2Fcitizen")
	shows(t, "where that leads", c.Get("/login?to=%2Fcitizen"), http.StatusTooManyRequests)
	shows(t, "a page that writes nothing", c.Get("/"), http.StatusOK)
	h.Clock.Move(time.Second)
	c.SignIn("maria", photo.RoleCitizen)
}

// A visitor who is refused on the way back has lost nothing: the same address works a
// moment later.
func TestRateLimitedCallbackCanBeOpenedAgain(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	callback := c.SignInAtProvider(c.Get("/en/login").Location, "maria")
	for h.Client(t).Get("/login/callback/taxisnet").Status != http.StatusTooManyRequests {
	}
	shows(t, "too often, in the language of the sign-in", c.Get(callback), http.StatusTooManyRequests, "Too many tries")
	h.Clock.Move(time.Second)
	led(t, "again", c.Get(callback), "/en/otp")
}
