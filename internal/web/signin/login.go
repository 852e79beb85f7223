package signin

import (
	"context"
	"crypto/rand"
	"net/http"
	"strings"

	"myphoto/internal/httpx"
	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/service/signin"
	"myphoto/internal/web/page"
	"myphoto/internal/web/session"
)

// maxState bounds the state that comes back from the provider, in bytes.
const maxState = 256

// errNoCookie refuses a browser that comes back from the provider without any
// cookie: it keeps none, or the sign-in began in another browser.
var errNoCookie = &photo.Error{Kind: photo.Forbidden, Code: "login-cookies"}

// startSignIn starts a sign-in and sends the browser to the provider. ?to is the
// page to open afterwards, ?as=studio the wish to work as a photographer.
func (h *Handler) startSignIn(req *http.Request) (page.Reply, error) {
	s := h.Manager.Load(req.Context())
	goal := goalOf(req)
	if s.Visitor.Stage != signin.StageSignIn {
		return page.Redirect(h.continueTo(req.Context(), s, goal)), nil
	}
	if s.Browser == "" {
		s.Browser = rand.Text()
	}
	address, state, err := h.Service.StartSignIn(req.Context(), s.Browser)
	if err != nil {
		return nil, err
	}
	s.Begin(session.Begun{State: state, English: page.Language(req) == lang.English, Goal: goal})
	return page.ExternalRedirect(address), h.Manager.Save(req.Context(), s)
}

func goalOf(req *http.Request) session.Goal {
	query := req.URL.Query()
	goal := session.Goal{Studio: query.Get("as") == "studio"}
	if to := query.Get("to"); IsReturnPath(to) {
		goal.Wanted = to
	}
	return goal
}

// continueTo returns where somebody who is signed in goes on, also after a sign-in
// that began in another tab.
func (h *Handler) continueTo(ctx context.Context, s session.Session, goal session.Goal) string {
	switch {
	case s.Visitor.Stage != signin.StageReady:
		return Next(s.Visitor)
	case goal.Wanted != "":
		return goal.Wanted
	case goal.Studio && s.Visitor.Role == photo.RoleCitizen && s.Several:
		return "/profile"
	case goal.Studio && s.Visitor.Role == photo.RoleCitizen:
		return h.whyNotPhotographer(ctx, s.Visitor)
	default:
		return Next(s.Visitor)
	}
}

// completeSignIn takes the browser back from the provider.
func (h *Handler) completeSignIn(req *http.Request) (page.Reply, error) {
	s, query := h.Manager.Load(req.Context()), req.URL.Query()
	state := query.Get("state")
	begun, found := s.Find(state)
	switch {
	case len(req.Cookies()) == 0:
		return signInFailed(req, errNoCookie)
	case len(state) > maxState:
		return signInFailed(req, signin.ErrSignInState)
	case found && s.Visitor.Stage != signin.StageSignIn: // another tab was faster
		s.Forget(state)
		return page.Redirect(h.continueTo(req.Context(), s, begun.Goal)), h.Manager.Save(req.Context(), s)
	}
	if word := query.Get("error"); word != "" {
		return h.abortSignIn(req, s, word)
	}
	visitor, err := h.Service.CompleteSignIn(req.Context(), s.Browser, state, query.Get("code"))
	if err != nil {
		return signInFailed(req, err)
	}
	s.Forget(state)
	s.Browser, s.Visitor, s.Trouble, s.Several, s.Goal = "", visitor, session.Trouble{}, false, begun.Goal
	return h.identified(req, s)
}

// identified goes on with a person whom the provider has identified: past the
// one-time code in a browser that is remembered, unless the person wants something
// for which the code is always asked, and else with a code.
func (h *Handler) identified(req *http.Request, s session.Session) (page.Reply, error) {
	ctx := req.Context()
	if !h.wantsCitizen(s) {
		token, _ := h.Manager.Browser(ctx)
		var err error
		if s.Visitor, err = h.Service.Recognise(ctx, s.Visitor, token); err != nil {
			return nil, err
		}
		s.Several = s.Visitor.Stage > signin.StageRole
	}
	if err := h.sendOTP(ctx, &s); err != nil {
		return nil, err
	}
	return h.advance(req, s)
}

// wantsCitizen reports whether a sign-in leads to pages of the citizen.
func (h *Handler) wantsCitizen(s session.Session) bool {
	return s.StashedCode(h.Now()) != "" || s.Wanted == home(photo.RoleCitizen) || strings.HasPrefix(s.Wanted, home(photo.RoleCitizen)+"/")
}

// sendOTP sends a one-time code to a visitor who needs one. Why none was sent is
// kept for the page.
func (h *Handler) sendOTP(ctx context.Context, s *session.Session) error {
	if s.Visitor.Stage != signin.StageOTP {
		return nil
	}
	_, err := h.Service.SendOTP(ctx, s.Visitor)
	s.Trouble = session.Trouble{}
	if refusal, ok := httpx.Refusal(err); ok {
		s.Trouble, err = session.NewTrouble(refusal, h.Now()), nil
	}
	return err
}

// abortSignIn ends a sign-in that the provider or the person denied (RFC 6749
// §4.1.2.1).
func (h *Handler) abortSignIn(req *http.Request, s session.Session, word string) (page.Reply, error) {
	state := req.URL.Query().Get("state")
	if err := h.Service.AbortSignIn(req.Context(), s.Browser, state); err != nil {
		return signInFailed(req, err)
	}
	switch word {
	case "access_denied":
		return signInFailed(req, &photo.Error{Kind: photo.Forbidden, Code: "login-denied"})
	case "server_error", "temporarily_unavailable":
		return signInFailed(req, &photo.Error{Kind: photo.Unavailable, Code: "login-unavailable"})
	default: // it does not accept the service
		return signInFailed(req, &photo.Error{Kind: photo.Unavailable, Code: "login-refused"})
	}
}

// signInFailed returns the page of a sign-in that failed; it says why, and how to
// continue.
func signInFailed(req *http.Request, err error) (page.Reply, error) {
	refusal, ok := httpx.Refusal(err)
	if !ok {
		return nil, err
	}
	httpx.LogOf(req.Context()).SetOutcome(refusal.Code)
	reply := page.View("signin/problem", failedView{refusal.Code})
	if refusal.Is(signin.ErrLegalPerson) {
		reply.Name = "signin/legal"
	}
	reply.Status = httpx.Status(refusal.Kind)
	return reply, nil
}

// failedView holds the code of the refusal, which is the key of its sentence.
type failedView struct{ Code string }
