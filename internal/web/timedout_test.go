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

var (
	leads   = regexp.MustCompile(`http-equiv="refresh" content="(\d+);url=([^"]*)"`)
	dialogs = regexp.MustCompile(`data-left="(\d+)".* data-out="([^"]*)"`)
)

// ends returns after how long and where a page leads when nothing happens, with and
// without script.
func ends(t *testing.T, seen webtest.Response) (after time.Duration, to string) {
	t.Helper()
	plain, script := leads.FindStringSubmatch(seen.Body), dialogs.FindStringSubmatch(seen.Body)
	if plain == nil || script == nil || plain[1] != script[1] || plain[2] != script[2] {
		t.Fatalf("without script %v, with script %v", plain, script)
	}
	after, err := time.ParseDuration(plain[1] + "s")
	if err != nil {
		t.Fatal(err)
	}
	return after, plain[2]
}

// copied returns another browser with the cookies that one has now.
func copied(t *testing.T, h *webtest.House, c *webtest.Client) *webtest.Client {
	t.Helper()
	at, err := url.Parse(h.URL)
	if err != nil {
		t.Fatal(err)
	}
	other := h.Client(t)
	other.Jar.SetCookies(at, c.Jar.Cookies(at))
	return other
}

// Who sits down next must find nothing: the page that tells of the end makes it.
func TestPageThatTellsOfTheEndMakesIt(t *testing.T) {
	t.Parallel()
	for _, prefix := range []string{"", "/en"} {
		h := webtest.Start(t)
		c := h.Client(t)
		c.SignIn("giorgos", photo.RoleCitizen)
		h.Clock.Move(30 * time.Second)
		after, to := ends(t, c.Get(prefix+"/citizen"))
		thief := copied(t, h, c)
		h.Clock.Move(after)
		told := c.Get(to)
		shows(t, "timed out", told, http.StatusOK, "/login")
		if strings.Contains(told.Body, "ΠΑΠΑΔΟΠΟΥΛΟΣ") || strings.Contains(told.Body, "/logout") {
			t.Error("the page still shows who is signed in")
		}
		for name, one := range map[string]*webtest.Client{"same browser": c, "copied cookie": thief} {
			led(t, name, one.Get("/profile"), "/login")
			if seen := one.Get("/login"); !strings.HasPrefix(seen.Location, h.Sandbox.URL()) {
				t.Errorf("%s: signing in again leads to %q", name, seen.Location)
			}
		}
		h.Integrate()
		if recorded := h.Events("sign-out"); len(recorded) != 1 || recorded[0].Facts["idle"] != "true" {
			t.Errorf("recorded: %v", recorded)
		}
	}
}

func TestEveryPageOfTheEndEndsTheSession(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	for _, path := range []string{"/timed-out", "/signed-out", "/timed-out?from=x", "/timed-out?from=99999999999"} {
		c := h.Client(t)
		c.SignIn("maria", photo.RoleCitizen)
		shows(t, path, c.Get(path), http.StatusOK, "Αποσυνδεθήκατε", "signed-out.js")
		led(t, path, c.Get("/profile"), "/login")
		h.Clock.Move(15 * time.Minute)
	}
}

// A link on another site signs nobody out.
func TestForeignLinkEndsNoSession(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	c.SignIn("maria", photo.RoleCitizen)
	for _, path := range []string{"/signed-out", "/timed-out", "/timed-out?from=x"} {
		led(t, path, c.GetFrom("cross-site", path), "/logout")
		shows(t, "still signed in", c.Get("/citizen"), http.StatusOK, "ΠΑΠΑΔΟΠΟΥΛΟΥ")
	}
}

// A tab in which nothing happens must not end the session in use in another tab, and
// must not keep it open either.
func TestForgottenTabDoesNotEndASessionInUse(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	c.SignIn("nikos", photo.RolePhotographer)
	after, to := ends(t, c.Get("/studio"))
	h.Clock.Move(after - time.Minute)
	used := c.Get("/studio/new")
	h.Clock.Move(time.Minute)
	still := c.Get(to)
	shows(t, "forgotten tab", still, http.StatusOK, "Η σύνδεσή σας συνεχίζεται")
	left, again := ends(t, still)
	if whole, _ := ends(t, used); left != whole-time.Minute {
		t.Errorf("the forgotten tab says %v, the tab in use said %v a minute ago", left, whole)
	}
	h.Clock.Move(left)
	shows(t, "nobody was there", c.Get(again), http.StatusOK, "Αποσυνδεθήκατε")
	led(t, "over", c.Get("/studio"), "/login?to=%2Fstudio")
}

