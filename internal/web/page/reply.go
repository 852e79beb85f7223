package page

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"myphoto/internal/httpx"
	"myphoto/internal/photo"
)

// Reply is what a handler returns: a [Page], a [Redirect], an [ExternalRedirect],
// a [File], a [Stream], an [Answer] or [NoContent].
type Reply interface {
	send(r *Renderer, w http.ResponseWriter, req *http.Request)
}

// Page is a page: the name of its template, its data, the layout around it.
// Status zero means 200. Open says that the page holds the same for everybody and
// no secret: it may be compressed (docs/decisions/0015-compression.md).
type Page struct {
	Name   string
	View   any
	Layout Layout
	Status int
	Open   bool
}

// View returns a page in the default layout.
func View(name string, view any) Page { return Page{Name: name, View: view} }

// OpenView returns a page that holds the same for everybody, in the default layout.
func OpenView(name string, view any) Page { return Page{Name: name, View: view, Open: true} }

func (s Page) send(r *Renderer, w http.ResponseWriter, req *http.Request) {
	if s.Status == 0 {
		s.Status = http.StatusOK
	}
	r.Page(w, req, s)
}

// Redirect answers 303 to a path of ours, without /en: the answer to every form
// that changed something.
type Redirect string

func (to Redirect) send(r *Renderer, w http.ResponseWriter, req *http.Request) {
	path := string(to)
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.HasPrefix(path, `/\`) {
		r.internalError(w, req, fmt.Errorf("redirect does not lead to a path of ours"))
		return
	}
	r.seeOther(w, Localise(Language(req), path))
}

// ExternalRedirect answers 303 to another host, after a GET only: browsers apply
// our form-action also to redirects after a form.
type ExternalRedirect string

func (to ExternalRedirect) send(r *Renderer, w http.ResponseWriter, _ *http.Request) {
	r.seeOther(w, string(to))
}

func (r *Renderer) seeOther(w http.ResponseWriter, to string) {
	r.setSecurityHeaders(w.Header())
	w.Header().Del("Cross-Origin-Opener-Policy") // WebKit hangs when Back meets a redirect to another site that has one
	w.Header().Set("Location", to)
	w.Header().Set("X-Robots-Tag", "noindex")
	w.WriteHeader(http.StatusSeeOther)
}

// NoContent answers 204, to scripts. Left is how long the session lasts when nothing
// more happens.
type NoContent struct{ Left time.Duration }

func (n NoContent) send(r *Renderer, w http.ResponseWriter, _ *http.Request) {
	r.setSecurityHeaders(w.Header())
	w.Header().Set("Myphoto-Session-Left", strconv.Itoa(int(n.Left/time.Second)))
	w.WriteHeader(http.StatusNoContent)
}

// Answer is the JSON that a script gets instead of a page when it sends a form: an
// object of the facts, with "faults", the sentences of what was wrong, each at its field.
// Status zero means 200; a refusal sets it, and adds its own faults. The header
// Myphoto-Session-Left says how many seconds the session lasts from now.
type Answer struct {
	Facts  map[string]any // may be nil; "faults" is not among them
	Faults []FieldError
	Status int
}

func (a Answer) send(r *Renderer, w http.ResponseWriter, req *http.Request) {
	told := map[string]any{}
	maps.Copy(told, a.Facts)
	told["faults"] = append([]FieldError{}, a.Faults...)
	body, err := json.Marshal(told)
	if err != nil {
		r.internalError(w, req, fmt.Errorf("write answer: %w", err))
		return
	}
	r.setSecurityHeaders(w.Header())
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Myphoto-Session-Left", strconv.Itoa(int(VisitorOf(req).Left/time.Second)))
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(max(a.Status, http.StatusOK))
	if _, err := w.Write(body); err != nil {
		r.config.Log.InfoContext(req.Context(), "answer not sent", "error", err)
	}
}

// File is a small file, whole in memory. With a Name it is saved, without one it is
// shown. It is never cached.
type File struct {
	Type string // media type
	Name string // file name offered for saving
	Data []byte
}

func (f File) send(r *Renderer, w http.ResponseWriter, req *http.Request) {
	r.setFileHeaders(w.Header(), f.Type, f.Name)
	w.Header().Set("Content-Length", strconv.Itoa(len(f.Data)))
	if _, err := w.Write(f.Data); err != nil {
		r.config.Log.InfoContext(req.Context(), "file not sent", "error", err)
	}
}

// Stream is a file that is made, or decrypted, while it is sent: it takes little
// memory, however slowly it is read. With a Name it is saved, without one it is
// shown. It is never cached.
type Stream struct {
	Type  string
	Name  string
	Bytes int64 // size of the file; zero: not known before
	Write func(io.Writer) error
	Close func() // called once, in the end; may be nil
}

// Picture returns the reply that shows a picture.
func Picture(p photo.Picture) Stream {
	return Stream{
		Type: p.MediaType, Bytes: p.Bytes,
		Write: func(w io.Writer) error { _, err := io.Copy(w, p.Content); return err },
		Close: func() { _ = p.Content.Close() },
	}
}

func (s Stream) send(r *Renderer, w http.ResponseWriter, req *http.Request) {
	if s.Close != nil {
		defer s.Close()
	}
	r.setFileHeaders(w.Header(), s.Type, s.Name)
	if s.Bytes > 0 {
		w.Header().Set("Content-Length", strconv.FormatInt(s.Bytes, 10))
	}
	if req.Method == http.MethodHead {
		return
	}
	client := &httpx.ConnectionWriter{Writer: w}
	err := s.Write(client)
	if err == nil {
		return
	}
	level := slog.LevelError
	if client.Left {
		level = slog.LevelInfo
	}
	r.config.Log.Log(req.Context(), level, "file not sent", "error", err)
	// The connection is cut, so that half a file is not taken for a whole one.
	panic(http.ErrAbortHandler)
}

func (r *Renderer) setFileHeaders(h http.Header, mediaType, name string) {
	r.setSecurityHeaders(h)
	h.Set("Content-Type", mediaType)
	disposition := "inline"
	if name != "" {
		disposition = mime.FormatMediaType("attachment", map[string]string{"filename": name})
	}
	h.Set("Content-Disposition", disposition)
}
