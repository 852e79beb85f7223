package citizen

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/service"
	"myphoto/internal/web/page"
	"myphoto/internal/web/received"
)

// errNoClaim says that there is nothing to look at any more.
var errNoClaim = &photo.Error{Kind: photo.NotFound, Code: "citizen.claim.none", Field: "code"}

// previewView is what the citizen approves or rejects.
type previewView struct {
	service.Claim
	Pictures []picture
	Received received.View
	Told     told
	Papers   string // the documents the pictures are for
	Again    bool   // the citizen's own from before: nothing to reject
}

func (p *Pages) preview(req *http.Request, who photo.Citizen) (page.Reply, error) {
	claim, err := p.Desk.Claimed(req.Context(), who)
	if err != nil {
		return p.unclaimed(req, who, err)
	}
	if claim.State == photo.Associated {
		return page.Redirect("/citizen/photo"), nil
	}
	l := page.Language(req)
	s := behind("/citizen/code", "citizen/preview", previewView{
		Claim: claim, Pictures: pictures(l, claim.Mine),
		Received: received.Of(l, fmt.Sprintf("/citizen/file/%s", claim.Upload), claim.Verdict, claim.Cuts), Told: tell(l, claim),
		Papers: papers(l, claim.Documents), Again: claim.State == photo.Dissociated,
	})
	s.Frame.Caption = step(req, 2)
	return s, nil
}

// unclaimed leads people without an open claim to where one begins. Who has
// just linked it, perhaps by pressing twice, gets to the linked files.
func (p *Pages) unclaimed(req *http.Request, who photo.Citizen, err error) (page.Reply, error) {
	if !errors.Is(err, photo.ErrNoFiles) {
		return nil, err
	}
	home, fault := p.Desk.Home(req.Context(), who)
	if fault != nil {
		return nil, fault
	}
	if home.Current != nil {
		return page.Redirect("/citizen/photo"), nil
	}
	return p.codeAgain(req, who, "", errNoClaim)
}

// papers lists documents by name.
func papers(l lang.Language, ids []photo.ProfileID) string {
	var names []string
	for _, id := range ids {
		if profile, ok := spec.ProfileByID(id); ok {
			names = append(names, l.Say(profile.Name, nil))
		}
	}
	return joined(names)
}

func (p *Pages) approve(req *http.Request, who photo.Citizen) (page.Reply, error) {
	err := p.Desk.Approve(req.Context(), who, req.PostFormValue("seen"))
	if errors.Is(err, service.ErrPicturesChanged) {
		reply, fault := p.preview(req, who)
		return reply, errors.Join(fault, err)
	}
	if err != nil {
		return p.unclaimed(req, who, err)
	}
	return page.Redirect("/citizen/link"), nil
}

// rejectView asks for the reason.
type rejectView struct {
	Options []page.Option
	Chosen  string
	Seen    string // which pictures are rejected
}

func (p *Pages) askReject(req *http.Request, who photo.Citizen) (page.Reply, error) {
	claim, err := p.Desk.Claimed(req.Context(), who)
	if err != nil {
		return p.unclaimed(req, who, err)
	}
	return behind("/citizen/preview", "citizen/reject", rejecting(page.Language(req), claim, "")), nil
}

func rejecting(l lang.Language, claim service.Claim, chosen string) rejectView {
	view := rejectView{Chosen: chosen, Seen: claim.Seen}
	for _, reason := range photo.RejectReasons() {
		if reason != photo.WrongSignature || claim.HasSignature() {
			view.Options = append(view.Options, page.Option{Value: string(reason), Label: l.Say("reject."+string(reason), nil)})
		}
	}
	return view
}

func (p *Pages) reject(req *http.Request, who photo.Citizen) (page.Reply, error) {
	claim, err := p.Desk.Claimed(req.Context(), who)
	if err != nil {
		return p.unclaimed(req, who, err)
	}
	reason := req.PostForm.Get("reason")
	until, err := p.Desk.Reject(req.Context(), who, photo.RejectReason(reason), req.PostForm.Get("seen"))
	if err == nil {
		return page.Redirect("/citizen/rejected?until=" + photo.AthensDay(until)), nil
	}
	if !refused(err) {
		return nil, err
	}
	return behind("/citizen/preview", "citizen/reject", rejecting(page.Language(req), claim, reason)), err
}

// rejectedView says until when the code waits for better pictures.
type rejectedView struct{ Until time.Time }

func (p *Pages) rejected(req *http.Request, _ photo.Citizen) (page.Reply, error) {
	until, err := time.ParseInLocation(time.DateOnly, req.URL.Query().Get("until"), photo.Athens())
	if err != nil {
		until = time.Time{} // the page then leaves the date out
	}
	return page.View("citizen/rejected", rejectedView{until}), nil
}