// What a page asks by itself, its pictures and what anybody may read are no sign that
// somebody sits there.
func TestOnlyAPersonKeepsASessionOpen(t *testing.T) {
	t.Parallel()
	for name, header := range map[string]http.Header{
		"part of a page":   {"Myphoto-Background": {"1"}},
		"fetch":            {"Sec-Fetch-Mode": {"cors"}},
		"picture":          {"Sec-Fetch-Mode": {"no-cors"}},
		"loaded ahead":     {"Sec-Fetch-Mode": {"navigate"}, "Sec-Purpose": {"prefetch;prerender"}},
		"public page":      nil,
		"link with a code": nil,
	} {
		h := webtest.Start(t)
		c := h.Client(t)
		c.SignIn("maria", photo.RoleCitizen)
		path := map[string]string{"public page": "/help", "link with a code": "/c/B3-O3VCZAsaddxDuxLg0bQ"}[name]
		if path == "" {
			path = "/citizen"
		}
		for range 20 {
			h.Clock.Move(time.Minute)
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.URL+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			for key, values := range header {
				req.Header[key] = values
			}
			c.Do(req)
		}
		h.Clock.Move(time.Second)
		led(t, name, c.Get("/profile"), "/login")
	}
}

// The last sign of life was up to a minute before the last request: the session may
// end by as much early, and the page says so, but never late.
func TestPageAndServerAgreeOnTheEnd(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	c.SignIn("maria", photo.RoleCitizen)
	for _, since := range []time.Duration{0, 40 * time.Second, 59 * time.Second} {
		h.Clock.Move(since)
		after, _ := ends(t, c.Get("/citizen"))
		h.Clock.Move(after)
		shows(t, "until then", copied(t, h, c).Get("/help"), http.StatusOK, "ΜΑΡΙΑ")
		h.Clock.Move(time.Second)
		if strings.Contains(copied(t, h, c).Get("/help").Body, "ΜΑΡΙΑ") {
			t.Errorf("%v after a sign of life: longer than the page says", since)
		}
		h.Clock.Move(-after - time.Second)
	}
}

func TestSessionEndsThoughTheClockWasSetBack(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	c.SignIn("maria", photo.RoleCitizen)
	h.Clock.Move(-3 * time.Hour)
	shows(t, "set back", c.Get("/citizen"), http.StatusOK)
	h.Clock.Move(20*time.Minute + time.Second)
	led(t, "silence", c.Get("/profile"), "/login")
}

// A form that was sent too late did nothing, and comes back as it was typed: it is sent
// once more after signing in, in another tab.
func TestFormSentAfterTheSessionComesBack(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	c.SignIn("maria", photo.RoleCitizen)
	h.Clock.Move(21 * time.Minute)
	typed := url.Values{"code": {`a"><b>`}, "documents": {"passport", "academic-id"}}
	seen := c.Post("/citizen/ticket", typed)
	shows(t, "too late", seen, http.StatusUnauthorized, "Η σύνδεσή σας είχε λήξει", `<form method="post" action="/citizen/ticket">`,
		`name="code" value="a&#34;&gt;&lt;b&gt;"`, `name="documents" value="passport"`, `name="documents" value="academic-id"`, `target="_blank"`)
	shows(t, "in English", c.Post("/en/citizen/ticket", typed), http.StatusUnauthorized, `action="/en/citizen/ticket"`)
	c.SignIn("maria", photo.RoleCitizen)
	led(t, "once more", c.Post("/citizen/ticket", url.Values{"documents": typed["documents"]}), "/citizen/ticket?made=1")
	giorgos := h.Client(t)
	agreed := giorgos.Post("/citizen/erase", url.Values{"confirm": {"yes"}, "consent": {"yes"}, "upload": {"upl_x"}})
	shows(t, "what is agreed to is asked anew", agreed, http.StatusUnauthorized, `name="upload"`)
	if strings.Contains(agreed.Body, `name="confirm"`) || strings.Contains(agreed.Body, `name="consent"`) {
		t.Error("whoever signs in next agrees to what somebody else ticked")
	}
	stranger := h.Client(t)
	for name, form := range map[string]url.Values{"nothing": nil, "too much": {"code": {strings.Repeat("a", 70_000)}}} {
		seen := stranger.Post("/citizen/code", form)
		if seen.Status != http.StatusUnauthorized || strings.Contains(seen.Body, "/citizen/code") {
			t.Errorf("%s: %d %s", name, seen.Status, inside(seen))
		}
	}
}

// Whoever signs in next at the same browser has another key.
func TestFormKeyIsOfOnePersonAlone(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	key := regexp.MustCompile(`data-key="([^"]*)"`)
	of := func(user string) string {
		c := h.Client(t)
		c.SignIn(user, photo.RoleCitizen)
		h.Clock.Move(31 * time.Second)
		return key.FindStringSubmatch(c.Get("/citizen").Body)[1]
	}
	maria := of("maria")
	if maria == "" || maria != of("maria") || maria == of("giorgos") {
		t.Error("the key is not the person's own in each session")
	}
	c := h.Client(t)
	c.StartSignIn("maria", "/login")
	if found := key.FindStringSubmatch(c.Get("/otp").Body); found == nil || found[1] != "" {
		t.Errorf("before the one-time code: %v", found)
	}
}
