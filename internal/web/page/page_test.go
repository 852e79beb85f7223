package page_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/web/page"
)

const form = `{{template "title" .}}<form method="post">{{template "field" (field . "mobile" "label" "Κινητό" "hint" "10 ψηφία" "value" .View.Mobile)}}</form>`

type formView struct{ Mobile string }

func contains(t *testing.T, body string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(body, part) {
			t.Errorf("page lacks %s\n%s", part, body)
		}
	}
}

func lacks(t *testing.T, body string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if strings.Contains(body, part) {
			t.Errorf("page has %s\n%s", part, body)
		}
	}
}

// A refused form must come back with what was typed, or people type it again.
func TestRefusedFormComesBackWithItsFaults(t *testing.T) {
	t.Parallel()
	r := tryPage(t, form)
	refusal := &photo.Error{Kind: photo.Invalid, Code: "mobile", Field: "mobile"}
	screen := page.Page{Name: "try/page", View: formView{`69"<b>`}, Layout: page.Layout{Title: "Επαφή"}}
	seen := ask(t, r, "/x", answer(screen, refusal))
	if seen.Code != http.StatusUnprocessableEntity {
		t.Errorf("status %d", seen.Code)
	}
	contains(t, seen.Body.String(),
		"<title>Σφάλμα: Επαφή – myPhoto</title>",
		`role="alert"`, `href="#mobile">Το κινητό πρέπει`, `id="mobile-error"`,
		`aria-describedby="mobile-hint mobile-error"`, `aria-invalid="true"`, `value="69&#34;&lt;b&gt;"`)
}

func TestEveryFaultOfAFormIsNamed(t *testing.T) {
	t.Parallel()
	r := tryPage(t, form)
	refusal := photo.Join(
		&photo.Error{Kind: photo.Invalid, Code: "mobile", Field: "mobile"},
		&photo.Error{Kind: photo.Invalid, Code: "file.none", Field: "photo"})
	seen := ask(t, r, "/en/x", answer(page.View("try/page", formView{}), refusal))
	contains(t, seen.Body.String(), `href="#mobile">A Greek mobile`, `href="#photo">Choose a face photo`)
}

func TestFormWithoutFaultsHasNoErrorMarkup(t *testing.T) {
	t.Parallel()
	seen := ask(t, tryPage(t, form), "/x", answer(page.View("try/page", formView{}), nil))
	if seen.Code != http.StatusOK {
		t.Errorf("status %d", seen.Code)
	}
	lacks(t, seen.Body.String(), "error-summary", "aria-invalid", "Σφάλμα")
}

func TestRefusalWithoutAFormBecomesASystemPage(t *testing.T) {
	t.Parallel()
	r := tryPage(t, form)
	for kind, want := range map[photo.Kind]int{
		photo.Malformed: 400, photo.Unauthenticated: 401, photo.Forbidden: 403, photo.NotFound: 404, photo.Conflict: 409,
		photo.Gone: 410, photo.TooLarge: 413, photo.Invalid: 422, photo.RateLimited: 429, photo.Unavailable: 503,
	} {
		for _, path := range []string{"/x", "/en/x"} {
			seen := ask(t, r, path, answer(nil, &photo.Error{Kind: kind}))
			if seen.Code != want {
				t.Errorf("kind %d: status %d, want %d", kind, seen.Code, want)
			}
			lacks(t, seen.Body.String(), "[system")
		}
	}
}

func TestSlowDownSaysWhen(t *testing.T) {
	t.Parallel()
	refusal := (&photo.Error{Kind: photo.RateLimited}).WithRetryAfter(20 * time.Minute)
	seen := ask(t, tryPage(t, form), "/en/x", answer(nil, refusal))
	contains(t, seen.Body.String(), "Try again after 13:00")
	if got := seen.Header().Get("Retry-After"); got != "1200" {
		t.Errorf("Retry-After %q", got)
	}
	quota := (&photo.Error{Kind: photo.RateLimited, Code: "code.quota"}).WithRetryAfter(time.Hour)
	contains(t, ask(t, tryPage(t, form), "/x", answer(nil, quota)).Body.String(), "μετά τις 13:40")
}

// The cause of a failure may hold numbers and names: it belongs to the log.
func TestFailureShowsAReferenceAndNeverItsCause(t *testing.T) {
	t.Parallel()
	seen := ask(t, tryPage(t, form), "/en/x", answer(nil, errors.New("connect 10.0.0.7: secret")))
	if seen.Code != http.StatusInternalServerError {
		t.Errorf("status %d", seen.Code)
	}
	contains(t, seen.Body.String(), "Reference: <strong")
	lacks(t, seen.Body.String(), "secret", "10.0.0.7")
}

