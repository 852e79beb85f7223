package public_test

import (
	"context"
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"myphoto/internal/lang"
	"myphoto/internal/web/page"
	"myphoto/internal/web/public"
)

func routes() []page.Route {
	return public.Routes(public.Config{
		Problems: []public.Problem{{Code: "invalid", Status: 422}}, FieldCodes: []string{"afm", "length"},
		TestPersons: []public.TestPerson{{State: "live", TaxID: "700000312"}},
		Parts:       func(context.Context) []public.Part { return []public.Part{{Name: "sms", Works: true}, {Name: "email"}} },
		Now:         time.Now,
	})
}

// handler returns the public pages as everybody sees them.
func handler(t *testing.T) http.Handler {
	t.Helper()
	r, err := page.New(page.Config{
		Phone: "210 1234567", Mail: "help@example.gr", Operator: "ΥΠΗΡΕΣΙΑ ΔΟΚΙΜΩΝ", OperatorURL: "https://operator.example", PublicURL: "https://myphoto.example",
		Now: func() time.Time { return time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC) },
		Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	mux, err := r.Mux(routes(), func(_ page.Guard, h http.Handler) http.Handler { return h })
	if err != nil {
		t.Fatal(err)
	}
	return page.Languages(mux)
}

func visit(h http.Handler, method, path string) *httptest.ResponseRecorder {
	seen := httptest.NewRecorder()
	h.ServeHTTP(seen, httptest.NewRequest(method, path, nil))
	return seen
}

// paths lists the Greek addresses of every public page.
func paths() []string {
	var all []string
	for _, route := range routes() {
		if !strings.ContainsAny(route.Path, "{.") {
			all = append(all, route.Path)
		}
	}
	for _, topic := range public.Topics() {
		all = append(all, "/help/"+topic)
	}
	return all
}

// Every public page is open to everybody and changes nothing.
func TestPublicRoutesAreOpenAndOnlyRead(t *testing.T) {
	t.Parallel()
	for _, route := range routes() {
		if route.Method != http.MethodGet || route.Guard != page.Public || route.Handler == nil {
			t.Errorf("%s %s is guarded for %s", route.Method, route.Path, route.Guard)
		}
	}
}

func TestEveryPublicPageIsWellFormedInBothLanguages(t *testing.T) {
	t.Parallel()
	h := handler(t)
	for _, l := range lang.Languages() {
		for _, path := range paths() {
			seen := visit(h, http.MethodGet, page.Localise(l, path))
			body := seen.Body.String()
			if seen.Code != http.StatusOK {
				t.Errorf("%s %s: status %d", l, path, seen.Code)
				continue
			}
			if n := strings.Count(body, "<h1"); n != 1 {
				t.Errorf("%s %s has %d h1", l, path, n)
			}
			if !strings.Contains(body, `<html lang="`+string(l)+`"`) || !strings.Contains(body, `<main class="govgr-main-wrapper" id="main"`) {
				t.Errorf("%s %s has no language or no main", l, path)
			}
			if strings.Contains(body, "[text.") || strings.Contains(strings.ToLower(body), "παρακαλ") || strings.Contains(body, "{n}") {
				t.Errorf("%s %s says what it should not", l, path)
			}
			if seen.Header().Get("Content-Security-Policy") == "" || seen.Header().Get("Content-Language") != string(l) {
				t.Errorf("%s %s: headers %v", l, path, seen.Header())
			}
		}
	}
}

// Two pages with one title cannot be told apart in a list of tabs.
func TestTitlesDiffer(t *testing.T) {
	t.Parallel()
	h, title := handler(t), regexp.MustCompile(`<title>(.*)</title>`)
	for _, l := range lang.Languages() {
		seen := map[string]string{}
		for _, path := range paths() {
			found := title.FindStringSubmatch(visit(h, http.MethodGet, page.Localise(l, path)).Body.String())
			if found == nil {
				t.Fatalf("%s has no title", path)
			}
			if other, taken := seen[found[1]]; taken {
				t.Errorf("%s: %s and %s are both %q", l, path, other, found[1])
			}
			seen[found[1]] = path
		}
	}
}

// Pages of other rooms that are linked from here.
var elsewhere = map[string]bool{
	"/login": true,
	// Files for machines, in no language.
	"/dev/openapi.yaml": true, "/.well-known/myphoto-keys.json": true, "/ledger/checkpoint": true,
}

func TestLinksOfPublicPagesLeadSomewhere(t *testing.T) {
	t.Parallel()
	h, link := handler(t), regexp.MustCompile(`href="(/[^"#?]*)`)
	for _, l := range lang.Languages() {
		for _, path := range paths() {
			body := visit(h, http.MethodGet, page.Localise(l, path)).Body.String()
			for _, found := range link.FindAllStringSubmatch(body, -1) {
				plain := strings.TrimPrefix(found[1], "/en")
				if elsewhere[plain] {
					continue
				}
				if seen := visit(h, http.MethodGet, found[1]); seen.Code != http.StatusOK {
					t.Errorf("%s %s links %s: %d", l, path, found[1], seen.Code)
				}
			}
		}
	}
}

// An English page that links a Greek one loses its reader.
func TestEnglishPagesLinkEnglishPages(t *testing.T) {
	t.Parallel()
	h, link := handler(t), regexp.MustCompile(`<a [^>]*href="(/[^"]*)"[^>]*>`)
	for _, path := range paths() {
		body := visit(h, http.MethodGet, page.Localise(lang.English, path)).Body.String()
		for _, found := range link.FindAllStringSubmatch(body, -1) {
			if elsewhere[found[1]] {
				continue
			}
			toGreek := strings.Contains(found[0], `hreflang="el"`)
			if english := found[1] == "/en" || strings.HasPrefix(found[1], "/en/"); english == toGreek {
				t.Errorf("%s links %s", path, found[1])
			}
		}
	}
}

func TestUnknownTopicIsNotFound(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/help/nothing", "/en/help/nothing", "/help/code/more"} {
		if seen := visit(handler(t), http.MethodGet, path); seen.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, seen.Code)
		}
	}
}

