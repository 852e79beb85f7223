package web

import (
	"net/http"
	"net/url"

	"myphoto/internal/httpx"
	"myphoto/internal/photo"
	"myphoto/internal/service"
	"myphoto/internal/web/page"
	"myphoto/internal/web/signin"
)

// errForeign refuses a form that another site sent.
var errForeign = &photo.Error{Kind: photo.Forbidden, Code: "foreign-origin"}

// gate wraps a handler in the check of its guard.
func (d *door) gate(guard page.Guard, next http.Handler) http.Handler {
	if guard == page.Anyone {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		v := d.visitor(req)
		switch {
		case v.Stage == service.StageSignIn:
			d.strange(w, req)
		case guard == page.Arriving:
			next.ServeHTTP(w, req)
		case v.Stage != service.StageReady:
			d.lead(w, req, signin.Next(v))
		case !admits(guard, v.Role):
			d.pages.Refuse(w, req, photo.ErrForbidden)
		default:
			next.ServeHTTP(w, req)
		}
	})
}

// admits reports whether a role may pass a guard. That a studio is still
// eligible and an employment still holds is asked when its operator is made.
func admits(guard page.Guard, role service.Role) bool {
	switch guard {
	case page.SignedIn:
		return role != ""
	case page.Citizen:
		return role == service.RoleCitizen
	case page.Studio:
		return role == service.RolePhotographer || role == service.RoleEmployee
	case page.StudioOwner:
		return role == service.RolePhotographer
	default:
		return false
	}
}

// strange leads a stranger to sign in and back to this page. What a stranger
// sent with a form is not repeated: the page says so.
func (d *door) strange(w http.ResponseWriter, req *http.Request) {
	if req.Method != http.MethodGet && req.Method != http.MethodHead {
		d.pages.Refuse(w, req, photo.ErrSignIn)
		return
	}
	to := "/login"
	if signin.Ours(req.URL.Path) {
		to += "?" + url.Values{"to": {req.URL.Path}}.Encode()
	}
	d.lead(w, req, to)
}

func (d *door) lead(w http.ResponseWriter, req *http.Request, to string) {
	d.pages.Serve(func(*http.Request) (page.Reply, error) { return page.Redirect(to), nil }).ServeHTTP(w, req)
}

// crowd lets strangers use a handler only so often from one address.
func (d *door) crowd(name string, next page.Handler) page.Handler {
	throttle := httpx.NewThrottle(name, d.manners.Metrics, d.manners.Now)
	return func(req *http.Request) (page.Reply, error) {
		if err := throttle.Allow(req.Context()); err != nil {
			return nil, err
		}
		return next(req)
	}
}

// shown tells the pages and the record of the request who is signed in.
func (d *door) shown(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		v := d.visits.Open(req.Context())
		if v.Visitor.Stage == service.StageSignIn {
			next.ServeHTTP(w, req)
			return
		}
		httpx.LogOf(req.Context()).SetRole(string(v.Visitor.Role))
		who := page.Visitor{Person: v.Visitor.Person.FullName(), Several: v.Several && v.Visitor.Stage > service.StageProfile}
		if v.Visitor.Role != "" {
			who.Profile = page.Language(req).Say("profile."+string(v.Visitor.Role), nil)
		}
		if v.Visitor.Stage == service.StageReady {
			who.Home = signin.Next(v.Visitor)
		}
		next.ServeHTTP(w, page.WithVisitor(req, who))
	})
}

// returning gives the visitor back the language in which the sign-in began:
// the provider knows a single address to return to.
func (d *door) returning(next http.Handler) http.Handler {
	english := page.Languages(next)
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.URL.Path != signin.Callback || !d.visits.Open(req.Context()).English {
			next.ServeHTTP(w, req)
			return
		}
		moved := *req.URL
		moved.Path, moved.RawPath = "/en"+signin.Callback, ""
		copied := *req
		copied.URL = &moved
		english.ServeHTTP(w, &copied)
	})
}

func (d *door) refusing(refusal *photo.Error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) { d.pages.Refuse(w, req, refusal) })
}

// broken answers when a visit cannot be read or kept.
func (d *door) broken(w http.ResponseWriter, req *http.Request, err error) {
	d.pages.Serve(func(*http.Request) (page.Reply, error) { return nil, err }).ServeHTTP(w, req)
}