func TestPageThatCannotBeRenderedIsAFailureNotHalfAPage(t *testing.T) {
	t.Parallel()
	r := tryPage(t, `<h1>half</h1>{{.View.Nothing}}`)
	seen := ask(t, r, "/x", answer(page.View("try/page", formView{}), nil))
	if seen.Code != http.StatusInternalServerError {
		t.Errorf("status %d", seen.Code)
	}
	lacks(t, seen.Body.String(), "half")
	if seen := ask(t, r, "/x", answer(page.View("no/page", nil), nil)); seen.Code != http.StatusInternalServerError {
		t.Errorf("unknown page: status %d", seen.Code)
	}
}

func TestTooManyBytesIs413(t *testing.T) {
	t.Parallel()
	seen := ask(t, tryPage(t, form), "/x", answer(nil, &http.MaxBytesError{Limit: 1}))
	if seen.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("status %d", seen.Code)
	}
}

func TestLanguageComesFromTheAddressAndTheLinkKeepsThePage(t *testing.T) {
	t.Parallel()
	r := tryPage(t, form)
	greek := ask(t, r, "/citizen/history?page=2", answer(page.View("try/page", formView{}), nil)).Body.String()
	contains(t, greek, `<html lang="el"`, `href="/en/citizen/history?page=2" lang="en" hreflang="en">English`)
	english := ask(t, r, "/en/citizen/history?page=2", answer(page.View("try/page", formView{}), nil)).Body.String()
	contains(t, english, `<html lang="en"`, `href="/citizen/history?page=2" lang="el" hreflang="el">Ελληνικά`, `href="/en/help"`)
	for path, want := range map[string]string{"/en": "/", "/en/": "/", "/en/a%2Fb": "/a/b", "/english": "/english", "/enx/y": "/enx/y"} {
		var got string
		ask(t, r, path, func(req *http.Request) (page.Reply, error) {
			got = req.URL.Path
			return page.NoContent{}, nil
		})
		if got != want {
			t.Errorf("%s reaches handlers as %s, want %s", path, got, want)
		}
	}
}

func TestRedirectKeepsTheLanguageAndStaysAtHome(t *testing.T) {
	t.Parallel()
	r := tryPage(t, form)
	for _, c := range []struct{ at, to, want string }{
		{"/x", "/citizen", "/citizen"}, {"/en/x", "/citizen", "/en/citizen"}, {"/en/x", "/", "/en"},
	} {
		seen := ask(t, r, c.at, answer(page.Redirect(c.to), nil))
		if seen.Code != http.StatusSeeOther || seen.Header().Get("Location") != c.want {
			t.Errorf("from %s: %d %s", c.at, seen.Code, seen.Header().Get("Location"))
		}
	}
	for _, elsewhere := range []string{"//evil.example", "https://evil.example", `/\evil.example`, ""} {
		if seen := ask(t, r, "/x", answer(page.Redirect(elsewhere), nil)); seen.Code != http.StatusInternalServerError {
			t.Errorf("redirect to %q: %d", elsewhere, seen.Code)
		}
	}
}

func TestFrameShowsWhoIsSignedIn(t *testing.T) {
	t.Parallel()
	r := tryPage(t, form)
	seen := httptest.NewRecorder()
	req := page.WithVisitor(httptest.NewRequest(http.MethodGet, "/citizen", nil),
		page.Visitor{Person: "ΜΑΡΙΑ <Π>", Profile: "Πολίτης", Several: true, Home: "/citizen", Left: 19 * time.Minute, TimedOut: "/timed-out?from=1"})
	r.Serve(answer(page.View("try/page", formView{}), nil)).ServeHTTP(seen, req)
	contains(t, seen.Body.String(), "ΜΑΡΙΑ &lt;Π&gt;", "Πολίτης", `href="/citizen">Αρχική`, `href="/profile">Αλλαγή προφίλ`,
		`<form method="post" action="/logout"><button class="app-user__out">Έξοδος</button>`,
		`<meta http-equiv="refresh" content="1140;url=/timed-out?from=1&amp;to=%2Fcitizen">`)
	alone := ask(t, r, "/", answer(page.View("try/page", formView{}), nil)).Body.String()
	lacks(t, alone, "/logout", "session.js", "refresh")
	seen = httptest.NewRecorder()
	ended := page.Page{Name: "try/page", View: formView{}, Layout: page.Layout{Ended: true}}
	r.Serve(answer(ended, nil)).ServeHTTP(seen, req)
	contains(t, seen.Body.String(), "signed-out.js")
	lacks(t, seen.Body.String(), "ΜΑΡΙΑ", "session.js", "refresh")
}

