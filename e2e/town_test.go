package e2e_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"myphoto/e2e/browser"
	"myphoto/e2e/program"
	"myphoto/e2e/sandboxclient"
)

// town is one running service with its surrounding systems.
type town struct {
	*program.Program
	sandbox *sandboxclient.Client
}

func newTown(t *testing.T, args ...string) town {
	t.Helper()
	p := program.Demo(t, args...)
	return town{p, sandboxclient.New(p.SandboxURL)}
}

// mobiles are the phones of the people who sign in.
var mobiles = map[string]string{
	"maria": "+306900000001", "giorgos": "+306900000002", "nikos": "+306900000003", "eleni": "+306900000004",
	"kostas": "+306900000005", "petros": "+306900000006",
}

// person is somebody at a browser who reads the pages in one language.
type person struct {
	*browser.Tab
	t    *testing.T
	town town
	lang string // "el" or "en"

	scriptless bool
}

// arrive opens a browser in Greek, in the size of a phone unless an option says
// otherwise.
func (w town) arrive(t *testing.T, options ...browser.Option) *person {
	t.Helper()
	return &person{Tab: browser.Open(t, options...), t: t, town: w, lang: "el"}
}

// arriveScriptless opens a browser in Greek with JavaScript switched off.
func (w town) arriveScriptless(t *testing.T) *person {
	t.Helper()
	v := w.arrive(t, browser.WithoutScript())
	v.scriptless = true
	return v
}

// arriveEnglish opens a browser in English.
func (w town) arriveEnglish(t *testing.T, options ...browser.Option) *person {
	t.Helper()
	options = append([]browser.Option{browser.Language("en")}, options...)
	return &person{Tab: browser.Open(t, options...), t: t, town: w, lang: "en"}
}

// at returns the address of a page in the visitor's language.
func (v *person) at(path string) string {
	if v.lang == "en" {
		path = "/en" + path
	}
	return v.town.URL + path
}

func (v *person) visit(path string) {
	v.t.Helper()
	v.Visit(v.at(path))
}

// press presses a label, which is given in Greek, in the visitor's language.
func (v *person) press(label string) {
	v.t.Helper()
	v.Press(v.say(label))
}

func (v *person) see(text string) {
	v.t.Helper()
	v.See(v.say(text))
}

// seeInTime waits for a text that a script brings, or, without scripts, a reload of
// the page.
func (v *person) seeInTime(text string) {
	v.t.Helper()
	for deadline := time.Now().Add(comesWithin); v.scriptless && time.Now().Before(deadline) && !strings.Contains(v.Text(), text); {
		v.Visit(v.Address())
	}
	v.see(text)
}

// say returns a text of the pages, which is given in Greek, in the visitor's
// language.
func (v *person) say(greek string) string {
	v.t.Helper()
	if v.lang == "el" {
		return greek
	}
	text, known := english[greek]
	if !known {
		v.t.Fatalf("no English for %q", greek)
	}
	return text
}

// expect fails the test unless the tab is on a page.
func (v *person) expect(path string) {
	v.t.Helper()
	address, _, _ := strings.Cut(v.Address(), "?")
	if address != v.at(path) {
		v.t.Fatalf("the visitor is at %s instead of %s:\n%s", address, v.at(path), v.Text())
	}
}

var sixDigits = regexp.MustCompile(`\b\d{6}\b`)

// signIn signs in with TAXISnet, the one-time code and the details, up to the
// choice of a profile or the terms.
func (v *person) signIn(user string) {
	v.t.Helper()
	v.visit("/login")
	v.passTaxisnet(user)
}

// passTaxisnet continues from the form of TAXISnet.
func (v *person) passTaxisnet(user string) {
	v.t.Helper()
	received := len(v.town.sandbox.Messages(v.t, mobiles[user]))
	v.Fill("username", user)
	v.Fill("password", user)
	v.Press("Σύνδεση")
	v.expect("/otp")
	text := v.town.sandbox.NextMessage(v.t, mobiles[user], received).Text
	v.Fill("otp", sixDigits.FindString(text))
	v.press("Συνέχεια")
	v.expect("/me")
	v.press("Συνέχεια")
}

// signInAs signs somebody in for the first time in one of several profiles.
func (v *person) signInAs(user, profile string) {
	v.t.Helper()
	v.signIn(user)
	v.expect("/profile")
	v.press(profile)
	v.expect("/terms/accept")
	v.press("Έλαβα γνώση")
}

// signInFirst signs in, for the first time, a citizen who has no other profile.
func (v *person) signInFirst(user string) {
	v.t.Helper()
	v.signIn(user)
	v.expect("/terms/accept")
	v.press("Έλαβα γνώση")
}

// get requests a page without the browser, with the visitor's cookies, and returns
// the status and the body.
func (v *person) get(path string) (int, []byte) {
	v.t.Helper()
	request, err := http.NewRequestWithContext(v.t.Context(), http.MethodGet, v.at(path), nil)
	if err != nil {
		v.t.Fatal(err)
	}
	for _, cookie := range v.Cookies() {
		request.AddCookie(cookie)
	}
	return send(v.t, request)
}
