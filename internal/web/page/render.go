package page

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"

	"myphoto/internal/lang"
	files "myphoto/internal/web/template"
)

// Renderer renders pages and serves what they link. It is made once at start
// and safe for use by many requests.
type Renderer struct {
	look   Look
	pages  map[lang.Language]*template.Template // all pages of a language and what is around them
	assets assets
}

// New parses every template in both languages and packs the assets. Any fault
// in them is an error, so that a broken page stops the start and not a visitor.
func New(look Look) (*Renderer, error) { return build(look, files.Files) }

func build(look Look, from fs.FS) (*Renderer, error) {
	look, err := look.completed()
	if err != nil {
		return nil, err
	}
	r := &Renderer{look: look, pages: map[lang.Language]*template.Template{}}
	if r.assets, err = pack(look.Logo); err != nil {
		return nil, fmt.Errorf("pack assets: %w", err)
	}
	for _, l := range lang.Languages() {
		if r.pages[l], err = r.parse(l, from); err != nil {
			return nil, fmt.Errorf("parse templates: %w", err)
		}
	}
	return r, nil
}

// parse puts everything of one language into one set: sixty pages that each
// had a copy of their surroundings took forty megabytes.
func (r *Renderer) parse(l lang.Language, from fs.FS) (*template.Template, error) {
	all, err := template.New("layout").Funcs(r.funcs(l)).Option("missingkey=error").
		ParseFS(from, "layout.html", "part/*.html")
	if err != nil {
		return nil, err
	}
	bodies, err := contents(from, "*/*.html", "")
	if err != nil {
		return nil, err
	}
	texts, err := contents(from, "text/"+string(l)+"/*.html", "text/")
	if err != nil {
		return nil, err
	}
	for name, text := range texts {
		if _, err := all.New(name).Parse(text); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if l.Has(strings.ReplaceAll(name, "/", ".") + ".title") { // the others are pieces of pages
			bodies[name] = `{{template "title" .}}{{template "` + name + `" .}}`
		}
	}
	for name, body := range bodies {
		if _, err := all.New(pagePrefix + name).Parse(ownSlots(name, body)); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return all, nil
}

// pagePrefix tells the body of a page from a text of the same name.
const pagePrefix = "page "

// slot is a place around its body that a page may fill with a {{define}}.
type slot string

const (
	scriptsSlot   slot = "scripts"
	headerSlot    slot = "header-width"
	containerSlot slot = "container"
	columnSlot    slot = "column"
)

func (s slot) of(page string) string { return string(s) + " of " + page }

// ownSlots puts the page's name into the names of the slots that it fills, so
// that they do not meet those of other pages.
func ownSlots(name, body string) string {
	for _, s := range []slot{scriptsSlot, headerSlot, containerSlot, columnSlot} {
		body = strings.ReplaceAll(body, `{{define "`+string(s)+`"}}`, `{{define "`+s.of(name)+`"}}`)
	}
	return body
}

// contents reads the files that match, except components, by the name of their
// page: the path without .html, or prefix and the last part of it.
func contents(from fs.FS, pattern, prefix string) (map[string]string, error) {
	paths, err := fs.Glob(from, pattern)
	if err != nil {
		return nil, err
	}
	found := map[string]string{}
	for _, file := range paths {
		name := strings.TrimSuffix(file, ".html")
		if prefix != "" {
			name = prefix + path.Base(name)
		}
		if strings.HasPrefix(name, "part/") {
			continue
		}
		body, err := fs.ReadFile(from, file)
		if err != nil {
			return nil, err
		}
		found[name] = string(body)
	}
	return found, nil
}

// Names lists the pages that can be rendered, in no order.
func (r *Renderer) Names() []string {
	var names []string
	for _, one := range r.pages[lang.Greek].Templates() {
		if name, ok := strings.CutPrefix(one.Name(), pagePrefix); ok {
			names = append(names, name)
		}
	}
	return names
}

// Sheet is the data of a page's template: its frame and, as .View, what the
// handler gave.
type Sheet struct {
	Frame
	Look Look
	View any

	Faults []Fault // what is wrong with the form, in the words of the page

	// What the page puts into the layout; the classes are empty where the usual
	// ones will do.
	Main, Scripts                  template.HTML
	HeaderWidth, Container, Column string
}

// Page renders s in the visitor's language and sends it with the headers that
// guard every page. A page that cannot be rendered becomes the page for 500,
// never half a page.
func (r *Renderer) Page(w http.ResponseWriter, req *http.Request, s Screen) {
	body, err := r.render(req, s)
	if err != nil && s.Name == "system/error" {
		r.look.Log.ErrorContext(req.Context(), "system page not rendered", "error", err)
		http.Error(w, strconv.Itoa(s.Status), s.Status)
		return
	}
	if err != nil {
		r.broken(w, req, fmt.Errorf("render %s: %w", s.Name, err))
		return
	}
	h := w.Header()
	r.guard(h)
	if s.Frame.Camera {
		h.Set("Permissions-Policy", features+"(self)")
	}
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", string(Language(req)))
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(s.Status)
	if _, err := w.Write(body); err != nil { //nolint:gosec // G705: html/template has escaped it
		r.look.Log.InfoContext(req.Context(), "page not sent", "error", err)
	}
}

func (r *Renderer) render(req *http.Request, s Screen) ([]byte, error) {
	frame := s.Frame.complete(req)
	all := r.pages[frame.Lang]
	if all == nil || all.Lookup(pagePrefix+s.Name) == nil {
		return nil, fmt.Errorf("no page of this name")
	}
	if frame.Title == "" {
		frame.Title = frame.Lang.Say(strings.ReplaceAll(s.Name, "/", ".")+".title", nil)
	}
	sheet := &Sheet{Frame: frame, Look: r.look, View: s.View, Faults: r.faults(frame)}
	if err := sheet.fill(all, s.Name); err != nil {
		return nil, err
	}
	var page bytes.Buffer
	if err := all.ExecuteTemplate(&page, "layout.html", sheet); err != nil {
		return nil, err
	}
	return page.Bytes(), nil
}

// fill renders the body of a page and the slots that it fills.
func (s *Sheet) fill(all *template.Template, name string) error {
	var fault error
	rendered := func(part string) string {
		if fault != nil || all.Lookup(part) == nil {
			return ""
		}
		var out strings.Builder
		fault = all.ExecuteTemplate(&out, part, s)
		return out.String()
	}
	s.HeaderWidth, s.Container, s.Column = rendered(headerSlot.of(name)), rendered(containerSlot.of(name)), rendered(columnSlot.of(name))
	s.Scripts = template.HTML(rendered(scriptsSlot.of(name))) //nolint:gosec // our own templates escaped it
	s.Main = template.HTML(rendered(pagePrefix + name))       //nolint:gosec // our own templates escaped it
	return fault
}

// Fault is one line of the summary of errors.
type Fault struct{ Field, Text string }

func (r *Renderer) faults(f Frame) []Fault {
	if f.Error == nil {
		return nil
	}
	var faults []Fault
	for _, one := range f.Error.All() {
		faults = append(faults, Fault{Field: one.Field, Text: r.sentence(f.Lang, one)})
	}
	return faults
}

// fault gives the sentence for one field; empty when nothing is wrong with it.
func (s *Sheet) fault(field string) string {
	for _, one := range s.Faults {
		if one.Field == field {
			return one.Text
		}
	}
	return ""
}