// Sign-in starts with a link, because browsers apply form-action to redirects.
func TestHomeStartsSignInWithALink(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{"/": `href="/login">Σύνδεση`, "/en": `href="/en/login">Sign in`} {
		if body := visit(handler(t), http.MethodGet, path).Body.String(); !strings.Contains(body, want) {
			t.Errorf("%s lacks %s", path, want)
		}
	}
}

// A developer opens an address from a document; whoever chose a language on a page
// of ours keeps it.
func TestDevelopersReadTheirBrowsersLanguage(t *testing.T) {
	t.Parallel()
	h := handler(t)
	for _, c := range []struct {
		path, accept, site, want string
	}{
		{"/dev/docs", "en-US,en;q=0.9", "", "/en/dev/docs"},
		{"/dev", "de, en;q=0.5", "none", "/en/dev"},
		{"/dev/docs", "el-GR,el;q=0.9,en;q=0.8", "", ""},
		{"/dev/docs", "", "", ""},
		{"/dev/docs", "en", "same-origin", ""},
		{"/en/dev/docs", "el", "", ""},
	} {
		r := httptest.NewRequest(http.MethodGet, c.path, nil)
		r.Header.Set("Accept-Language", c.accept)
		r.Header.Set("Sec-Fetch-Site", c.site)
		seen := httptest.NewRecorder()
		h.ServeHTTP(seen, r)
		if got := seen.Header().Get("Location"); got != c.want {
			t.Errorf("%s for %q from %q leads to %q", c.path, c.accept, c.site, got)
		}
	}
	r := httptest.NewRequest(http.MethodGet, "/dev/docs", nil)
	r.Header.Set("Accept-Language", "en")
	r.Header.Set("Referer", "http://"+r.Host+"/en/dev/docs")
	seen := httptest.NewRecorder()
	if h.ServeHTTP(seen, r); seen.Code != http.StatusOK {
		t.Errorf("from a page of ours: %d", seen.Code)
	}
}

