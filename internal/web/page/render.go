package page

import (
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
	config Config
	pages  map[lang.Language]*template.Template // per language: all pages and the layout
	assets assets
	scope  scopeMark
}

// New parses every template in both languages and prepares the assets. A fault in
// them is an error, so that a broken page is noticed at start and not by a visitor.
func New(look Config) (*Renderer, error) { return newFrom(look, files.Files) }

func newFrom(look Config, from fs.FS) (*Renderer, error) {
	look, err := look.withDefaults()
	if err != nil {
		return nil, err
	}
	r := &Renderer{config: look, pages: map[lang.Language]*template.Template{}, scope: newScopeMark()}
	if r.assets, err = packAssets(look.Logo); err != nil {
		return nil, fmt.Errorf("pack assets: %w", err)
	}
	for _, l := range lang.Languages() {
		if r.pages[l], err = r.parse(l, from); err != nil {
			return nil, fmt.Errorf("parse templates: %w", err)
		}
	}
	return r, nil
}

// parse puts everything of one language into one set: sixty pages that each had a
// copy of their surroundings took forty megabytes.
func (r *Renderer) parse(l lang.Language, from fs.FS) (*template.Template, error) {
	all, err := template.New("layout").Funcs(r.funcs(l)).Option("missingkey=error").
		ParseFS(from, "layout.html", "part/*.html")
	if err != nil {
		return nil, err
	}
	bodies, err := readTemplates(from, "*/*.html", "")
	if err != nil {
		return nil, err
	}
	texts, err := readTemplates(from, "text/"+string(l)+"/*.html", "text/")
	if err != nil {
		return nil, err
	}
	for name, text := range texts {
		if _, err := all.New(name).Parse(text); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if l.Has(strings.ReplaceAll(name, "/", ".") + ".title") { // the others are parts of pages
			bodies[name] = `{{template "title" .}}{{template "` + name + `" .}}`
		}
	}
	for name, body := range bodies {
		if err := addPage(all, name, body); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return all, nil
}

// pagePrefix distinguishes the body of a page from a text of the same name.
const pagePrefix = "page "

// scripts is the {{define}} by which a page adds to the head of the layout.
const scripts = "scripts"

func scriptsOf(page string) string { return scripts + " of " + page }

// addPage parses the body of a page into the set. What it defines as "scripts" is
// stored under a name of its own, because the next page defines it again.
func addPage(all *template.Template, name, body string) error {
	if _, err := all.New(scripts).Parse(`{{""}}`); err != nil { // an empty text would not replace the one before
		return err
	}
	if _, err := all.New(pagePrefix + name).Parse(body); err != nil {
		return err
	}
	_, err := all.AddParseTree(scriptsOf(name), all.Lookup(scripts).Tree.Copy())
	return err
}

// readTemplates returns the files that match, except components, by the name of
// their page: the path without .html, or prefix and the last element of it.
func readTemplates(from fs.FS, pattern, prefix string) (map[string]string, error) {
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

// Names lists the pages that can be rendered, unsorted.
func (r *Renderer) Names() []string {
	var names []string
	for _, one := range r.pages[lang.Greek].Templates() {
		if name, ok := strings.CutPrefix(one.Name(), pagePrefix); ok {
			names = append(names, name)
		}
	}
	return names
}

// Data is the data of a page's template: its layout and, as .View, the struct of the
// handler.
type Data struct {
	Layout
	Config Config
	View   any

	FieldErrors []FieldError // what is wrong with the form, in words

	Main, Scripts template.HTML // what the page puts into the layout
}

// Page renders p in the visitor's language and sends it with the security headers
// of every page. A page that cannot be rendered becomes the page for 500, never
// half a page.
func (r *Renderer) Page(w http.ResponseWriter, req *http.Request, p Page) {
	body, err := r.render(req, p)
	if err != nil && p.Name == "system/error" {
		r.config.Log.ErrorContext(req.Context(), "system page not rendered", "error", err)
		http.Error(w, strconv.Itoa(p.Status), p.Status)
		return
	}
	if err != nil {
		r.internalError(w, req, fmt.Errorf("render %s: %w", p.Name, err))
		return
	}
	h := w.Header()
	r.setSecurityHeaders(h)
	if p.Layout.Camera {
		h.Set("Permissions-Policy", permissions+"(self)")
	}
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", string(Language(req)))
	if p.Open && VisitorOf(req).Person == "" {
		body = compress(h, req, body)
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(p.Status)
	if _, err := w.Write(body); err != nil { //nolint:gosec // G705: html/template has escaped it
		r.config.Log.InfoContext(req.Context(), "page not sent", "error", err)
	}
}

// compress returns the body as the browser wants it, and says so in the header.
func compress(h http.Header, req *http.Request, body []byte) []byte {
	h.Set("Vary", "Accept-Encoding")
	if !acceptsGzip(req) {
		return body
	}
	zipped, err := zip(body)
	if err != nil {
		return body
	}
	h.Set("Content-Encoding", "gzip")
	return zipped
}

func (r *Renderer) render(req *http.Request, p Page) ([]byte, error) {
	layout := p.Layout.withRequest(req)
	all := r.pages[layout.Lang]
	if all == nil || all.Lookup(pagePrefix+p.Name) == nil {
		return nil, fmt.Errorf("no page of this name")
	}
	if layout.Title == "" {
		layout.Title = layout.Lang.Say(strings.ReplaceAll(p.Name, "/", ".")+".title", nil)
	}
	data := &Data{Layout: layout, Config: r.config, View: p.View, FieldErrors: r.fieldErrors(layout)}
	if err := data.fill(all, p.Name); err != nil {
		return nil, err
	}
	data.Main = template.HTML(r.scope.resolve(string(data.Main), layout.Minor)) //nolint:gosec // an id, in the place of the mark
	var out strings.Builder
	if err := all.ExecuteTemplate(&out, "layout.html", data); err != nil {
		return nil, err
	}
	return []byte(r.scope.resolve(out.String(), "")), nil // around the page stand the links of who acts
}

// fill renders the body of a page and its scripts.
func (d *Data) fill(all *template.Template, name string) error {
	var err error
	rendered := func(part string) string {
		if err != nil {
			return ""
		}
		var out strings.Builder
		err = all.ExecuteTemplate(&out, part, d)
		return out.String()
	}
	d.Scripts = template.HTML(rendered(scriptsOf(name))) //nolint:gosec // our own templates escaped it
	d.Main = template.HTML(rendered(pagePrefix + name))  //nolint:gosec // our own templates escaped it
	return err
}

// FieldError is one line of the summary of errors. Without a Field it concerns the form
// as a whole.
type FieldError struct {
	Field string `json:"field"`
	Text  string `json:"text"`
}

func (r *Renderer) fieldErrors(f Layout) []FieldError {
	if f.Error == nil {
		return nil
	}
	var faults []FieldError
	for _, one := range f.Error.All() {
		faults = append(faults, FieldError{Field: one.Field, Text: r.sentence(f.Lang, one)})
	}
	return faults
}

// fieldError returns the sentence for one field; empty where nothing is wrong with
// it.
func (d *Data) fieldError(field string) string {
	for _, one := range d.FieldErrors {
		if one.Field == field {
			return one.Text
		}
	}
	return ""
}
