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
	pages  map[lang.Language]map[string]*template.Template
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
	r := &Renderer{look: look, pages: map[lang.Language]map[string]*template.Template{}}
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

func (r *Renderer) parse(l lang.Language, from fs.FS) (map[string]*template.Template, error) {
	around, err := template.New("layout").Funcs(r.funcs(l)).Option("missingkey=error").
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
		if _, err := around.New(name).Parse(text); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if l.Has(strings.ReplaceAll(name, "/", ".") + ".title") { // the others are pieces of pages
			bodies[name] = `{{template "title" .}}{{template "` + name + `" .}}`
		}
	}
	return assemble(around, bodies)
}

// assemble makes a page of each body, inside its own copy of what is around.
func assemble(around *template.Template, bodies map[string]string) (map[string]*template.Template, error) {
	pages := make(map[string]*template.Template, len(bodies))
	for name, body := range bodies {
		one, err := around.Clone()
		if err != nil {
			return nil, err
		}
		if _, err := one.New("main").Parse(body); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		pages[name] = one
	}
	return pages, nil
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
	for name := range r.pages[lang.Greek] {
		names = append(names, name)
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
	one, ok := r.pages[frame.Lang][s.Name]
	if !ok {
		return nil, fmt.Errorf("no page of this name")
	}
	if frame.Title == "" {
		frame.Title = frame.Lang.Say(strings.ReplaceAll(s.Name, "/", ".")+".title", nil)
	}
	sheet := &Sheet{Frame: frame, Look: r.look, View: s.View, Faults: r.faults(frame)}
	var page bytes.Buffer
	if err := one.ExecuteTemplate(&page, "layout.html", sheet); err != nil {
		return nil, err
	}
	return page.Bytes(), nil
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
