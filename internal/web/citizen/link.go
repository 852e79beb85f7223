package citizen

import (
	"errors"
	"net/http"

	"myphoto/internal/photo"
	"myphoto/internal/service/citizen"
	"myphoto/internal/web/page"
)

// keepCurrent is the answer of a citizen who does not want to replace the current
// files after all.
const keepCurrent = "keep"

var errReplaceChoose = &photo.Error{Kind: photo.Invalid, Code: "citizen.replace.choose", Field: "replaces"}

// linkView is the summary before linking, and with Confirm the question
// whether to go ahead.
type linkView struct {
	citizen.ClaimView
	Person   string
	TaxID    string // masked
	Files    string
	Pictures []picture
	Current  []picture // pictures of the files that are linked now
	Replaced string    // their upload
	Confirm  bool
}

func (h *Handler) askLink(req *http.Request, who photo.Citizen) (page.Reply, error) {
	claim, err := h.Service.Claimed(req.Context(), who)
	if err != nil {
		return h.redirectUnclaimed(req, who, err)
	}
	switch {
	case claim.State == photo.Associated:
		return page.Redirect("/citizen/photo"), nil
	case claim.ApprovedAt.IsZero():
		return page.Redirect("/citizen/preview"), nil
	}
	answers := req.URL.Query()
	if !answers.Has("confirm") {
		return linkPage(req, who, claim), nil
	}
	if seen := answers.Get("seen"); seen != "" && seen != claim.PicturesVersion {
		return h.redirectChanged(req, who, seen)
	}
	if claim.Replaces == nil {
		return confirmPage(req, who, claim), nil
	}
	switch answers.Get("replaces") {
	case string(claim.Replaces.Upload):
		return confirmPage(req, who, claim), nil
	case keepCurrent:
		return page.Redirect("/citizen/photo?kept=1"), nil
	default:
		return linkPage(req, who, claim), errReplaceChoose
	}
}

func linkPage(req *http.Request, who photo.Citizen, claim citizen.ClaimView) page.Page {
	s := withBack("/citizen/preview", "citizen/link", newLinkView(req, who, claim))
	s.Layout.Caption = stepCaption(req, 3)
	if who.For != "" {
		s.Layout.Title = page.Language(req).Say("citizen.link.title.minor", nil)
	}
	return s
}

// confirmPage asks once more, with what was chosen.
func confirmPage(req *http.Request, who photo.Citizen, claim citizen.ClaimView) page.Page {
	view := newLinkView(req, who, claim)
	view.Confirm = true
	s := withBack("/citizen/link", "citizen/link", view)
	s.Layout.Title, s.Layout.Caption = page.Language(req).Say("citizen.link.confirm", nil), stepCaption(req, 3)
	return s
}

func newLinkView(req *http.Request, who photo.Citizen, claim citizen.ClaimView) linkView {
	l := page.Language(req)
	view := linkView{
		ClaimView: claim, Person: who.FullName(), TaxID: who.TaxID.Masked(), Files: itemNames(l, itemsOf(claim.UploadView)),
		Pictures: pictures(l, claim.UploadView),
	}
	if claim.Replaces != nil {
		view.Current, view.Replaced = pictures(l, *claim.Replaces), string(claim.Replaces.Upload)
	}
	return view
}

func itemsOf(m citizen.UploadView) []photo.Item {
	items := make([]photo.Item, len(m.Items))
	for i, facts := range m.Items {
		items[i] = facts.Item
	}
	return items
}

func (h *Handler) link(req *http.Request, who photo.Citizen) (page.Reply, error) {
	err := h.Service.Associate(req.Context(), who, citizen.AssociateInput{
		PicturesVersion: req.PostForm.Get("seen"), Replaces: photo.UploadID(req.PostForm.Get("replaces")),
	})
	switch {
	case err == nil:
		return page.Redirect("/citizen/photo?linked=1"), nil
	case errors.Is(err, citizen.ErrNotApproved), errors.Is(err, citizen.ErrPicturesChanged):
		return h.redirectChanged(req, who, req.PostForm.Get("seen"))
	case errors.Is(err, photo.ErrNoFiles):
		return h.redirectUnclaimed(req, who, err)
	case errors.Is(err, photo.ErrCodeUnknown):
		return h.codeRefused(req, who, "", errNoClaim)
	case !errors.Is(err, citizen.ErrReplaceCurrent):
		return nil, err
	}
	claim, fault := h.Service.Claimed(req.Context(), who)
	if fault != nil {
		return nil, fault
	}
	return linkPage(req, who, claim), err
}

// redirectChanged leads people whose page showed other pictures than those that wait
// now: to the linked files where those were on the page, for they were linked in
// another window meanwhile, and otherwise to what waits.
func (h *Handler) redirectChanged(req *http.Request, who photo.Citizen, seen string) (page.Reply, error) {
	current, linked, err := h.Service.Current(req.Context(), who)
	if err != nil {
		return nil, err
	}
	if linked && current.PicturesVersion == seen {
		return page.Redirect("/citizen/photo"), nil
	}
	return page.Redirect("/citizen/preview"), nil
}
