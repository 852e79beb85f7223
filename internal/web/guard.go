package web

import (
	"net/http"
	"net/url"

	"myphoto/internal/httpx"
	"myphoto/internal/photo"
	"myphoto/internal/service/signin"
	"myphoto/internal/web/page"
	signinpages "myphoto/internal/web/signin"
)

// errFormLost refuses a form that was sent after the session had ended. Nothing is known
// of its sender, so nothing of it is kept.
var errFormLost = &photo.Error{Kind: photo.Unauthenticated, Code: "session-over"}

// errForeign refuses a form that another site sent.
var errForeign = &photo.Error{Kind: photo.Forbidden, Code: "foreign-origin"}

// gate wraps a handler in the check of its guard.
func (s *server) gate(guard page.Guard, next http.Handler) http.Handler {
	if guard == page.Public {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		v := s.visitor(req)
		switch {
		case v.Stage == signin.StageSignIn:
			s.redirectToSignIn(w, req)
		case guard == page.PendingSignIn:
			next.ServeHTTP(w, req)
		case v.Stage != signin.StageReady:
			s.redirect(w, req, signinpages.Next(v))
		case !allows(guard, v.Role):
			s.pages.Refuse(w, req, photo.ErrForbidden)
		default:
			next.ServeHTTP(w, req)
		}
	})
}

// allows reports whether a role may pass a guard. Whether a studio is still
// eligible and an employment still in force is checked where the operator is made.
func allows(guard page.Guard, role photo.Role) bool {
	switch guard {
	case page.SignedIn:
		return role != ""
	case page.Citizen:
		return role == photo.RoleCitizen
	case page.Studio:
		return role == photo.RolePhotographer || role == photo.RoleEmployee
	case page.StudioOwner:
		return role == photo.RolePhotographer
	default:
		return false
	}
}

// redirectToSignIn leads visitors who are not signed in to sign in and back to this
// page. A form that they sent is not repeated: the page says so.
func (s *server) redirectToSignIn(w http.ResponseWriter, req *http.Request) {
	if req.Method != http.MethodGet && req.Method != http.MethodHead {
		s.pages.Refuse(w, req, errFormLost)
		return
	}
	to := "/login"
	if signinpages.IsReturnPath(req.URL.Path) {
		to += "?" + url.Values{"to": {req.URL.Path}}.Encode()
	}
	s.redirect(w, req, to)
}

func (s *server) redirect(w http.ResponseWriter, req *http.Request, to string) {
	s.pages.Serve(func(*http.Request) (page.Reply, error) { return page.Redirect(to), nil }).ServeHTTP(w, req)
}

// rateLimit bounds how often one address may use a handler without being signed in.
func (s *server) rateLimit(name string, next page.Handler) page.Handler {
	throttle := httpx.NewThrottle(name, s.config.HTTP.Metrics, s.config.HTTP.Now)
	return func(req *http.Request) (page.Reply, error) {
		if err := throttle.Allow(req.Context()); err != nil {
			return nil, err
		}
		return next(req)
	}
}

// withVisitor gives the pages and the log of the request the visitor who is signed
// in.
func (s *server) withVisitor(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		v := s.sessions.Load(req.Context())
		if v.Visitor.Stage == signin.StageSignIn {
			next.ServeHTTP(w, req)
			return
		}
		httpx.LogOf(req.Context()).SetRole(string(v.Visitor.Role))
		who := page.Visitor{Person: v.Visitor.Person.FullName(), Several: v.Several && v.Visitor.Stage > signin.StageRole}
		if v.Visitor.Role != "" {
			who.Profile = page.Language(req).Say("profile."+string(v.Visitor.Role), nil)
		}
		if v.Visitor.Stage == signin.StageReady {
			who.Home = signinpages.Next(v.Visitor)
		}
		next.ServeHTTP(w, page.WithVisitor(req, who))
	})
}

// restoreLanguage restores, on the way back from the provider, the language in which
// the sign-in began: the provider knows a single address to return to.
func (s *server) restoreLanguage(next http.Handler) http.Handler {
	english := page.Languages(next)
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.URL.Path != signinpages.Callback || !s.sessions.Load(req.Context()).English {
			next.ServeHTTP(w, req)
			return
		}
		address := *req.URL
		address.Path, address.RawPath = "/en"+signinpages.Callback, ""
		copied := *req
		copied.URL = &address
		english.ServeHTTP(w, &copied)
	})
}

// refuseWith returns a handler that refuses every request.
func (s *server) refuseWith(refusal *photo.Error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) { s.pages.Refuse(w, req, refusal) })
}

// sessionError answers where a session cannot be read or saved.
func (s *server) sessionError(w http.ResponseWriter, req *http.Request, err error) {
	s.pages.Serve(func(*http.Request) (page.Reply, error) { return nil, err }).ServeHTTP(w, req)
}
