package signin

import (
	"crypto/rand"
	"net/http"

	"myphoto/internal/httpx"
	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/service/signin"
	"myphoto/internal/web/page"
	"myphoto/internal/web/session"
)

// maxState bounds the state that comes back from the provider, in bytes.
const maxState = 256

// startSignIn starts a sign-in and sends the browser to the provider. ?to is the
// page to open afterwards, ?as=studio the wish to work as a photographer.
func (h *Handler) startSignIn(req *http.Request) (page.Reply, error) {
	s := h.Manager.Load(req.Context())
	to := req.URL.Query().Get("to")
	if s.Visitor.Stage != signin.StageSignIn {
		if s.Visitor.Stage == signin.StageReady && IsReturnPath(to) {
			return page.Redirect(to), nil
		}
		return page.Redirect(Next(s.Visitor)), nil
	}
	if s.Browser == "" {
		s.Browser = rand.Text()
	}
	s.English, s.Studio, s.Wanted = page.Language(req) == lang.English, req.URL.Query().Get("as") == "studio", ""
	if IsReturnPath(to) {
		s.Wanted = to
	}
	address, err := h.Service.StartSignIn(req.Context(), s.Browser)
	if err != nil {
		return nil, err
	}
	return page.ExternalRedirect(address), h.Manager.Save(req.Context(), s)
}

// completeSignIn takes the browser back from the provider.
func (h *Handler) completeSignIn(req *http.Request) (page.Reply, error) {
	s, query := h.Manager.Load(req.Context()), req.URL.Query()
	state := query.Get("state")
	if len(state) > maxState {
		return signInFailed(signin.ErrSignInState)
	}
	if word := query.Get("error"); word != "" {
		return h.abortSignIn(req, s, word)
	}
	visitor, err := h.Service.CompleteSignIn(req.Context(), s.Browser, state, query.Get("code"))
	if err != nil {
		return signInFailed(err)
	}
	s.Browser, s.Visitor, s.Trouble, s.Several = "", visitor, "", false
	if visitor.Stage == signin.StageOTP {
		_, err = h.Service.SendOTP(req.Context(), visitor)
	}
	if refusal, ok := httpx.Refusal(err); ok {
		s.Trouble, err = refusal.Code, nil
	}
	if err != nil {
		return nil, err
	}
	return h.advance(req, s)
}

// abortSignIn ends a sign-in that the provider or the person denied (RFC 6749
// §4.1.2.1).
func (h *Handler) abortSignIn(req *http.Request, s session.Session, word string) (page.Reply, error) {
	state := req.URL.Query().Get("state")
	if err := h.Service.AbortSignIn(req.Context(), s.Browser, state); err != nil {
		return signInFailed(err)
	}
	if word == "access_denied" {
		return signInFailed(&photo.Error{Kind: photo.Forbidden, Code: "login-denied"})
	}
	return signInFailed(&photo.Error{Kind: photo.Unavailable, Code: "login-unavailable"})
}

// signInFailed returns the page of a sign-in that failed; it says why, and how to
// continue.
func signInFailed(err error) (page.Reply, error) {
	refusal, ok := httpx.Refusal(err)
	if !ok {
		return nil, err
	}
	reply := page.View("signin/problem", failedView{refusal.Code})
	if refusal.Is(signin.ErrLegalPerson) {
		reply.Name = "signin/legal"
	}
	reply.Status = httpx.Status(refusal.Kind)
	return reply, nil
}

// failedView holds the code of the refusal, which is the key of its sentence.
type failedView struct{ Code string }
