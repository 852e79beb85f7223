package citizen

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/service/consent"
	"myphoto/internal/web/page"
)

// appsView lists the authorisations, those in force first.
type appsView struct {
	Live, Past []grantLine
	Given      string // name of the application that was just authorised
	Ended      string // name of the application whose authorisation was just withdrawn
	Files      bool   // there are linked files to authorise
}

// grantLine is one authorisation in words.
type grantLine struct {
	ID                        photo.GrantID
	App, Body, Purpose, Files string
	Until                     string
	State, Tone               string
	Since, Ended              time.Time
	Withdrawable              bool
}

func (h *Handler) apps(req *http.Request, who photo.Citizen) (page.Reply, error) {
	rows, err := h.Consent.Grants(req.Context(), who)
	if err != nil {
		return nil, err
	}
	_, linked, err := h.Service.Current(req.Context(), who)
	if err != nil {
		return nil, err
	}
	view, asked := appsView{Files: linked}, req.URL.Query()
	for _, row := range rows {
		line := lineOf(page.Language(req), row)
		if row.State == photo.GrantLive {
			view.Live = append(view.Live, line)
		} else {
			view.Past = append(view.Past, line)
		}
		switch string(row.ID) {
		case asked.Get("given"):
			view.Given = line.App
		case asked.Get("ended"):
			view.Ended = line.App
		}
	}
	back := "/citizen/photo"
	if !view.Files {
		back = "/citizen"
	}
	return withBack(back, "citizen/apps", view), nil
}

// grantStates gives each state of a grant its sentence and its colour.
var grantStates = map[photo.GrantState][2]string{
	photo.GrantLive:    {"state.grant.active", "ok"},
	photo.GrantUsed:    {"state.grant.used", "off"},
	photo.GrantRevoked: {"state.grant.withdrawn", "off"},
	photo.GrantExpired: {"state.grant.expired", "off"},
	photo.GrantEnded:   {"state.grant.unlinked", "off"},
}

func lineOf(l lang.Language, row consent.GrantView) grantLine {
	line := grantLine{
		ID: row.ID, App: localised(l, row.App.Name), Body: localised(l, row.App.BodyName), Purpose: localised(l, row.PurposeName),
		Files: itemNames(l, row.Items), State: l.Say(grantStates[row.State][0], nil), Tone: grantStates[row.State][1],
		Since: row.CreatedAt, Ended: row.EndedAt,
		Withdrawable: row.State == photo.GrantLive || row.State == photo.GrantUsed,
	}
	switch row.Mode {
	case photo.Once:
		line.Until = l.Say("citizen.mode.once", nil)
	case photo.UntilDate:
		line.Until = l.Say("citizen.mode.until.date", map[string]any{"date": row.Until.Add(-time.Second)})
	case photo.UntilFiles:
		line.Until = l.Say("citizen.mode.files", nil)
	}
	if line.App == "" {
		line.App = string(row.Application)
	}
	return line
}

// chooseView lists the applications that can be authorised, and the others with
// the reason why they cannot.
type chooseView struct {
	Options []page.Option
	Others  []appLine
}

type appLine struct{ Name, Body, Why string }

func (h *Handler) chooseApp(req *http.Request, who photo.Citizen) (page.Reply, error) {
	choices, err := h.Consent.Applications(req.Context(), who)
	if errors.Is(err, photo.ErrNoFiles) {
		return page.Redirect("/citizen/code"), nil
	}
	if err != nil {
		return nil, err
	}
	view := applicationOptions(page.Language(req), choices)
	reply := withBack("/citizen/apps", "citizen/choose", view)
	answers := req.URL.Query()
	if !answers.Has("application") && !answers.Has("choose") { // the form was not sent yet
		return reply, nil
	}
	chosen := answers.Get("application")
	if !slices.ContainsFunc(view.Options, func(o page.Option) bool { return o.Value == chosen }) {
		return reply, consent.ErrUnknownApplication
	}
	return page.Redirect("/citizen/apps/new/" + chosen), nil
}

// applicationOptions sorts the applications into those that can be chosen, ordered
// by their body, and the others.
func applicationOptions(l lang.Language, choices []consent.ApplicationOption) chooseView {
	var view chooseView
	for _, one := range choices {
		if one.Fits {
			view.Options = append(view.Options, page.Option{Value: string(one.ID), Label: localised(l, one.Name), Hint: localised(l, one.BodyName)})
			continue
		}
		view.Others = append(view.Others, appLine{Name: localised(l, one.Name), Body: localised(l, one.BodyName), Why: whyUnsuited(l, one)})
	}
	slices.SortStableFunc(view.Options, func(a, b page.Option) int { return strings.Compare(a.Hint, b.Hint) })
	return view
}

// whyUnsuited says why an application cannot be authorised; empty when it can.
func whyUnsuited(l lang.Language, app consent.ApplicationOption) string {
	switch {
	case app.Fits:
		return ""
	case app.Why != nil:
		return l.Say(app.Why.Code, app.Why.Args)
	default:
		return l.Say("citizen.choose.nofiles", nil)
	}
}

// grantOrRevoke separates /citizen/apps/new/{application} from
// /citizen/apps/{id}/revoke. They share one pattern, because the mux accepts no two
// of which neither is more specific than the other.
func grantOrRevoke(give, revoke action) action {
	return func(req *http.Request, who photo.Citizen) (page.Reply, error) {
		switch {
		case req.PathValue("grant") == "new":
			return give(req, who)
		case req.PathValue("step") == "revoke":
			return revoke(req, who)
		default:
			return nil, photo.ErrNotFound
		}
	}
}

func (h *Handler) askRevoke(req *http.Request, who photo.Citizen) (page.Reply, error) {
	rows, err := h.Consent.Grants(req.Context(), who)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		if string(row.ID) == req.PathValue("grant") {
			return withBack("/citizen/apps", "citizen/revoke", lineOf(page.Language(req), row)), nil
		}
	}
	return nil, photo.ErrNotFound
}

func (h *Handler) revoke(req *http.Request, who photo.Citizen) (page.Reply, error) {
	id := req.PathValue("grant")
	if err := h.Consent.Revoke(req.Context(), who, photo.GrantID(id)); err != nil {
		return nil, err
	}
	return page.Redirect("/citizen/apps?ended=" + id), nil
}
