package household

import (
	"errors"
	"net/http"

	"myphoto/internal/photo"
	"myphoto/internal/service/citizen"
	"myphoto/internal/service/custody"
	"myphoto/internal/web/form"
	"myphoto/internal/web/page"
)

// Config holds what the pages need.
type Config struct {
	Custody *custody.Service
	Citizen *citizen.Service
	Actor   func(*http.Request) (photo.Citizen, error) // the citizen who is signed in
}

// Handler are the pages.
type Handler struct{ Config }

// New returns the pages.
func New(c Config) *Handler { return &Handler{c} }

// Routes returns the rows of the table of routes.
func (h *Handler) Routes() []page.Route {
	row := func(method, path string, next func(*http.Request, photo.Citizen) (page.Reply, error)) page.Route {
		return page.Route{Method: method, Path: path, Guard: page.Citizen, Handler: page.As(h.Actor, next)}
	}
	return []page.Route{
		row(http.MethodGet, "/citizen/household", h.household),
		row(http.MethodGet, "/citizen/minor", h.askMinor), row(http.MethodPost, "/citizen/minor", h.declare),
	}
}

// view is the page of the household.
type view struct{ Cards []card }

// card is one person of the household.
type card struct {
	Path   string // of the pages about the files; empty while the register does not answer
	Name   string // empty: the visitor
	State  page.Tag
	Until  string // last day of the files, or of the pictures that wait; empty: there are none
	Adult  string // the day from which the minor acts alone
	Lapsed bool
	Unsure bool
}

func (h *Handler) household(req *http.Request, who photo.Citizen) (page.Reply, error) {
	minors, err := h.Custody.Household(req.Context(), who)
	if err != nil {
		return nil, err
	}
	own, err := h.card(req, who)
	if err != nil {
		return nil, err
	}
	v := view{Cards: []card{own}}
	l := page.Language(req)
	for _, minor := range minors {
		one := card{Unsure: minor.Unsure, State: page.Tag{Tone: "wait", Text: l.Say("household.unsure", nil)}}
		if !minor.Unsure {
			if one, err = h.card(req, minor.Actor); err != nil {
				return nil, err
			}
		}
		one.Name, one.Adult = minor.Name, l.Date(minor.AdultAt)
		v.Cards = append(v.Cards, one)
	}
	reply := page.View("household/household", v)
	reply.Layout.Back = "/citizen"
	return reply, nil
}

// card describes the files of whom somebody acts for.
func (h *Handler) card(req *http.Request, who photo.Citizen) (card, error) {
	home, err := h.Citizen.Home(req.Context(), who)
	if err != nil {
		return card{}, err
	}
	l := page.Language(req)
	c := card{Path: "/citizen", Lapsed: who.Lapsed, State: page.Tag{Tone: "off", Text: l.Say("household.none", nil)}}
	if who.For != "" {
		c.Path = page.MinorPath(who.For)
	}
	switch {
	case home.Waiting != nil:
		c.State, c.Until = page.Tag{Tone: "wait", Text: l.Say("citizen.waiting", nil)}, l.Date(home.Waiting.LastDay)
	case home.Current != nil:
		c.State, c.Until = page.Tag{Tone: "ok", Text: l.Say("state.upload.linked", nil)}, l.Date(home.Current.LastDay)
	case len(home.Dissociated) > 0:
		c.State, c.Until = page.Tag{Tone: "off", Text: l.Say("state.upload.unlinked", nil)}, l.Date(home.Dissociated[0].LastDay)
	}
	return c, nil
}

// minorView is the form that enters a minor, with what was typed.
type minorView struct {
	custody.Declaration
	Unconfirmed bool // the register does not confirm the custody
}

func (h *Handler) askMinor(*http.Request, photo.Citizen) (page.Reply, error) {
	return minorPage(custody.Declaration{}, nil), nil
}

func minorPage(typed custody.Declaration, cause error) page.Page {
	reply := page.View("household/minor", minorView{typed, errors.Is(cause, photo.ErrNotCustodian)})
	reply.Layout.Back = "/citizen/household"
	return reply
}

func (h *Handler) declare(req *http.Request, who photo.Citizen) (page.Reply, error) {
	values, err := form.Values(req, form.MaxSmall)
	if err != nil {
		return nil, err
	}
	typed := custody.Declaration{AMKA: values.Get("amka"), PAAYPA: values.Get("paaypa"), TaxID: values.Get("afm")}
	minor, err := h.Custody.Declare(req.Context(), who, typed)
	if err != nil {
		return minorPage(typed, err), err
	}
	return page.Redirect(page.MinorPath(minor)), nil
}