func TestEveryAnswerCarriesTheGuards(t *testing.T) {
	t.Parallel()
	r := tryPage(t, form)
	camera := page.Page{Name: "try/page", View: formView{}, Layout: page.Layout{Camera: true}}
	for name, reply := range map[string]page.Reply{
		"page": page.View("try/page", formView{}), "redirect": page.Redirect("/x"), "nothing": page.NoContent{},
		"file": page.File{Type: "image/jpeg", Data: []byte("x")}, "camera": camera,
	} {
		h := ask(t, r, "/x", answer(reply, nil)).Header()
		want := map[string]string{
			"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
				"font-src 'self'; connect-src 'self'; worker-src 'self'; child-src 'self'; form-action 'self'; frame-ancestors 'none'; " +
				"base-uri 'none'; upgrade-insecure-requests",
			"Referrer-Policy": "same-origin", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
			"Cache-Control": "no-store", "Strict-Transport-Security": "max-age=63072000",
		}
		if name == "redirect" { // WebKit hangs when Back meets it
			want["Cross-Origin-Opener-Policy"] = ""
		}
		for key, value := range want {
			if got := h.Get(key); got != value {
				t.Errorf("%s: %s is %q", name, key, got)
			}
		}
		if asks := strings.Contains(h.Get("Permissions-Policy"), "camera=(self)"); asks != (name == "camera") {
			t.Errorf("%s: %s", name, h.Get("Permissions-Policy"))
		}
	}
}

func TestPlainTransportIsNotToldToUpgrade(t *testing.T) {
	t.Parallel()
	config := testConfig()
	config.PublicURL = "http://localhost:8080"
	r, err := page.New(config)
	if err != nil {
		t.Fatal(err)
	}
	h := ask(t, r, "/x", answer(page.NoContent{}, nil)).Header()
	if h.Get("Strict-Transport-Security") != "" || strings.Contains(h.Get("Content-Security-Policy"), "upgrade") {
		t.Error(h)
	}
}

func TestSavedFileHasItsNameAndShownFileHasNone(t *testing.T) {
	t.Parallel()
	r := tryPage(t, form)
	saved := ask(t, r, "/x", answer(page.File{Type: "application/zip", Name: "photos.zip", Data: []byte("zip")}, nil))
	if diff := cmp.Diff("attachment; filename=photos.zip", saved.Header().Get("Content-Disposition")); diff != "" {
		t.Error(diff)
	}
	shown := ask(t, r, "/x", answer(page.File{Type: "image/jpeg", Data: []byte("jpg")}, nil))
	if shown.Header().Get("Content-Disposition") != "inline" || shown.Body.String() != "jpg" {
		t.Error(shown.Header(), shown.Body)
	}
}

// A picture that cannot be read is a fault of ours, although the error of a disk has
// the types of an error of the network; a visitor who leaves is none.
func TestFileThatBreaksIsLoggedAsWhatItIs(t *testing.T) {
	t.Parallel()
	broken := &fs.PathError{Op: "read", Path: "x", Err: syscall.EIO}
	for level, write := range map[string]func(io.Writer) error{
		"level=ERROR": func(io.Writer) error { return fmt.Errorf("read picture: %w", broken) },
		"level=INFO":  func(w io.Writer) error { _, err := w.Write([]byte("x")); return err },
	} {
		var log bytes.Buffer
		config := testConfig()
		config.Log = slog.New(slog.NewTextHandler(&log, nil))
		serve := tryPageWith(t, config, form).Serve(answer(page.Stream{Type: "image/jpeg", Write: write}, nil))
		func() {
			defer func() {
				if recover() == nil {
					t.Error("the connection is not cut")
				}
			}()
			page.Languages(serve).ServeHTTP(gone{httptest.NewRecorder()}, httptest.NewRequest(http.MethodGet, "/x", nil))
		}()
		contains(t, log.String(), level)
	}
}

// gone is the connection of a visitor who left.
type gone struct{ http.ResponseWriter }

func (gone) Write([]byte) (int, error) { return 0, &net.OpError{Op: "write", Err: syscall.EPIPE} }

func TestLookIsRefusedWhenItCannotWork(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*page.Config){
		"clock": func(l *page.Config) { l.Now = nil }, "log": func(l *page.Config) { l.Log = nil },
		"theme": func(l *page.Config) { l.Theme = "crest" }, "address": func(l *page.Config) { l.PublicURL = "ftp://x" },
	} {
		config := testConfig()
		spoil(&config)
		if _, err := page.New(config); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestLocaliseLeavesGreekAlone(t *testing.T) {
	t.Parallel()
	if page.Localise(lang.Greek, "/") != "/" || page.Localise(lang.English, "/") != "/en" {
		t.Error("home page has another address")
	}
}
