package signin

import (
	"net/http"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/signin"
	"myphoto/internal/web/form"
	"myphoto/internal/web/page"
)

// sessionsView lists where the person is signed in.
type sessionsView struct {
	Action   string // path of the page
	Sessions []sessionRow
	Browsers []browserRow
	Max      int // sessions at the same time
	Done     bool
}

type sessionRow struct {
	ID      string
	Here    bool
	Browser string // coarse name, or the word for an unknown one
	Profile string // in words, or that the sign-in was not completed
	Begun   time.Time
	Seen    time.Time
}

type browserRow struct {
	ID, Browser  string
	Since, Until time.Time
}

// showSessions lists the person's sessions and the browsers that are remembered.
func (h *Handler) showSessions(req *http.Request) (page.Reply, error) {
	ctx, l := req.Context(), page.Language(req)
	open, err := h.Manager.List(ctx)
	if err != nil {
		return nil, err
	}
	visitor := h.Manager.Load(ctx).Visitor
	browsers, err := h.Service.Browsers(ctx, visitor)
	if err != nil {
		return nil, err
	}
	named := func(name string) string {
		if name == "" {
			return l.Say("sessions.browser.unknown", nil)
		}
		return name
	}
	home := home(visitor.Role)
	view := sessionsView{Action: home + "/sessions", Max: signin.MaxSessions, Done: req.URL.Query().Has("done")}
	for _, s := range open {
		row := sessionRow{
			ID: s.Visitor.Person.Session, Here: s.Here, Browser: named(s.Agent), Profile: l.Say("sessions.unfinished", nil),
			Begun: s.Visitor.SignedInAt, Seen: s.Seen,
		}
		if s.Visitor.Stage == signin.StageReady {
			row.Profile = l.Say("profile."+string(s.Visitor.Role), nil)
		}
		view.Sessions = append(view.Sessions, row)
	}
	for _, b := range browsers {
		view.Browsers = append(view.Browsers, browserRow{b.ID, named(b.Name), b.Since, b.Until})
	}
	reply := page.View("signin/sessions", view)
	reply.Layout.Back = home
	return reply, nil
}

// endSessions ends one session, forgets one browser, or ends everything except this
// session. Ending this session leads to the provider's sign-out.
func (h *Handler) endSessions(req *http.Request) (page.Reply, error) {
	values, err := form.Values(req, maxForm)
	if err != nil {
		return nil, err
	}
	ctx := req.Context()
	here := h.Manager.Load(ctx)
	switch id, browser := values.Get("session"), values.Get("browser"); {
	case values.Has("others"):
		err = h.Service.EndOtherSessions(ctx, here.Visitor)
	case browser != "":
		err = h.Service.ForgetBrowser(ctx, here.Visitor, browser)
	case id == "":
		err = photo.ErrInvalid
	case id == here.Visitor.Person.Session:
		return h.logout(req)
	default:
		err = h.Service.EndSession(ctx, here.Visitor, id)
	}
	if err != nil {
		return nil, err
	}
	return page.Redirect(home(here.Visitor.Role) + "/sessions?done=1"), nil
}
