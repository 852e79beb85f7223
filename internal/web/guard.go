package web

import (
	"mime"
	"net/http"
	"net/url"

	"myphoto/internal/httpx"
	"myphoto/internal/photo"
	"myphoto/internal/service/signin"
	"myphoto/internal/web/form"
	"myphoto/internal/web/page"
	signinpages "myphoto/internal/web/signin"
)

// Refusals of a form that was sent after the session had ended. Nothing is known of its
// sender, so the service keeps nothing of it; a form without files comes back with what
// was typed.
var (
	errFormLost = &photo.Error{Kind: photo.Unauthenticated, Code: "session-over"}
	errFormBack = &photo.Error{Kind: photo.Unauthenticated, Code: "session-over.back"}
)

// Refusals of requests that no page of ours makes.
var (
	errForeign = &photo.Error{Kind: photo.Forbidden, Code: "foreign-origin"} // a form that another site sent
	errHost    = &photo.Error{Kind: photo.Forbidden, Code: "host-unknown"}   // a form sent under another host name
)

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
			s.enter(w, req, next)
		case v.Stage != signin.StageReady:
			s.redirect(w, req, signinpages.Next(v))
		case !allows(guard, v.Role):
			s.refuseRole(w, req, guard)
		default:
			s.enter(w, req, next)
		}
	})
}

// enter lets a visitor in. What a person asked for is a sign that somebody is here.
func (s *server) enter(w http.ResponseWriter, req *http.Request, next http.Handler) {
	if !byPerson(req) {
		next.ServeHTTP(w, req)
		return
	}
	if err := s.sessions.Touch(req.Context()); err != nil {
		s.sessionError(w, req, err)
		return
	}
	next.ServeHTTP(w, page.WithVisitor(req, s.shown(req)))
}

// backgroundHeader marks the requests that a page of ours makes by itself.
const backgroundHeader = "Myphoto-Background"

// byPerson reports whether a person made a request: opened a page or sent a form.
// What a page fetches by itself, its pictures and what a browser loads ahead is no
// sign that somebody sits there. Older browsers do not say what a request is for
// (Fetch Metadata).
func byPerson(req *http.Request) bool {
	if req.Header.Get(backgroundHeader) != "" || req.Header.Get("Sec-Purpose") != "" {
		return false
	}
	mode := req.Header.Get("Sec-Fetch-Mode")
	return mode == "" || mode == "navigate" || (req.Method != http.MethodGet && req.Method != http.MethodHead)
}

// refuseRole refuses a visitor whose role may not pass the guard. Whoever opens the
// studio and has closed it, by the business register, is told that.
func (s *server) refuseRole(w http.ResponseWriter, req *http.Request, guard page.Guard) {
	if guard == page.Studio && req.Method == http.MethodGet && s.closedPhotographer(req) {
		s.redirect(w, req, "/studio/not-eligible")
		return
	}
	s.pages.Serve(func(req *http.Request) (page.Reply, error) {
		return nil, s.config.SignIn.Forbid(req.Context(), s.visitor(req))
	}).ServeHTTP(w, req)
}

// closedPhotographer reports whether the business register has said of the visitor
// that the business is closed or has no photographic activity. No page waits for it.
func (s *server) closedPhotographer(req *http.Request) bool {
	closed, err := s.config.SignIn.Closed(req.Context(), s.visitor(req))
	return err == nil && closed
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

// formBack is a form that was sent after the session had ended, to be sent once more.
type formBack struct {
	Action string
	Fields url.Values
}

// agreements returns the fields by which a person agrees to something, or confirms it. They do
// not come back: whoever sends the form then may be somebody else, and is asked.
func agreements() []string { return []string{"agreed", "acknowledged", "confirm", "consent"} }

// returnForm refuses a form that was sent after the session had ended.
func returnForm(req *http.Request) (page.Reply, error) {
	if media, _, _ := mime.ParseMediaType(req.Header.Get("Content-Type")); media != "application/x-www-form-urlencoded" {
		return nil, errFormLost
	}
	req.Body = http.MaxBytesReader(nil, req.Body, form.MaxSmall)
	if req.ContentLength > form.MaxSmall || req.ParseForm() != nil || len(req.PostForm) == 0 {
		return nil, errFormLost
	}
	for _, name := range agreements() {
		req.PostForm.Del(name)
	}
	return page.View("system/form-back", formBack{req.URL.Path, req.PostForm}), errFormBack
}

// redirectToSignIn leads visitors who are not signed in to sign in and back to this
// page. A form that they sent is not repeated: the page gives it back.
func (s *server) redirectToSignIn(w http.ResponseWriter, req *http.Request) {
	if req.Method != http.MethodGet && req.Method != http.MethodHead {
		s.pages.Serve(returnForm).ServeHTTP(w, req)
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
		v := s.visitor(req)
		if v.Stage == signin.StageSignIn {
			next.ServeHTTP(w, req)
			return
		}
		httpx.LogOf(req.Context()).SetRole(string(v.Role))
		next.ServeHTTP(w, page.WithVisitor(req, s.shown(req)))
	})
}

// shown returns what the pages show of the visitor who is signed in.
func (s *server) shown(req *http.Request) page.Visitor {
	v := s.sessions.Load(req.Context())
	who := page.Visitor{
		Person: v.Visitor.Person.FullName(), Several: v.Several && v.Visitor.Stage > signin.StageRole,
		Left: s.sessions.Left(v), TimedOut: signinpages.TimedOut(v), FormKey: s.config.SignIn.FormKey(v.Visitor),
	}
	if v.Visitor.Role != "" && v.Visitor.Stage > signin.StageRole {
		who.Profile = page.Language(req).Say("profile."+string(v.Visitor.Role), nil)
	}
	if v.Visitor.Stage == signin.StageReady {
		who.Home = signinpages.Next(v.Visitor)
	}
	return who
}

// restoreLanguage restores, on the way back from the provider, the language in which
// the sign-in began: the provider knows a single address to return to.
func (s *server) restoreLanguage(next http.Handler) http.Handler {
	english := page.Languages(next)
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.URL.Path != signinpages.Callback || !s.beganInEnglish(req) {
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

// beganInEnglish reports whether the sign-in to which a callback belongs began in
// English; of an unknown one, the last that began counts.
func (s *server) beganInEnglish(req *http.Request) bool {
	v := s.sessions.Load(req.Context())
	begun, found := v.Find(req.URL.Query().Get("state"))
	if !found && len(v.Begun) > 0 {
		begun = v.Begun[len(v.Begun)-1]
	}
	return begun.English
}

// refuseWith returns a handler that refuses every request.
func (s *server) refuseWith(refusal *photo.Error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) { s.pages.Refuse(w, req, refusal) })
}

// refuseForeign takes the place of a handler for requests that another site caused.
func (s *server) refuseForeign(page.Guard, http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) { s.pages.Refuse(w, req, errForeign) })
}

// sessionError answers where a session cannot be read or saved.
func (s *server) sessionError(w http.ResponseWriter, req *http.Request, err error) {
	s.pages.Serve(func(*http.Request) (page.Reply, error) { return nil, err }).ServeHTTP(w, req)
}
