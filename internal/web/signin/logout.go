package signin

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"myphoto/internal/service/signin"
	"myphoto/internal/web/page"
	"myphoto/internal/web/session"
)

// keepAlive renews the session; a page of ours asks for it, when its visitor presses
// a button, before idle time ends the session.
func (h *Handler) keepAlive(req *http.Request) (page.Reply, error) {
	ctx := req.Context()
	if err := h.Manager.Stay(ctx); err != nil {
		return nil, err
	}
	left := h.Manager.Left(h.Manager.Load(ctx))
	return page.NoContent{Left: left}, nil
}

// logout ends the session. The browser must still end the session at the provider.
// Browsers do not follow a form to another host, so a page of ours leads there.
func (h *Handler) logout(req *http.Request) (page.Reply, error) {
	ctx := req.Context()
	s := h.Manager.Load(ctx)
	if s.Visitor.Stage == signin.StageSignIn {
		return page.Redirect("/signed-out"), nil
	}
	if err := h.end(ctx, s, h.Service.SignOut); err != nil {
		return nil, err
	}
	return page.Redirect("/logout"), nil
}

// act is one of the acts that end a session.
type act func(context.Context, signin.Visitor) error

func (h *Handler) end(ctx context.Context, s session.Session, end act) error {
	return errors.Join(end(ctx, s.Visitor), h.Manager.Destroy(ctx))
}

type logoutView struct{ Provider string }

// logoutPage leads to the provider's sign-out, or shows the button to visitors who
// are still signed in here.
func (h *Handler) logoutPage(req *http.Request) (page.Reply, error) {
	if h.Manager.Load(req.Context()).Visitor.Stage != signin.StageSignIn {
		return page.View("signin/sign-out", nil), nil
	}
	back := page.Localise(page.Language(req), "/signed-out")
	reply := page.View("signin/leave", logoutView{h.Service.SignOutURL(back)})
	reply.Layout.Ended = true
	return reply, nil
}

// TimedOut returns where a page leads when its session ends by idle time. The
// address says when the visitor was last seen, so that a tab in which nothing
// happens does not end a session that is in use in another tab.
func TimedOut(s session.Session) string {
	return "/timed-out?from=" + strconv.FormatInt(s.Seen.Unix(), 10)
}

// timedOutView leads to the sign-in and back to the page that timed out.
type timedOutView struct{ SignIn string }

// timedOut ends a session in which nothing happened, and says so. It is a GET, also
// for pages without script: it only takes a right away.
func (h *Handler) timedOut(req *http.Request) (page.Reply, error) {
	s := h.Manager.Last(req.Context())
	if h.usedSince(req, s) {
		return page.View("signin/still", stillView{Next(s.Visitor)}), nil
	}
	view := timedOutView{"/login"}
	if to := req.URL.Query().Get("to"); IsReturnPath(to) {
		view.SignIn += "?" + url.Values{"to": {to}}.Encode()
	}
	return h.ended(req, page.View("text/timed-out", view), s, h.Service.TimeOut)
}

// signedOut is where the provider leads after its own sign-out. It ends a session
// that is still there: the page says that there is none.
func (h *Handler) signedOut(req *http.Request) (page.Reply, error) {
	return h.ended(req, page.View("text/signed-out", nil), h.Manager.Load(req.Context()), h.Service.SignOut)
}

// ended ends a session, where there is one, and shows the page that says so. A link on
// another site ends none: there, the visitor is asked.
func (h *Handler) ended(req *http.Request, reply page.Page, s session.Session, end act) (page.Reply, error) {
	if s.Visitor.Stage != signin.StageSignIn {
		if req.Header.Get("Sec-Fetch-Site") == "cross-site" {
			return page.Redirect("/logout"), nil
		}
		if err := h.end(req.Context(), s, end); err != nil {
			return nil, err
		}
	}
	reply.Layout.Ended = true
	return reply, nil
}

// stillView leads back to a session that goes on.
type stillView struct{ Home string }

// minUse is how long a session must still last for a page to say that it goes on.
const minUse = time.Minute

// usedSince reports whether a session is in use: the visitor was seen after the page
// was made that leads here.
func (h *Handler) usedSince(req *http.Request, s session.Session) bool {
	from, err := strconv.ParseInt(req.URL.Query().Get("from"), 10, 64)
	return err == nil && s.Seen.Unix() > from && h.Manager.Left(s) > minUse
}
