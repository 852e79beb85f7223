package citizen

import (
	"errors"
	"net/http"

	"myphoto/internal/photo"
	"myphoto/internal/service"
	"myphoto/internal/web/page"
)

// keepCurrent is the answer of somebody who does not want to replace the
// current files after all.
const keepCurrent = "keep"

var errReplaceChoose = &photo.Error{Kind: photo.Invalid, Code: "citizen.replace.choose", Field: "replaces"}

// linkView is the summary before linking, and with Confirm the question
// whether to go ahead.
type linkView struct {
	service.Claim
	Person   string
	TaxID    string // masked
	Files    string
	Pictures []picture
	Current  []picture // of the files that are linked now
	Replaced string    // the upload of those
	Confirm  bool
}

func (p *Pages) askLink(req *http.Request, who photo.Citizen) (page.Reply, error) {
	claim, err := p.Desk.Claimed(req.Context(), who)
	if err != nil {
		return p.unclaimed(req, who, err)
	}
	switch {
	case claim.State == photo.Associated:
		return page.Redirect("/citizen/photo"), nil
	case claim.ApprovedAt.IsZero():
		return page.Redirect("/citizen/preview"), nil
	}
	answers := req.URL.Query()
	if !answers.Has("confirm") {
		return linkScreen(req, who, claim), nil
	}
	if claim.Replaces == nil {
		return confirmScreen(req, who, claim), nil
	}
	switch answers.Get("replaces") {
	case string(claim.Replaces.Upload):
		return confirmScreen(req, who, claim), nil
	case keepCurrent:
		return page.Redirect("/citizen/photo?kept=1"), nil
	default:
		return linkScreen(req, who, claim), errReplaceChoose
	}
}

func linkScreen(req *http.Request, who photo.Citizen, claim service.Claim) page.Screen {
	s := behind("/citizen/preview", "citizen/link", linking(req, who, claim))
	s.Frame.Caption = step(req, 3)
	return s
}

// confirmScreen asks once more, with what was chosen.
func confirmScreen(req *http.Request, who photo.Citizen, claim service.Claim) page.Screen {
	view := linking(req, who, claim)
	view.Confirm = true
	s := behind("/citizen/link", "citizen/link", view)
	s.Frame.Title, s.Frame.Caption = page.Language(req).Say("citizen.link.confirm", nil), step(req, 3)
	return s
}

func linking(req *http.Request, who photo.Citizen, claim service.Claim) linkView {
	l := page.Language(req)
	view := linkView{
		Claim: claim, Person: who.FullName(), TaxID: maskedTax(who.TaxID), Files: itemNames(l, itemsOf(claim.Mine)),
		Pictures: pictures(l, claim.Mine),
	}
	if claim.Replaces != nil {
		view.Current, view.Replaced = pictures(l, *claim.Replaces), string(claim.Replaces.Upload)
	}
	return view
}

func itemsOf(m service.Mine) []photo.Item {
	items := make([]photo.Item, len(m.Items))
	for i, facts := range m.Items {
		items[i] = facts.Item
	}
	return items
}

func (p *Pages) link(req *http.Request, who photo.Citizen) (page.Reply, error) {
	err := p.Desk.Associate(req.Context(), who, service.Linking{
		Seen: req.PostForm.Get("seen"), Replaces: photo.UploadID(req.PostForm.Get("replaces")),
	})
	switch {
	case err == nil:
		return page.Redirect("/citizen/photo?linked=1"), nil
	case errors.Is(err, service.ErrNotApproved), errors.Is(err, service.ErrPicturesChanged):
		return page.Redirect("/citizen/preview"), nil
	case errors.Is(err, photo.ErrNoFiles):
		return p.unclaimed(req, who, err)
	case errors.Is(err, photo.ErrCodeUnknown):
		return p.codeAgain(req, who, "", errNoClaim)
	case !errors.Is(err, service.ErrReplaceCurrent):
		return nil, err
	}
	claim, fault := p.Desk.Claimed(req.Context(), who)
	if fault != nil {
		return nil, fault
	}
	return linkScreen(req, who, claim), err
}
