package page

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"net/http"
	"strings"
)

// StylesheetPath is where the stylesheet is served; templates link to it.
const StylesheetPath = "/sandbox.css"

//go:embed sandbox.css
var stylesheet []byte

// Stylesheet serves the one stylesheet of all pages.
func Stylesheet(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "max-age=60")
	_, _ = w.Write(stylesheet) // a client that left needs no stylesheet
}

// Secured adds the security headers to every response.
func Secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy(nil))
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		// Not no-referrer: with it a browser sends "Origin: null" with its forms.
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// Page is one page to show.
type Page struct {
	Status   int
	Template *template.Template
	Data     any
	// Targets are further origins (scheme and host) to which a form of this
	// page may lead: browsers apply form-action to the redirects that follow.
	Targets []string
}

// Show renders the whole page and sends it, or answers 500.
func (p Page) Show(w http.ResponseWriter) {
	var b bytes.Buffer
	if err := p.Template.Execute(&b, p.Data); err != nil {
		http.Error(w, fmt.Sprintf("render %s", p.Template.Name()), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Security-Policy", policy(p.Targets))
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(p.Status)
	_, _ = w.Write(b.Bytes()) // a browser that left needs no page
}

func policy(targets []string) string {
	return "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; " +
		"base-uri 'none'; frame-ancestors 'none'; form-action " + strings.Join(append([]string{"'self'"}, targets...), " ")
}
