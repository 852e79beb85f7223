package signin

import (
	"context"
	"net/http"
	"path"
	"strings"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/signin"
	"myphoto/internal/web/page"
	"myphoto/internal/web/session"
)

// Callback is the path to which the identity provider sends the browser back, as
// registered there: without a language.
const Callback = "/login/callback/taxisnet"

// Config holds what the pages need.
type Config struct {
	Service *signin.Service
	Manager *session.Manager
	Now     func() time.Time
	// RateLimit returns a handler that one address may use only so often; name
	// separates the counters of different handlers.
	RateLimit func(name string, next page.Handler) page.Handler
}

// Handler serves the pages of signing in and out.
type Handler struct{ Config }

// New returns the pages.
func New(c Config) *Handler { return &Handler{c} }

// Routes returns the rows of the table of routes.
func (h *Handler) Routes() []page.Route {
	row := func(method, path string, guard page.Guard, h page.Handler) page.Route {
		return page.Route{Method: method, Path: path, Guard: guard, Handler: h}
	}
	return []page.Route{
		row(http.MethodGet, "/login", page.Public, h.RateLimit("login", h.startSignIn)),
		row(http.MethodGet, Callback, page.Public, h.RateLimit("callback", h.completeSignIn)),
		row(http.MethodGet, "/otp", page.PendingSignIn, h.atStage(signin.StageOTP, h.askOTP)),
		row(http.MethodPost, "/otp", page.PendingSignIn, h.atStage(signin.StageOTP, h.checkOTP)),
		row(http.MethodGet, "/otp/resend", page.PendingSignIn, h.atStage(signin.StageOTP, h.redirectToOTP)), // where the language link of its page leads
		row(http.MethodPost, "/otp/resend", page.PendingSignIn, h.atStage(signin.StageOTP, h.resendOTP)),
		row(http.MethodGet, "/me", page.PendingSignIn, h.atStage(signin.StageDetails, h.showDetails)),
		row(http.MethodPost, "/me", page.PendingSignIn, h.atStage(signin.StageDetails, h.confirmDetails)),
		row(http.MethodGet, "/profile", page.PendingSignIn, h.fromStage(signin.StageRole, h.showProfiles)),
		row(http.MethodPost, "/profile", page.PendingSignIn, h.fromStage(signin.StageRole, h.chooseProfile)),
		row(http.MethodPost, "/profile/refuse", page.PendingSignIn, h.fromStage(signin.StageRole, h.refuseEmployment)),
		row(http.MethodGet, "/terms/accept", page.PendingSignIn, h.atStage(signin.StageTerms, h.showTerms)),
		row(http.MethodPost, "/terms/accept", page.PendingSignIn, h.atStage(signin.StageTerms, h.acceptTerms)),
		row(http.MethodPost, "/session/stay", page.PendingSignIn, h.keepAlive),
		row(http.MethodGet, "/timed-out", page.Public, h.timedOut),
		row(http.MethodGet, "/signed-out", page.Public, h.signedOut),
		row(http.MethodGet, "/citizen/sessions", page.Citizen, h.showSessions),
		row(http.MethodPost, "/citizen/sessions", page.Citizen, h.endSessions),
		row(http.MethodGet, "/studio/sessions", page.Studio, h.showSessions),
		row(http.MethodPost, "/studio/sessions", page.Studio, h.endSessions),
		row(http.MethodGet, "/logout", page.Public, h.logoutPage),
		row(http.MethodPost, "/logout", page.Public, h.logout),
		row(http.MethodGet, "/c/{code}", page.Public, h.RateLimit("code", h.stashCode)),
		row(http.MethodGet, "/claim", page.Public, h.claim),
	}
}

// step is a handler that knows the session.
type step func(*http.Request, session.Session) (page.Reply, error)

// atStage opens a page to visitors of one stage and redirects all others to the
// page of theirs.
func (h *Handler) atStage(stage signin.Stage, next step) page.Handler {
	return h.whenStage(func(is signin.Stage) bool { return is == stage }, next)
}

// fromStage opens a page to visitors of a stage and all later ones.
func (h *Handler) fromStage(stage signin.Stage, next step) page.Handler {
	return h.whenStage(func(is signin.Stage) bool { return is >= stage }, next)
}

func (h *Handler) whenStage(fits func(signin.Stage) bool, next step) page.Handler {
	return func(req *http.Request) (page.Reply, error) {
		s := h.Manager.Load(req.Context())
		if !fits(s.Visitor.Stage) {
			return page.Redirect(Next(s.Visitor)), nil
		}
		return next(req, s)
	}
}

// Next returns the page where a visitor continues: that of the stage, and after all
// stages the home of the profile.
func Next(v signin.Visitor) string {
	switch v.Stage {
	case signin.StageOTP:
		return "/otp"
	case signin.StageDetails:
		return "/me"
	case signin.StageRole:
		return "/profile"
	case signin.StageTerms:
		return "/terms/accept"
	case signin.StageReady:
		return home(v.Role)
	default:
		return "/login"
	}
}

func home(role photo.Role) string {
	if role == photo.RoleCitizen {
		return "/citizen"
	}
	return "/studio"
}

// advance redirects a visitor who has gained a right to the next stage or, after
// all stages, to the page that was wanted before.
func (h *Handler) advance(req *http.Request, s session.Session) (page.Reply, error) {
	to := Next(s.Visitor)
	if s.Visitor.Stage == signin.StageReady {
		to = h.destination(req.Context(), s)
		s.Goal = session.Goal{}
		if err := h.rememberBrowser(req.Context(), s.Visitor); err != nil {
			return nil, err
		}
	}
	if err := h.Manager.Renew(req.Context(), s); err != nil {
		return nil, err
	}
	return page.Redirect(to), nil
}

// rememberBrowser gives a browser in which the one-time code was given a cookie, so
// that the code is not asked again today for the profile of a studio.
func (h *Handler) rememberBrowser(ctx context.Context, v signin.Visitor) error {
	former, name := h.Manager.Browser(ctx)
	token, until, err := h.Service.Remember(ctx, v, former, name)
	if err == nil && token != "" {
		h.Manager.RememberBrowser(ctx, token, until)
	}
	return err
}

// whyNotPhotographer returns the page that says why the profile of a photographer is
// not offered to a citizen who asked for it.
func (h *Handler) whyNotPhotographer(ctx context.Context, v signin.Visitor) string {
	if closed, err := h.Service.Closed(ctx, v); err == nil && closed {
		return "/studio/not-eligible"
	}
	return "/profile"
}

func (h *Handler) destination(ctx context.Context, s session.Session) string {
	start := home(s.Visitor.Role)
	switch {
	case s.Visitor.Role == photo.RoleCitizen && s.Studio:
		return h.whyNotPhotographer(ctx, s.Visitor)
	case s.Wanted == start || strings.HasPrefix(s.Wanted, start+"/"):
		return s.Wanted
	case s.Visitor.Role == photo.RoleCitizen && s.StashedCode(h.Now()) != "":
		return "/citizen/code"
	default:
		return start
	}
}

// maxPath bounds a remembered path, in bytes.
const maxPath = 256

// IsReturnPath reports whether an address may be opened after signing in: a plain
// path of the rooms behind the sign-in, never another host.
func IsReturnPath(to string) bool {
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
