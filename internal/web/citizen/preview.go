package citizen

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/service/citizen"
	"myphoto/internal/web/form"
	"myphoto/internal/web/page"
	"myphoto/internal/web/verdict"
)

// errNoClaim refuses a page for which there is no open claim any more.
var errNoClaim = &photo.Error{Kind: photo.NotFound, Code: "citizen.claim.none", Field: "code"}

// previewView is what the citizen approves or rejects.
type previewView struct {
	citizen.ClaimView
	Pictures  []picture
	Shown     shown
	Documents string // the documents that the pictures are for
	Usable    []usable
	Relinked  bool // the citizen linked them before: nothing to reject
}

// shown is what was found about the pictures, and what each office receives.
type shown struct {
	Deliverables verdict.Deliverables
	Summary      verdict.Summary
}

func newShown(l lang.Language, v citizen.UploadView) shown {
	return shown{
		Deliverables: verdict.NewDeliverables(l, fmt.Sprintf("/citizen/file/%s", v.Upload), v.Verdict, v.Derivatives),
		Summary:      verdict.NewSummary(l, v.Verdict, v.Exemption, v.ExemptionReason),
	}
}

func (h *Handler) preview(req *http.Request, who photo.Citizen) (page.Reply, error) {
	claim, err := h.Service.Claimed(req.Context(), who)
	if err != nil {
		return h.redirectUnclaimed(req, who, err)
	}
	if claim.State == photo.Associated {
		return page.Redirect("/citizen/photo"), nil
	}
	l := page.Language(req)
	s := withBack("/citizen/code", "citizen/preview", previewView{
		ClaimView: claim, Pictures: pictures(l, claim.UploadView),
		Shown:     newShown(l, claim.UploadView),
		Usable:    usableBefore(l, claim.Documents, claim.UploadedAt, claim.LinkedDay),
		Documents: verdict.DocumentNames(l, claim.Documents), Relinked: claim.State == photo.Dissociated,
	})
	s.Layout.Caption = stepCaption(req, 2)
	return s, nil
}

// redirectUnclaimed leads people without an open claim to the page where one
// begins, and those who have just linked it, perhaps by pressing twice, to the
// linked files.
func (h *Handler) redirectUnclaimed(req *http.Request, who photo.Citizen, err error) (page.Reply, error) {
	if !errors.Is(err, photo.ErrNoFiles) {
		return nil, err
	}
	_, linked, fault := h.Service.Current(req.Context(), who)
	if fault != nil {
		return nil, fault
	}
	if linked {
		return page.Redirect("/citizen/photo"), nil
	}
	return h.codeRefused(req, who, "", errNoClaim)
}

func (h *Handler) approve(req *http.Request, who photo.Citizen) (page.Reply, error) {
	seen := req.PostForm.Get("seen")
	err := h.Service.Approve(req.Context(), who, seen)
	if errors.Is(err, citizen.ErrPicturesChanged) {
		return h.picturesChanged(req, who, seen)
	}
	if err != nil {
		return h.redirectUnclaimed(req, who, err)
	}
	return page.Redirect("/citizen/link"), nil
}

// picturesChanged shows the pictures that wait now, in place of those that were
// approved or rejected: the studio replaced them, or another code was opened in another window.
func (h *Handler) picturesChanged(req *http.Request, who photo.Citizen, seen string) (page.Reply, error) {
	current, linked, err := h.Service.Current(req.Context(), who)
	if err != nil {
		return nil, err
	}
	if linked && current.PicturesVersion == seen {
		return page.Redirect("/citizen/photo"), nil
	}
	reply, err := h.preview(req, who)
	if err != nil {
		return nil, err
	}
	return reply, citizen.ErrPicturesChanged
}

// rejectView asks for the reason.
type rejectView struct {
	Options         []page.Option
	Chosen, Note    string
	MaxNote         int
	Upload          photo.UploadID // whose pictures are rejected
	PicturesVersion string         // which of them
	Bound           bool           // made with a ticket
}

func (h *Handler) askReject(req *http.Request, who photo.Citizen) (page.Reply, error) {
	claim, err := h.Service.Claimed(req.Context(), who)
	if err != nil {
		return h.redirectUnclaimed(req, who, err)
	}
	return withBack("/citizen/preview", "citizen/reject", newRejectView(page.Language(req), claim, citizen.RejectInput{})), nil
}

func newRejectView(l lang.Language, claim citizen.ClaimView, typed citizen.RejectInput) rejectView {
	view := rejectView{
		Chosen: string(typed.Reason), Note: typed.Note, MaxNote: photo.MaxRejectNote,
		Upload: claim.Upload, PicturesVersion: claim.PicturesVersion,
		Bound: claim.Bound,
	}
	for _, reason := range photo.RejectReasons() {
		if reason != photo.WrongSignature || claim.HasSignature() {
			view.Options = append(view.Options, page.Option{Value: string(reason), Label: l.Say("reject.reason."+string(reason), nil)})
		}
	}
	return view
}

func (h *Handler) reject(req *http.Request, who photo.Citizen) (page.Reply, error) {
	typed := citizen.RejectInput{
		Upload: photo.UploadID(req.PostForm.Get("upload")), Reason: photo.RejectReason(req.PostForm.Get("reason")), PicturesVersion: req.PostForm.Get("seen"),
		Note: strings.Join(strings.Fields(req.PostForm.Get("note")), " "), // a field of several lines, a text of one
	}
	until, err := h.Service.Reject(req.Context(), who, typed)
	if err == nil {
		to := "/citizen/rejected?until=" + photo.AthensDay(until)
		if form.Ticked(req.PostForm, "bound") {
			to += "&bound=1"
		}
		return page.Redirect(to), nil
	}
	if errors.Is(err, citizen.ErrPicturesChanged) {
		return h.picturesChanged(req, who, typed.PicturesVersion)
	}
	if !isRefusal(err) {
		return nil, err
	}
	claim, fault := h.Service.Claimed(req.Context(), who)
	if fault != nil {
		return h.redirectUnclaimed(req, who, fault)
	}
	return withBack("/citizen/preview", "citizen/reject", newRejectView(page.Language(req), claim, typed)), err
}

// rejectedView says until when the code waits for better pictures; with a ticket, the
// files.
type rejectedView struct {
	Until time.Time
	Bound bool // the upload was made with a ticket
}

func (h *Handler) rejected(req *http.Request, _ photo.Citizen) (page.Reply, error) {
	until, err := time.ParseInLocation(time.DateOnly, req.URL.Query().Get("until"), photo.Athens())
	if err != nil || !h.mayBeLastDay(until) {
		until = time.Time{} // the page then shows no date
	}
	return page.View("citizen/rejected", rejectedView{until, req.URL.Query().Has("bound")}), nil
}

// mayBeLastDay reports whether a code that waits now can be valid until a day: whoever
// makes an address can write any.
func (h *Handler) mayBeLastDay(day time.Time) bool {
	now := h.Now()
	return photo.EndOfDay(day).After(now) && day.Before(now.AddDate(0, 0, photo.MaxQueueDays))
}
