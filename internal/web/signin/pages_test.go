package signin_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"myphoto/internal/photo"
	"myphoto/internal/web/webtest"
)

var (
	unsaid = regexp.MustCompile(`\[[a-z]+(\.[a-z-]+)+\]|\{[a-z]+\}|ZgotmplZ|&lt;nil&gt;`)
	title  = regexp.MustCompile(`<title>(.*)</title>`)
)

// wellFormed checks what holds for every page and returns its title.
func wellFormed(t *testing.T, name string, seen webtest.Response, status int, language string) string {
	t.Helper()
	if seen.Status != status {
		t.Fatalf("%s %s: status %d, want %d\n%s", language, name, seen.Status, status, seen.Body)
	}
	if n := strings.Count(seen.Body, "<h1"); n != 1 {
		t.Errorf("%s %s: %d h1", language, name, n)
	}
	if !strings.Contains(seen.Body, `<html lang="`+language+`"`) {
		t.Errorf("%s %s: no language", language, name)
	}
	if found := unsaid.FindString(seen.Body); found != "" {
		t.Errorf("%s %s says %s", language, name, found)
	}
	if seen.Header.Get("Content-Security-Policy") == "" || !strings.Contains(seen.Header.Get("Cache-Control"), "no-store") {
		t.Errorf("%s %s: headers %v", language, name, seen.Header)
	}
	if language == "en" && regexp.MustCompile(`(href|action)="/(otp|me|profile|terms|logout|login|claim|help)`).MatchString(
		regexp.MustCompile(`<(a|link) [^>]*hreflang="el"[^>]*>`).ReplaceAllString(seen.Body, "")) {
		t.Errorf("%s leads an English reader to Greek pages", name)
	}
	found := title.FindStringSubmatch(seen.Body)
	if found == nil {
		t.Fatalf("%s %s: no title", language, name)
	}
	return found[1]
}

// Every page of signing in and out, filled and with errors, in both languages.
func TestEveryPageIsWellFormedInBothLanguages(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	see := func(name string, status int, get func(prefix string) webtest.Response) {
		t.Helper()
		if greek, english := wellFormed(t, name, get(""), status, "el"), wellFormed(t, name, get("/en"), status, "en"); greek == english {
			t.Errorf("%s has one title in both languages: %s", name, greek)
		}
	}
	open := func(path string) func(string) webtest.Response {
		return func(prefix string) webtest.Response { return c.Get(prefix + path) }
	}
	send := func(path string, form url.Values) func(string) webtest.Response {
		return func(prefix string) webtest.Response { return c.Post(prefix+path, form) }
	}
	see("claim without a code", http.StatusOK, open("/claim"))
	c.Get("/c/B3-O3VCZAsaddxDuxLg0bQ")
	see("claim", http.StatusOK, open("/claim"))
	see("leave", http.StatusOK, open("/logout"))
	see("problem", http.StatusForbidden, func(prefix string) webtest.Response {
		c.Get(prefix + "/login")
		return c.Get("/login/callback/taxisnet?state=x")
	})
	c.StartSignIn("nikos", "/login?as=studio")
	right := h.OTP("nikos")
	see("one-time code", http.StatusOK, open("/otp"))
	see("new one-time code", http.StatusOK, open("/otp?sent=1"))
	see("wrong one-time code", http.StatusUnprocessableEntity, send("/otp", url.Values{"otp": {right + "0"}}))
	see("too early", http.StatusTooManyRequests, open(strings.TrimPrefix(c.Post("/otp/resend", nil).Location, "/en")))
	see("no code", http.StatusUnprocessableEntity, send("/otp", nil))
	c.Post("/otp", url.Values{"otp": {right}})
	see("details", http.StatusOK, open("/me"))
	c.Post("/me", nil)
	see("profiles", http.StatusOK, open("/profile"))
	c.Choose(photo.RolePhotographer)
	see("terms", http.StatusOK, open("/terms/accept"))
	c.Post("/terms/accept", nil)
	see("sign-out", http.StatusOK, open("/logout"))
	see("claim at a studio", http.StatusOK, open("/claim"))

	h.Fault("contacts", "down")
	c = h.Client(t)
	c.StartSignIn("maria", "/login")
	see("no one-time code yet", http.StatusOK, open("/otp"))
	see("register down", http.StatusServiceUnavailable, send("/otp/resend", nil))
	h.Fault("contacts", "ok")
	c = h.Client(t)
	c.StartSignIn("anna", "/login")
	see("no mobile", http.StatusOK, open("/otp"))
}
