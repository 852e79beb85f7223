package page

import (
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// Reply is what a handler answers: a [Screen], a [Redirect], [Away], a [File],
// a [Stream] or [Nothing].
type Reply interface {
	send(r *Renderer, w http.ResponseWriter, req *http.Request)
}

// Screen is a page: the name of its template, its data, the frame around it.
// Status zero means 200.
type Screen struct {
	Name   string
	View   any
	Frame  Frame
	Status int
}

// View is a Screen in the default frame.
func View(name string, view any) Screen { return Screen{Name: name, View: view} }

func (s Screen) send(r *Renderer, w http.ResponseWriter, req *http.Request) {
	if s.Status == 0 {
		s.Status = http.StatusOK
	}
	r.Page(w, req, s)
}

// Redirect leads to a path of ours, without /en, by 303: the answer to every
// form that changed something.
type Redirect string

func (to Redirect) send(r *Renderer, w http.ResponseWriter, req *http.Request) {
	path := string(to)
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.HasPrefix(path, `/\`) {
		r.broken(w, req, fmt.Errorf("redirect does not lead to a path of ours"))
		return
	}
	r.lead(w, Localise(Language(req), path))
}

// Away leads to another host by 303, in answer to a GET only: browsers apply
// our form-action also to redirects after a form.
type Away string

func (to Away) send(r *Renderer, w http.ResponseWriter, _ *http.Request) { r.lead(w, string(to)) }

func (r *Renderer) lead(w http.ResponseWriter, to string) {
	r.guard(w.Header())
	w.Header().Set("Location", to)
	w.Header().Set("X-Robots-Tag", "noindex")
	w.WriteHeader(http.StatusSeeOther)
}

// Nothing answers 204, to scripts.
type Nothing struct{}

func (Nothing) send(r *Renderer, w http.ResponseWriter, _ *http.Request) {
	r.guard(w.Header())
	w.WriteHeader(http.StatusNoContent)
}

// File is a whole file in memory. With a Name it is saved, without one it is
// shown. It is never cached.
type File struct {
	Type string // media type
	Name string // file name offered for saving
	Data []byte
}

func (f File) send(r *Renderer, w http.ResponseWriter, req *http.Request) {
	r.offer(w.Header(), f.Type, f.Name)
	w.Header().Set("Content-Length", strconv.Itoa(len(f.Data)))
	if _, err := w.Write(f.Data); err != nil {
		r.look.Log.InfoContext(req.Context(), "file not sent", "error", err)
	}
}

// Stream is a file made while it is sent, never stored.
type Stream struct {
	Type  string
	Name  string
	Write func(io.Writer) error
}

func (s Stream) send(r *Renderer, w http.ResponseWriter, req *http.Request) {
	r.offer(w.Header(), s.Type, s.Name)
	if err := s.Write(w); err != nil {
		r.look.Log.ErrorContext(req.Context(), "stream broke", "error", err)
		// The connection is cut, so that half a file is not taken for a whole one.
		panic(http.ErrAbortHandler)
	}
}

func (r *Renderer) offer(h http.Header, mediaType, name string) {
	r.guard(h)
	h.Set("Content-Type", mediaType)
	disposition := "inline"
	if name != "" {
		disposition = mime.FormatMediaType("attachment", map[string]string{"filename": name})
	}
	h.Set("Content-Disposition", disposition)
}
