package citizen

import (
	"net/http"
	"slices"
	"time"

	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/service/consent"
	"myphoto/internal/web/page"
)

// grantView is the consent: who would retrieve what, why, on what legal
// ground, how long; and what was answered so far.
type grantView struct {
	App                            photo.ApplicationID
	Name, Body, Legal, Refusal     string
	Purposes, Items, Modes         []page.Option
	Purpose, Mode, Until, Sentence string
	Chosen                         []string
	Agreed                         []string
	LastDay                        time.Time
	Usable                         []usable // by the office, where it limits the age of photos
	Signature                      bool     // may be granted
	BothHint                       string   // hint where photo and signature are asked for
	Unsuited                       string
}

func (h *Handler) askGrant(req *http.Request, who photo.Citizen) (page.Reply, error) {
	return h.grantPage(req, who, nil)
}

// grantPage shows the page for one application, with the answers of a form that was
// refused, or with those that need no choice.
func (h *Handler) grantPage(req *http.Request, who photo.Citizen, form *photo.Consent) (page.Reply, error) {
	current, linked, err := h.Service.Current(req.Context(), who)
	if err != nil {
		return nil, err
	}
	if !linked {
		return h.redirectWithoutFiles(req, who)
	}
	choices, err := h.Consent.Applications(req.Context(), who)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(choices, func(c consent.ApplicationOption) bool { return string(c.ID) == req.PathValue("step") })
	if at < 0 {
		return nil, photo.ErrNotFound
	}
	l := page.Language(req)
	view := newGrantView(l, choices[at])
	view.LastDay = current.LastDay
	view.Usable = usableBefore(l, []photo.ProfileID{choices[at].Profile}, current.UploadedAt, current.LastDay)
	view.fill(choices[at], form)
	if who.For != "" {
		view.Sentence = l.Say("consent.text.minor", map[string]any{"text": view.Sentence, "name": who.ForName})
	}
	return withBack("/citizen/apps/new", "citizen/grant", view), nil
}

// newGrantView describes an application.
func newGrantView(l lang.Language, app consent.ApplicationOption) grantView {
	view := grantView{
		App: app.ID, Name: localised(l, app.Name), Body: localised(l, app.BodyName),
		Legal: localised(l, app.LegalBasis), Refusal: localised(l, app.Refusal),
		Signature: slices.Contains(app.Items, photo.ItemSignature),
	}
	for _, one := range app.Purposes {
		view.Purposes = append(view.Purposes, page.Option{Value: one.ID, Label: localised(l, one.Name)})
	}
	for _, item := range app.Items {
		view.Items = append(view.Items, page.Option{Value: string(item), Label: l.Say("term."+string(item), nil)})
	}
	if len(view.Items) > 1 {
		view.BothHint = l.Say("citizen.grant.both", nil)
	}
	for _, mode := range []photo.GrantMode{photo.Once, photo.UntilDate, photo.UntilFiles} {
		view.Modes = append(view.Modes, page.Option{Value: string(mode), Label: l.Say("citizen.mode."+string(mode), nil)})
	}
	view.Sentence, view.Unsuited = consentSentence(l, app, view), whyUnsuited(l, app)
	return view
}

// consentSentence returns the sentence that the citizen agrees to. What is still to
// be chosen on the same page is referred to as chosen.
func consentSentence(l lang.Language, app consent.ApplicationOption, view grantView) string {
	files, purpose := l.Say("citizen.consent.files", nil), l.Say("citizen.consent.purpose", nil)
	if len(app.Items) == 1 {
		files = l.Say("citizen.consent."+string(app.Items[0]), nil)
	}
	if len(app.Purposes) == 1 {
		purpose = l.Say("citizen.consent.purpose.one", map[string]any{"purpose": view.Purposes[0].Label})
	}
	return l.Say("consent.text", map[string]any{"app": view.Name, "body": view.Body, "files": files, "purpose": purpose})
}

// fill fills the form in: as it was sent, or with the answers that need no choice and
// all files that the office needs: with some of them alone the request may fail. The
// consent is never ticked beforehand.
func (v *grantView) fill(app consent.ApplicationOption, form *photo.Consent) {
	if form != nil {
		v.Purpose, v.Mode, v.Until = form.Purpose, string(form.Mode), form.Until
		for _, item := range form.Items {
			v.Chosen = append(v.Chosen, string(item))
		}
		if form.Given {
			v.Agreed = []string{"yes"}
		}
		return
	}
	if len(app.Purposes) == 1 {
		v.Purpose = app.Purposes[0].ID
	}
	for _, item := range app.Items {
		v.Chosen = append(v.Chosen, string(item))
	}
}

func (h *Handler) grant(req *http.Request, who photo.Citizen) (page.Reply, error) {
	form := grantForm(req)
	id, err := h.Consent.Grant(req.Context(), who, photo.ApplicationID(req.PathValue("step")), form)
	switch {
	case err == nil:
		return page.Redirect("/citizen/apps?given=" + string(id)), nil
	case !isRefusal(err):
		return nil, err
	}
	reply, fault := h.grantPage(req, who, &form)
	if fault != nil {
		return nil, fault
	}
	return reply, err
}

func grantForm(req *http.Request) photo.Consent {
	form := photo.Consent{
		Purpose: req.PostForm.Get("purpose"),
		Mode:    photo.GrantMode(req.PostForm.Get("mode")),
		Until:   req.PostForm.Get("until"),
		Given:   req.PostForm.Get("consent") == "yes",
	}
	for _, item := range req.PostForm["items"] {
		if one := photo.Item(item); (one == photo.ItemPhoto || one == photo.ItemSignature) && !slices.Contains(form.Items, one) {
			form.Items = append(form.Items, one)
		}
	}
	return form
}
