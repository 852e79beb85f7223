package citizen

import (
	"errors"
	"net/http"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service"
	"myphoto/internal/web/page"
)

// soon is how long before their deletion the pages warn.
const soon = 14 * 24 * time.Hour

// homeView is what a citizen finds after signing in.
type homeView struct {
	Current     *card
	Dissociated []card
	Waiting     waiting
	Claimed     *service.Mine // the files of the open claim; nil without one
	Papers      string        // what those are for
	Erased      bool          // the files were erased just now
}

// waiting says how far an open claim has come; zero without one.
type waiting struct{ Open, Approved bool }

func waitingIn(home service.Home) waiting { return waiting{home.Waiting != nil, home.Approved} }

// card is one upload on a page.
type card struct {
	service.Mine
	Pictures []picture
	DaysLeft int // until deletion, when that is soon; else zero
}

func (p *Pages) home(req *http.Request, who photo.Citizen) (page.Reply, error) {
	home, err := p.Desk.Home(req.Context(), who)
	if err != nil {
		return nil, err
	}
	view := homeView{Waiting: waitingIn(home), Claimed: home.Waiting, Erased: req.URL.Query().Has("erased")}
	if home.Waiting != nil {
		view.Papers = papers(page.Language(req), home.Waiting.Documents)
	}
	if home.Current != nil {
		current := p.card(req, *home.Current)
		view.Current = &current
	}
	for _, one := range home.Dissociated {
		view.Dissociated = append(view.Dissociated, p.card(req, one))
	}
	return page.View("citizen/home", view), nil
}

func (p *Pages) card(req *http.Request, m service.Mine) card {
	c := card{Mine: m, Pictures: pictures(page.Language(req), m)}
	if left := m.LastDay.Sub(p.Now()); left > 0 && left < soon {
		c.DaysLeft = int(left/(24*time.Hour)) + 1
	}
	return c
}

// photoView is the page of the linked files.
type photoView struct {
	card
	Code, Grouped string
	Papers        string
	Linked        bool      // just now
	Kept          time.Time // last day of the files that were not linked instead, just now
}

func (p *Pages) photo(req *http.Request, who photo.Citizen) (page.Reply, error) {
	home, err := p.Desk.Home(req.Context(), who)
	if err != nil {
		return nil, err
	}
	if home.Current == nil {
		return withoutFiles(home), nil
	}
	mine := *home.Current
	view := photoView{
		card: p.card(req, mine), Code: mine.Code.Reveal(), Grouped: grouped(mine.Code),
		Papers: papers(page.Language(req), mine.Documents), Linked: req.URL.Query().Has("linked"),
	}
	if req.URL.Query().Has("kept") {
		if view.Kept, err = p.spare(req, who); err != nil {
			return nil, err
		}
	}
	screen := behind("/citizen", "citizen/photo", view)
	if view.Linked { // the title is what a voice reads first
		screen.Frame.Title = page.Language(req).Say("citizen.done", nil)
	}
	return screen, nil
}

// spare gives the last day of the files that the citizen has opened and not
// linked in place of the current ones; zero when there are none.
func (p *Pages) spare(req *http.Request, who photo.Citizen) (time.Time, error) {
	claim, err := p.Desk.Claimed(req.Context(), who)
	if errors.Is(err, photo.ErrNoFiles) || err == nil && claim.Replaces == nil {
		return time.Time{}, nil
	}
	return claim.LastDay, err
}

// withoutFiles leads people without linked files to where they can get some.
func withoutFiles(home service.Home) page.Reply {
	if len(home.Dissociated) > 0 {
		return page.Redirect("/citizen")
	}
	return page.Redirect("/citizen/code")
}
