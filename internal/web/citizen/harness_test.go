package citizen_test

import (
	"bytes"
	"html"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"myphoto/internal/lang"
	"myphoto/internal/photo"
	. "myphoto/internal/service/servicetest"
	"myphoto/internal/web/citizen"
	"myphoto/internal/web/page"
)

// room is the citizen's pages over a real service, with one person signed in.
type room struct {
	*House
	t       *testing.T
	who     photo.Citizen
	studio  photo.Photographer
	carried string
	refuse  error // the refusal of every request, when set
	handler http.Handler
}

func open(t *testing.T) *room {
	t.Helper()
	r := &room{House: Open(t), t: t}
	r.studio, r.who = r.AsPhotographer("nikos"), r.AsCitizen("maria")
	pages, err := page.New(page.Config{
		Operator: "ΥΠΗΡΕΣΙΑ ΔΟΚΙΜΩΝ", PublicURL: "http://localhost:8080", Trial: true,
		Now: r.Clock.Now, Log: slog.New(slog.DiscardHandler),
	})
	Must(t, err)
	rows := citizen.New(citizen.Config{
		Service: r.Citizen, Consent: r.Consent, Now: r.Clock.Now,
		Actor:       func(*http.Request) (photo.Citizen, error) { return r.who, r.refuse },
		StashedCode: func(*http.Request) string { return r.carried },
		Closed:      func(*http.Request) bool { return false },
		DropCode:    func(*http.Request) error { r.carried = ""; return nil },
	}).Routes()
	mux, err := pages.Mux(rows, func(g page.Guard, h http.Handler) http.Handler {
		if g != page.Citizen {
			t.Errorf("a route has the guard %s", g)
		}
		return h
	})
	Must(t, err)
	r.handler = page.Languages(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		mux.ServeHTTP(w, page.WithVisitor(req, page.Visitor{Person: r.who.FullName(), Home: "/citizen"}))
	}))
	return r
}

// seen is a response.
type seen struct {
	t    *testing.T
	code int
	to   string // of a redirect
	body string
	head http.Header
}

func (r *room) send(req *http.Request) seen {
	r.t.Helper()
	answer := httptest.NewRecorder()
	r.handler.ServeHTTP(answer, req)
	s := seen{r.t, answer.Code, answer.Header().Get("Location"), answer.Body.String(), answer.Header()}
	if answer.Code == http.StatusInternalServerError {
		r.t.Fatalf("%s %s failed\n%s", req.Method, req.URL.Path, r.Log)
	}
	return s
}

// get opens an address in Greek; where it is a page, it is checked in both languages.
func (r *room) get(path string) seen {
	r.t.Helper()
	s := r.send(httptest.NewRequest(http.MethodGet, path, nil))
	if strings.HasPrefix(s.head.Get("Content-Type"), "text/html") {
		s.wellFormed(lang.Greek)
		other := r.send(httptest.NewRequest(http.MethodGet, "/en"+path, nil))
		other.wellFormed(lang.English)
		if other.code != s.code {
			r.t.Errorf("%s: %d in Greek, %d in English", path, s.code, other.code)
		}
	}
	return s
}

func (r *room) post(path string, pairs ...string) seen {
	r.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	req := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	s := r.send(req)
	if strings.HasPrefix(s.head.Get("Content-Type"), "text/html") {
		s.wellFormed(lang.Greek)
	}
	return s
}

var hidden = regexp.MustCompile(`name="seen" value="([^"]+)"`)

// approve presses «Επιβεβαίωση» below the pictures.
func (r *room) approve() seen {
	r.t.Helper()
	shown := hidden.FindStringSubmatch(r.get("/citizen/preview").is(http.StatusOK).body)
	if shown == nil {
		r.t.Fatal("the page does not say which pictures it shows")
	}
	return r.post("/citizen/preview", "seen", shown[1])
}

// upload posts one file in a form.
func (r *room) upload(path, field string, content []byte) seen {
	r.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	file, err := form.CreateFormFile(field, "qr.png")
	Must(r.t, err)
	_, err = file.Write(content)
	Must(r.t, err)
	Must(r.t, form.Close())
	req := httptest.NewRequest(http.MethodPost, path, &body)
	req.Header.Set("Content-Type", form.FormDataContentType())
	return r.send(req)
}

var unsaid = regexp.MustCompile(`\[[a-z-]+\.[a-z.-]+\]|\{[a-z]+\}`)

// wellFormed checks what holds for every page.
func (s seen) wellFormed(l lang.Language) {
	s.t.Helper()
	if n := strings.Count(s.body, "<h1"); n != 1 {
		s.t.Errorf("page has %d h1\n%s", n, s.body)
	}
	if !strings.Contains(s.body, `<html lang="`+string(l)+`"`) {
		s.t.Errorf("page is not in %s", l)
	}
	if missing := unsaid.FindString(s.body); missing != "" {
		s.t.Errorf("page says %s\n%s", missing, s.body)
	}
	for _, link := range regexp.MustCompile(`(?:href|action|src)="(/[^"]*)"`).FindAllStringSubmatch(s.body, -1) {
		away := strings.HasPrefix(link[1], "/static/") || strings.Contains(link[1], "hreflang")
		if l == lang.English && !away && !strings.HasPrefix(link[1], "/en") && !s.otherLanguage(link[1]) {
			s.t.Errorf("English page leads to %s", link[1])
		}
	}
}

// otherLanguage reports whether the link is the one that changes the language.
func (s seen) otherLanguage(path string) bool {
	return strings.Contains(s.body, `href="`+path+`" lang="el"`)
}

func (s seen) is(code int) seen {
	s.t.Helper()
	if s.code != code {
		s.t.Fatalf("status %d, want %d (to %q)\n%s", s.code, code, s.to, s.body)
	}
	return s
}

func (s seen) leads(to string) seen {
	s.t.Helper()
	if s.is(http.StatusSeeOther); s.to != to {
		s.t.Fatalf("leads to %q, want %q", s.to, to)
	}
	return s
}

func (s seen) has(parts ...string) seen {
	s.t.Helper()
	for _, part := range parts {
		if !strings.Contains(s.body, part) && !strings.Contains(html.UnescapeString(s.body), part) {
			s.t.Errorf("page lacks %q\n%s", part, s.main())
		}
	}
	return s
}

func (s seen) lacks(parts ...string) seen {
	s.t.Helper()
	for _, part := range parts {
		if strings.Contains(s.body, part) {
			s.t.Errorf("page has %q\n%s", part, s.main())
		}
	}
	return s
}

func (s seen) main() string {
	_, rest, _ := strings.Cut(s.body, "<main")
	body, _, _ := strings.Cut(rest, "</main>")
	return body
}
