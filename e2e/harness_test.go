package e2e_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"myphoto/e2e/browser"
	"myphoto/e2e/sandboxclient"
	"myphoto/e2e/tree"
)

const form = `<!doctype html><html lang="el"><head><title>Φόρμα</title></head><body><main><h1>Φόρμα</h1>
<form method="post" enctype="multipart/form-data">
<p><label for="n">Όνομα</label> <input id="n" name="name" value="παλιό"></p>
<p><label for="f">Αρχείο</label> <input id="f" type="file" name="file"></p>
<p><label><input type="checkbox" name="channels" value="sms"> SMS</label></p>
<p><button>Αποστολή</button></p></form>
<p><a href="/file">Λήψη</a> <a href="/wide">Ευρεία</a> <a href="#n">Στο πεδίο</a></p>
</main></body></html>`

// pages starts a small site like ours.
func pages(t *testing.T) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	page := func(pattern, html string) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; form-action 'self'")
			_, _ = io.WriteString(w, html)
		})
	}
	page("GET /form", form)
	page("GET /wide", `<!doctype html><html lang="el"><title>Ευρεία</title><main><h1>Ευρεία</h1><img src="/none.png"><hr width="900"></main>`)
	page("GET /script", `<!doctype html><html lang="el"><title>Σενάριο</title><main><h1>Σενάριο</h1><form action="/form"><button>Κράτα</button></form><p id="p">πριν</p><script src="/s.js"></script></main>`)
	page("GET /inline", `<!doctype html><html lang="el"><title>Μέσα</title><main><h1>Μέσα</h1><script>document.title = 'x'</script></main>`)
	mux.HandleFunc("GET /s.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		_, _ = io.WriteString(w, `document.forms[0].addEventListener('submit', e => { e.preventDefault(); document.getElementById('p').textContent = 'μετά'; })`)
	})
	mux.HandleFunc("GET /favicon.ico", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("GET /file", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Disposition", `attachment; filename="code.pdf"`)
		_, _ = io.WriteString(w, "%PDF-content")
	})
	mux.HandleFunc("POST /form", func(w http.ResponseWriter, r *http.Request) {
		file, header, err := r.FormFile("file")
		if err != nil {
			http.Error(w, err.Error(), http.StatusUnprocessableEntity)
			return
		}
		text, _ := io.ReadAll(file)
		http.SetCookie(w, &http.Cookie{Name: "seen", Value: "yes", Path: "/"})
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, "<title>ok</title><p>%s %s %s %v %s</p>", r.FormValue("name"), header.Filename, text, r.Form["channels"], r.Header.Get("Accept-Language"))
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server
}

// Every story depends on forms, with and without scripts.
func TestHarnessFillsAndSendsAForm(t *testing.T) {
	site := pages(t)
	path := filepath.Join(t.TempDir(), "photo.jpg")
	if err := os.WriteFile(path, []byte("pixels"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, options := range map[string][]browser.Option{
		"with scripts": nil, "without": {browser.WithoutScript(), browser.Size(1280, 800), browser.Language("en")},
	} {
		t.Run(name, func(t *testing.T) {
			tab := browser.Open(t, options...)
			tab.Visit(site.URL + "/form")
			tab.Press("Στο πεδίο") // a link within the page loads no other
			tab.Fill("name", "Μαρία Ω")
			if got := tab.Value("name"); got != "Μαρία Ω" {
				t.Fatalf("the field holds %q", got)
			}
			tab.Choose("channels", "sms")
			tab.ChooseFile("file", path)
			tab.Press("Αποστολή")
			language := map[bool]string{true: "el", false: "en"}[options == nil]
			if got, want := tab.Text(), "Μαρία Ω photo.jpg pixels [sms] "+language; got != want {
				t.Errorf("the site got %q, want %q", got, want)
			}
			if cookies := tab.Cookies(); len(cookies) != 1 || cookies[0].Name != "seen" {
				t.Errorf("cookies %v", cookies)
			}
			other := browser.Open(t, options...)
			other.Visit(site.URL + "/form")
			if len(other.Cookies()) != 0 {
				t.Error("two visitors share their cookies")
			}
		})
	}
}

func TestHarnessFollowsScriptsLinksAndDownloads(t *testing.T) {
	site := pages(t)
	tab := browser.Open(t)
	tab.Visit(site.URL + "/script")
	tab.Press("Κράτα")
	tab.See("μετά")
	tab.Visit(site.URL + "/form")
	if name, content := tab.Download("Λήψη"); name != "code.pdf" || string(content) != "%PDF-content" {
		t.Errorf("downloaded %q with %q", name, content)
	}
	tab.Press("Ευρεία")
	if !strings.HasSuffix(tab.Address(), "/wide") {
		t.Errorf("the link led to %s", tab.Address())
	}
	if lines := tab.ConsoleErrors(); len(lines) == 0 {
		t.Error("a missing picture is not noticed")
	}
}

// A check that never fails would accept every page.
func TestHarnessNoticesFaults(t *testing.T) {
	site := pages(t)
	tab := browser.Open(t)
	tab.Visit(site.URL + "/inline")
	if lines := tab.ConsoleErrors(); len(lines) != 1 || !strings.Contains(lines[0], "Content Security Policy") {
		t.Errorf("an inline script against the policy gave %q", lines)
	}
	tab.Visit(site.URL + "/wide")
	tab.ConsoleErrors()
	if found := tab.Axe(); len(found) != 1 || found[0].ID != "image-alt" {
		t.Errorf("a picture without words gave %+v", found)
	}
	if tab.Width(320) < 900 {
		t.Error("a page of 900 pixels fits into 320")
	}
	tab.Visit(site.URL + "/form")
	tab.NoHorizontalScroll(320)
	tab.Accessible()
	tab.Screenshot("harness")
	if info, err := os.Stat(tree.Path(t, ".cache", "shots", "harness.png")); err != nil || info.Size() < 1000 {
		t.Errorf("the screenshot: %v", err)
	}
}

func TestSandboxClientReadsAndOrders(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	ordered := make(chan map[string]any, 1)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/messages", func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("to") != "+306900000001" || asked.Add(1) < 3 {
			_, _ = io.WriteString(w, "[]")
			return
		}
		_, _ = io.WriteString(w, `[{"id":"1","time":"2026-11-21T12:00:00Z","from":"myPhoto","to":"+306900000001","text":"123456"}]`)
	})
	mux.HandleFunc("GET /api/mails", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `[{"id":"1","subject":"Κωδικάριθμος","attachments":[{"name":"qr.png","content_type":"image/png","content_base64":"UE5H"}]}]`)
	})
	mux.HandleFunc("POST /api/faults", func(_ http.ResponseWriter, r *http.Request) {
		var order map[string]any
		_ = json.NewDecoder(r.Body).Decode(&order)
		ordered <- order
	})
	server := httptest.NewServer(mux)
	defer server.Close()
	sandbox := sandboxclient.New(server.URL)
	if m := sandbox.NextMessage(t, "+306900000001", 0); m.Text != "123456" || m.Time.Hour() != 12 {
		t.Errorf("message %+v", m)
	}
	if m := sandbox.NextMail(t, "maria@example.gr", 0); m.Subject != "Κωδικάριθμος" || string(m.Attachments[0].Content) != "PNG" {
		t.Errorf("mail %+v", m)
	}
	sandbox.Fault(t, "sms", "down", 30*time.Second)
	if got := <-ordered; got["system"] != "sms" || got["mode"] != "down" || got["seconds"] != 30.0 {
		t.Errorf("ordered %v", got)
	}
}