func TestStateOfTheServiceIsPublic(t *testing.T) {
	t.Parallel()
	for path, want := range map[string][]string{
		"/status":    {"Μηνύματα sms", ">σε λειτουργία<", "Μηνύματα email", ">εκτός λειτουργίας<"},
		"/en/status": {"Text messages", ">works<", "E-mail", ">does not work<"},
	} {
		body := visit(handler(t), http.MethodGet, path).Body.String()
		for _, text := range want {
			if !strings.Contains(body, text) {
				t.Errorf("%s lacks %s", path, text)
			}
		}
	}
}

// The refusals of the API, and the codes of fields, are what a developer looks up.
func TestDevelopersPageListsRefusalsAndTestPersons(t *testing.T) {
	t.Parallel()
	body := visit(handler(t), http.MethodGet, "/en/dev/docs").Body.String()
	for _, text := range []string{
		`href="/en/problems/invalid"`, ">422<", ">length<", "Write at most 64 characters", ">700000312<", "demo-driving-licences",
		"60 times at once and 60 times an hour", "201, within the limits", `href="/en/dev"`, `href="/en/status"`, `<div class="app-full">`, "openssl rand",
	} {
		if !strings.Contains(body, text) {
			t.Errorf("the page lacks %s", text)
		}
	}
}

// A page of ours that links a foreign host lends it our name.
func TestNoAddressMakesAPageLinkAForeignHost(t *testing.T) {
	t.Parallel()
	h, link := handler(t), regexp.MustCompile(`(?:href|action|src)="([^"]*)"`)
	for _, target := range []string{
		"/en/%2Fevil.example/login", "/%2Fevil.example", "/en/%2f%2fevil.example", "/%5Cevil.example", "/en/%5c%5cevil.example", "/en/\\evil.example",
		"/en//evil.example", "//evil.example/login", "/help/%2Fevil.example", "/en/en//evil.example", "/en/en/%2Fevil.example", "/en%2F%2Fevil.example",
		"/..%2F%2Fevil.example", "/?to=//evil.example", "/help?x=%22//evil.example",
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.URL = parsed(t, target)
		seen := httptest.NewRecorder()
		h.ServeHTTP(seen, r)
		addresses := []string{seen.Header().Get("Location")}
		for _, found := range link.FindAllStringSubmatch(seen.Body.String(), -1) {
			addresses = append(addresses, html.UnescapeString(found[1]))
		}
		for _, address := range addresses {
			if at, err := url.Parse(strings.ReplaceAll(address, `\`, "/")); err != nil || strings.HasSuffix(at.Hostname(), "evil.example") {
				t.Errorf("%s: links %s", target, address)
			}
		}
	}
}

func parsed(t *testing.T, target string) *url.URL {
	t.Helper()
	u, err := url.ParseRequestURI(target)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// Browsers and search engines ask every site for these.
func TestIconAndRobotsAnswer(t *testing.T) {
	t.Parallel()
	for path, media := range map[string]string{"/favicon.ico": "image/png", "/robots.txt": "text/plain; charset=utf-8"} {
		seen := visit(handler(t), http.MethodGet, path)
		if seen.Code != http.StatusOK || seen.Header().Get("Content-Type") != media || seen.Body.Len() == 0 {
			t.Errorf("%s: %d %s", path, seen.Code, seen.Header().Get("Content-Type"))
		}
	}
}

// Article 45 of law 4727/2020 wants a way to complain, and whoever is stuck a voice.
func TestHelpAndAccessibilityNameTelephoneAndMail(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/help", "/help/otp", "/accessibility", "/dev/docs"} {
		for _, l := range lang.Languages() {
			body := visit(handler(t), http.MethodGet, page.Localise(l, path)).Body.String()
			for _, text := range []string{`href="tel:2101234567">210 1234567<`, `href="mailto:help@example.gr"`} {
				if !strings.Contains(body, text) {
					t.Errorf("%s %s lacks %s", l, path, text)
				}
			}
		}
	}
}
