package signin

import (
	"crypto/rand"
	"errors"
	"net/http"

	"myphoto/internal/httpx"
	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/service"
	"myphoto/internal/web/page"
	"myphoto/internal/web/session"
)

// maxState bounds the state that comes back from the provider, in bytes.
const maxState = 256

// begin starts a sign-in and sends the browser to the provider. ?to is the
// page to open afterwards, ?as=studio the wish to work as a photographer.
func (r *Room) begin(req *http.Request) (page.Reply, error) {
	v := r.Visits.Open(req.Context())
	to := req.URL.Query().Get("to")
	if v.Visitor.Stage != service.StageSignIn {
		if v.Visitor.Stage == service.StageReady && Ours(to) {
			return page.Redirect(to), nil
		}
		return page.Redirect(Next(v.Visitor)), nil
	}
	if v.Browser == "" {
		v.Browser = rand.Text()
	}
	v.English, v.Studio, v.Wanted = page.Language(req) == lang.English, req.URL.Query().Get("as") == "studio", ""
	if Ours(to) {
		v.Wanted = to
	}
	address, err := r.Sessions.Begin(req.Context(), v.Browser)
	if err != nil {
		return nil, err
	}
	return page.Away(address), r.Visits.Save(req.Context(), v)
}

// finish is where the browser comes back to.
func (r *Room) finish(req *http.Request) (page.Reply, error) {
	v, query := r.Visits.Open(req.Context()), req.URL.Query()
	state := query.Get("state")
	if len(state) > maxState {
		return problem(service.ErrSignInState)
	}
	if word := query.Get("error"); word != "" {
		return r.denied(req, v, word)
	}
	visitor, err := r.Sessions.Finish(req.Context(), v.Browser, state, query.Get("code"))
	if err != nil {
		return problem(err)
	}
	v.Browser, v.Visitor, v.Trouble, v.Several = "", visitor, "", false
	if visitor.Stage == service.StageOTP {
		_, err = r.Sessions.SendOTP(req.Context(), visitor)
	}
	if refusal, ok := errors.AsType[*photo.Error](err); ok {
		v.Trouble, err = refusal.Code, nil
	}
	if err != nil {
		return nil, err
	}
	return r.goOn(req, v)
}

// denied ends a sign-in to which the provider or the person said no (RFC 6749
// §4.1.2.1).
func (r *Room) denied(req *http.Request, v session.Visit, word string) (page.Reply, error) {
	state := req.URL.Query().Get("state")
	if err := r.Sessions.Denied(req.Context(), v.Browser, state); err != nil {
		return problem(err)
	}
	if word == "access_denied" {
		return problem(&photo.Error{Kind: photo.Forbidden, Code: "login-denied"})
	}
	return problem(&photo.Error{Kind: photo.Unavailable, Code: "login-unavailable"})
}

// problem is the page of a sign-in that came to nothing; it says why, and how
// to go on.
func problem(err error) (page.Reply, error) {
	refusal, ok := errors.AsType[*photo.Error](err)
	if !ok {
		return nil, err
	}
	screen := page.View("entry/problem", problemView{refusal.Code})
	if refusal.Is(service.ErrLegalPerson) {
		screen.Name = "entry/legal"
	}
	screen.Status = httpx.Status(refusal.Kind)
	return screen, nil
}

// problemView has the code of the refusal, which is the key of its sentence.
type problemView struct{ Code string }
