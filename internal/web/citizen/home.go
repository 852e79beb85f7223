package citizen

import (
	"errors"
	"net/http"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/citizen"
	"myphoto/internal/web/page"
	"myphoto/internal/web/verdict"
)

// expiryWarning is how long before the deletion of files their pages warn.
const expiryWarning = 14 * 24 * time.Hour

// homeView is what a citizen finds after signing in.
type homeView struct {
	Current     *uploadCard
	Dissociated []uploadCard
	Waiting     claimProgress
	Claimed     *citizen.UploadView // the files of the open claim; nil without one
	Documents   string              // documents that those are for
	Others      int                 // of them wait too
	Erased      bool                // the files were erased just now
	PausedAt    time.Time           // since when nothing may be retrieved; zero: it may
	Closed      bool                // the citizen's studio is closed, by the business register
	Lapsed      bool                // the minor's ΠΑΑΥΠΑ has lapsed
}

// claimProgress says how far an open claim has come; zero without one.
type claimProgress struct{ Open, Approved bool }

func progressOf(home citizen.Home) claimProgress {
	return claimProgress{home.Waiting != nil, home.Approved}
}

// uploadCard is one upload on a page.
type uploadCard struct {
	citizen.UploadView
	Pictures []picture
	DaysLeft int      // until deletion; zero while that is not near
	Usable   []usable // by offices that limit the age of photos
}

func (h *Handler) home(req *http.Request, who photo.Citizen) (page.Reply, error) {
	home, err := h.Service.Home(req.Context(), who)
	if err != nil {
		return nil, err
	}
	view := homeView{Waiting: progressOf(home), Claimed: home.Waiting, Others: home.Others, Erased: req.URL.Query().Has("erased"), Lapsed: who.Lapsed}
	view.Closed = who.For == "" && h.Closed(req)
	chosen, err := h.Service.Preferences(req.Context(), who)
	if err != nil {
		return nil, err
	}
	view.PausedAt = chosen.PausedAt
	if home.Waiting != nil {
		view.Documents = verdict.DocumentNames(page.Language(req), home.Waiting.Documents)
	}
	if home.Current != nil {
		current := h.uploadCard(req, *home.Current)
		view.Current = &current
	}
	for _, one := range home.Dissociated {
		view.Dissociated = append(view.Dissociated, h.uploadCard(req, one))
	}
	reply := page.View("citizen/home", view)
	if who.For != "" {
		reply.Layout.Back = "/citizen/household"
	}
	return reply, nil
}

func (h *Handler) uploadCard(req *http.Request, m citizen.UploadView) uploadCard {
	l := page.Language(req)
	c := uploadCard{UploadView: m, Pictures: pictures(l, m), Usable: usableBefore(l, m.Documents, m.UploadedAt, m.LastDay)}
	if left := m.LastDay.Sub(h.Now()); left > 0 && left < expiryWarning {
		c.DaysLeft = int(left/(24*time.Hour)) + 1
	}
	return c
}

// photoView is the page of the linked files.
type photoView struct {
	uploadCard
	Code, Grouped string
	Documents     string
	Shown         shown
	Linked        bool      // just now
	Kept          time.Time // last day of the files that were not linked instead, just now
}

func (h *Handler) photo(req *http.Request, who photo.Citizen) (page.Reply, error) {
	current, linked, err := h.Service.Current(req.Context(), who)
	if err != nil {
		return nil, err
	}
	if !linked {
		return h.redirectWithoutFiles(req, who)
	}
	view := photoView{
		uploadCard: h.uploadCard(req, current), Code: current.Code.Reveal(), Grouped: groupsOfFour(current.Code),
		Documents: verdict.DocumentNames(page.Language(req), current.Documents), Shown: newShown(page.Language(req), current), Linked: req.URL.Query().Has("linked"),
	}
	if req.URL.Query().Has("kept") {
		if view.Kept, err = h.unlinkedUntil(req, who); err != nil {
			return nil, err
		}
	}
	reply := withBack("/citizen", "citizen/photo", view)
	if view.Linked { // people who hear the page hear the title first
		reply.Layout.Title = page.Language(req).Say("citizen.done", nil)
	}
	return reply, nil
}

// unlinkedUntil returns the last day of the files that the citizen has opened and
// not linked in place of the current ones; zero where there are none.
func (h *Handler) unlinkedUntil(req *http.Request, who photo.Citizen) (time.Time, error) {
	claim, err := h.Service.Claimed(req.Context(), who)
	if errors.Is(err, photo.ErrNoFiles) || err == nil && claim.Replaces == nil {
		return time.Time{}, nil
	}
	return claim.LastDay, err
}

// redirectWithoutFiles leads people without linked files to the page where they can
// get some.
func (h *Handler) redirectWithoutFiles(req *http.Request, who photo.Citizen) (page.Reply, error) {
	home, err := h.Service.Home(req.Context(), who)
	if err != nil {
		return nil, err
	}
	if len(home.Dissociated) > 0 {
		return page.Redirect("/citizen"), nil
	}
	return page.Redirect("/citizen/code"), nil
}
