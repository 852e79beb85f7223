package page

import (
	"crypto/rand"
	"errors"
	"maps"
	"net/http"
	"strconv"

	"myphoto/internal/httpx"
	"myphoto/internal/lang"
	"myphoto/internal/photo"
)

// Serve makes an http.Handler of h: sends its reply, or turns its refusal into
// the same form again, a system page, or a reference.
func (r *Renderer) Serve(h Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		reply, err := h(req)
		switch {
		case err != nil:
			r.refuse(w, req, reply, err)
		case reply == nil:
			r.broken(w, req, errors.New("handler answered nothing"))
		default:
			reply.send(r, w, req)
		}
	})
}

func (r *Renderer) refuse(w http.ResponseWriter, req *http.Request, reply Reply, err error) {
	var limit *http.MaxBytesError
	if errors.As(err, &limit) {
		err = &photo.Error{Kind: photo.TooLarge}
	}
	refusal, ok := errors.AsType[*photo.Error](err)
	if !ok {
		r.broken(w, req, err)
		return
	}
	record := httpx.LogOf(req.Context())
	record.SetOutcome(refusal.Code)
	if refusal.Kind == photo.Unavailable {
		record.SetError(err) // the operator must learn what is down
	}
	httpx.SetRetryAfter(w.Header(), refusal.RetryAfter)
	if form, again := reply.(Screen); again {
		form.Frame.Error, form.Status = refusal, httpx.Status(refusal.Kind)
		form.send(r, w, req)
		return
	}
	r.Refuse(w, req, refusal)
}

// Refuse shows the system page of a refusal; guards use it.
func (r *Renderer) Refuse(w http.ResponseWriter, req *http.Request, refusal *photo.Error) {
	l, status := Language(req), httpx.Status(refusal.Kind)
	shown := sysPage{Status: status}
	key, profile := "system."+strconv.Itoa(status), Visiting(req).Profile
	switch {
	case l.Has(refusal.Code):
		shown.Body = r.sentence(l, refusal)
	case refusal.RetryAfter > 0 && l.Has(key+".time"):
		shown.Body = l.Say(key+".time", map[string]any{"time": r.look.Now().Add(refusal.RetryAfter)})
	case refusal.Kind == photo.Forbidden && profile != "":
		shown.Body = l.Say(key+".profile", map[string]any{"p": profile})
	}
	r.system(w, req, shown)
}

// broken is the answer to every error that is not a refusal: the cause goes to
// the log, the visitor gets the reference under which it stands there.
func (r *Renderer) broken(w http.ResponseWriter, req *http.Request, err error) {
	reference := rand.Text()[:8]
	r.look.Log.ErrorContext(req.Context(), "request failed", "reference", reference, "method", req.Method, "error", err)
	r.system(w, req, sysPage{Status: http.StatusInternalServerError, Reference: reference})
}

// sysPage is the view of the template system/error.
type sysPage struct {
	Status    int
	Body      string // empty: the sentence of the status
	Reference string
}

// Key is the stem of the sentences of the status.
func (s sysPage) Key() string { return "system." + strconv.Itoa(s.Status) }

func (r *Renderer) system(w http.ResponseWriter, req *http.Request, shown sysPage) {
	l := Language(req)
	if shown.Body == "" {
		shown.Body = l.Say(shown.Key()+".body", nil)
	}
	r.Page(w, req, Screen{
		Name: "system/error", View: shown, Status: shown.Status,
		Frame: Frame{Title: l.Say(shown.Key()+".title", nil)},
	})
}

// sentence says a refusal. A sentence that names {time} gets the moment when
// trying again makes sense.
func (r *Renderer) sentence(l lang.Language, refusal *photo.Error) string {
	args := refusal.Args
	if _, given := args["time"]; !given && refusal.RetryAfter > 0 {
		args = map[string]any{"time": r.look.Now().Add(refusal.RetryAfter)}
		maps.Copy(args, refusal.Args)
	}
	return l.Say(refusal.Code, args)
}
