package signin

import (
	"net/http"
	"path"
	"strings"
	"time"

	"myphoto/internal/service"
	"myphoto/internal/web/page"
	"myphoto/internal/web/session"
)

// Callback is where the identity provider sends the browser back, as it is
// registered there: without a language.
const Callback = "/login/callback/taxisnet"

// Config is what the room works with.
type Config struct {
	Sessions *service.Sessions
	Visits   *session.Visits
	Now      func() time.Time
	// Crowd gives a handler that strangers may use only so often from one
	// address; the word names the door where they are counted.
	Crowd func(door string, h page.Handler) page.Handler
}

// Room is the way in and out.
type Room struct{ Config }

// New makes the room.
func New(c Config) *Room { return &Room{c} }

// Routes are the rows of the door's table.
func (r *Room) Routes() []page.Route {
	row := func(method, path string, guard page.Guard, h page.Handler) page.Route {
		return page.Route{Method: method, Path: path, Guard: guard, Handler: h}
	}
	return []page.Route{
		row(http.MethodGet, "/login", page.Anyone, r.Crowd("login", r.begin)),
		row(http.MethodGet, Callback, page.Anyone, r.Crowd("callback", r.finish)),
		row(http.MethodGet, "/otp", page.Arriving, r.at(service.StageOTP, r.askOTP)),
		row(http.MethodPost, "/otp", page.Arriving, r.at(service.StageOTP, r.checkOTP)),
		row(http.MethodGet, "/otp/resend", page.Arriving, r.at(service.StageOTP, r.backToOTP)), // its page in the other language
		row(http.MethodPost, "/otp/resend", page.Arriving, r.at(service.StageOTP, r.resendOTP)),
		row(http.MethodGet, "/me", page.Arriving, r.at(service.StageDetails, r.showDetails)),
		row(http.MethodPost, "/me", page.Arriving, r.at(service.StageDetails, r.confirmDetails)),
		row(http.MethodGet, "/profile", page.Arriving, r.from(service.StageProfile, r.showProfiles)),
		row(http.MethodPost, "/profile", page.Arriving, r.from(service.StageProfile, r.chooseProfile)),
		row(http.MethodPost, "/profile/refuse", page.Arriving, r.from(service.StageProfile, r.refuseEmployment)),
		row(http.MethodGet, "/terms/accept", page.Arriving, r.at(service.StageTerms, r.showTerms)),
		row(http.MethodPost, "/terms/accept", page.Arriving, r.at(service.StageTerms, r.acceptTerms)),
		row(http.MethodPost, "/session/stay", page.Arriving, r.stay),
		row(http.MethodGet, "/logout", page.Anyone, r.leave),
		row(http.MethodPost, "/logout", page.Anyone, r.signOut),
		row(http.MethodGet, "/c/{code}", page.Anyone, r.Crowd("code", r.carry)),
		row(http.MethodGet, "/claim", page.Anyone, r.claim),
	}
}

// step is a handler that knows the visit.
type step func(*http.Request, session.Visit) (page.Reply, error)

// at opens a page to visitors of one stage and leads all others to theirs.
func (r *Room) at(stage service.Stage, next step) page.Handler {
	return r.when(func(is service.Stage) bool { return is == stage }, next)
}

// from opens a page to visitors who have come as far as a stage.
func (r *Room) from(stage service.Stage, next step) page.Handler {
	return r.when(func(is service.Stage) bool { return is >= stage }, next)
}

func (r *Room) when(fits func(service.Stage) bool, next step) page.Handler {
	return func(req *http.Request) (page.Reply, error) {
		v := r.Visits.Open(req.Context())
		if !fits(v.Visitor.Stage) {
			return page.Redirect(Next(v.Visitor)), nil
		}
		return next(req, v)
	}
}

// Next gives the page where a visitor goes on: the one of the stage, and at
// the end of all stages the home of the profile.
func Next(v service.Visitor) string {
	switch v.Stage {
	case service.StageOTP:
		return "/otp"
	case service.StageDetails:
		return "/me"
	case service.StageProfile:
		return "/profile"
	case service.StageTerms:
		return "/terms/accept"
	case service.StageReady:
		return home(v.Role)
	default:
		return "/login"
	}
}

func home(role service.Role) string {
	if role == service.RoleCitizen {
		return "/citizen"
	}
	return "/studio"
}

// goOn leads a visitor who has gained a right further: to the next stage, or,
// when all are done, to where he or she wanted to go.
func (r *Room) goOn(req *http.Request, v session.Visit) (page.Reply, error) {
	to := Next(v.Visitor)
	if v.Visitor.Stage == service.StageReady {
		to = r.destination(v)
		v.Wanted, v.Studio = "", false
	}
	if err := r.Visits.Enter(req.Context(), v); err != nil {
		return nil, err
	}
	return page.Redirect(to), nil
}

func (r *Room) destination(v session.Visit) string {
	start := home(v.Visitor.Role)
	switch {
	case v.Visitor.Role == service.RoleCitizen && v.Studio:
		return "/profile" // wanted to work at a studio: the page says why that is not offered
	case v.Wanted == start || strings.HasPrefix(v.Wanted, start+"/"):
		return v.Wanted
	case v.Visitor.Role == service.RoleCitizen && v.Carried(r.Now()) != "":
		return "/citizen/code"
	default:
		return start
	}
}

// maxPath bounds a path that is remembered, in bytes.
const maxPath = 256

// Ours reports whether an address may be gone to after signing in: a plain
// path of the rooms behind the sign-in, never another host.
func Ours(to string) bool {
	if len(to) > maxPath || path.Clean(to) != to {
		return false
	}
	for _, c := range []byte(to) {
		if c <= ' ' || c > '~' || strings.IndexByte(`\%?#:`, c) >= 0 {
			return false
		}
	}
	for _, room := range []string{"/citizen", "/studio"} {
		if to == room || strings.HasPrefix(to, room+"/") {
			return true
		}
	}
	return false
}
