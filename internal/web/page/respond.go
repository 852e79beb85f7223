package page

import (
	"cmp"
	"crypto/rand"
	"errors"
	"maps"
	"mime"
	"net/http"
	"strconv"

	"myphoto/internal/httpx"
	"myphoto/internal/lang"
	"myphoto/internal/photo"
)

// Serve returns an http.Handler of h. It sends the reply, or turns an error into
// the same form again, a system page, or a reference.
func (r *Renderer) Serve(h Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		reply, err := h(req)
		switch {
		case err != nil:
			r.renderRefusal(w, req, reply, err)
		case reply == nil:
			r.internalError(w, req, errors.New("handler returned nothing"))
		default:
			reply.send(r, w, req)
		}
	})
}

func (r *Renderer) renderRefusal(w http.ResponseWriter, req *http.Request, reply Reply, err error) {
	refusal, ok := httpx.Refusal(err)
	if !ok {
		r.internalError(w, req, err)
		return
	}
	log := httpx.LogOf(req.Context())
	log.SetOutcome(refusal.Code)
	if refusal.Kind == photo.Unavailable {
		log.SetError(err) // the operator must learn what is unavailable
	}
	httpx.SetRetryAfter(w.Header(), refusal.RetryAfter)
	if form, ok := reply.(Page); ok {
		form.Layout.Error, form.Status = refusal, httpx.Status(refusal.Kind)
		form.send(r, w, req)
		return
	}
	if answer, ok := reply.(Answer); ok {
		refused := Layout{Lang: Language(req), Error: refusal}
		answer.Faults, answer.Status = append(r.fieldErrors(refused), answer.Faults...), httpx.Status(refusal.Kind)
		answer.send(r, w, req)
		return
	}
	r.Refuse(w, req, refusal)
}

// ByScript reports whether a script sent a request, and reads JSON instead of a page.
func ByScript(req *http.Request) bool {
	kind, _, err := mime.ParseMediaType(req.Header.Get("Accept"))
	return err == nil && kind == "application/json"
}

// Refuse sends the system page of a refusal; guards use it. Of a missing right a script
// gets the sentence alone, as an [Answer]: the page that it runs on may have been opened
// under that right.
func (r *Renderer) Refuse(w http.ResponseWriter, req *http.Request, refusal *photo.Error) {
	httpx.LogOf(req.Context()).SetOutcome(refusal.Code)
	l, status := Language(req), httpx.Status(refusal.Kind)
	shown := errorPage{Status: status}
	key, profile := "system."+strconv.Itoa(status), VisitorOf(req).Profile
	switch {
	case l.Has(refusal.Code):
		shown.Body = r.sentence(l, refusal)
	case refusal.RetryAfter > 0 && l.Has(key+".time"):
		shown.Body = l.Say(key+".time", map[string]any{"time": r.config.Now().Add(refusal.RetryAfter)})
	case refusal.Kind == photo.Forbidden && profile != "":
		shown.Body = l.Say(key+".profile", map[string]any{"p": profile})
	}
	if refusal.Kind == photo.Forbidden && ByScript(req) {
		text := cmp.Or(shown.Body, l.Say(key+".body", nil))
		Answer{Faults: []FieldError{{Text: text}}, Status: status}.send(r, w, req)
		return
	}
	r.renderError(w, req, shown)
}

// internalError answers an error that is not a refusal: the cause is logged, and
// the visitor gets the reference of the log line.
func (r *Renderer) internalError(w http.ResponseWriter, req *http.Request, err error) {
	reference := rand.Text()[:8]
	r.config.Log.ErrorContext(req.Context(), "request failed", "reference", reference, "method", req.Method, "error", err)
	r.renderError(w, req, errorPage{Status: http.StatusInternalServerError, Reference: reference})
}

// errorPage is the view of the template system/error.
type errorPage struct {
	Status    int
	Body      string // empty: the sentence of the status
	Reference string
}

// Key returns the prefix of the keys of the status.
func (s errorPage) Key() string { return "system." + strconv.Itoa(s.Status) }

// renderError sends a system page. Its link to the other language leads to the start:
// the address may be anything that a stranger made up.
func (r *Renderer) renderError(w http.ResponseWriter, req *http.Request, shown errorPage) {
	l := Language(req)
	if shown.Body == "" {
		shown.Body = l.Say(shown.Key()+".body", nil)
	}
	r.Page(w, req, Page{
		Name: "system/error", View: shown, Status: shown.Status,
		Layout: Layout{Title: l.Say(shown.Key()+".title", nil), Path: "/"},
	})
}

// sentence puts a refusal into words. {time} in a sentence is the moment from which
// trying again makes sense.
func (r *Renderer) sentence(l lang.Language, refusal *photo.Error) string {
	args := refusal.Args
	if _, given := args["time"]; !given && refusal.RetryAfter > 0 {
		args = map[string]any{"time": r.config.Now().Add(refusal.RetryAfter)}
		maps.Copy(args, refusal.Args)
	}
	return l.Say(refusal.Code, args)
}
