package citizen

import (
	"errors"
	"net/http"
	"slices"

	"myphoto/internal/httpx"
	"myphoto/internal/photo"
	"myphoto/internal/service"
	"myphoto/internal/web/page"
)

// Refusals of an erasure that was not meant in earnest.
var (
	errEraseConfirm = &photo.Error{Kind: photo.Invalid, Code: "citizen.erase.tick", Field: "confirm"}
	errEraseChoose  = &photo.Error{Kind: photo.Invalid, Code: "citizen.erase.choose", Field: "upload"}
)

func (p *Pages) askUnlink(req *http.Request, who photo.Citizen) (page.Reply, error) {
	home, err := p.Desk.Home(req.Context(), who)
	if err != nil {
		return nil, err
	}
	if home.Current == nil {
		return withoutFiles(home), nil
	}
	return behind("/citizen/photo", "citizen/unlink", p.card(req, *home.Current)), nil
}

func (p *Pages) unlink(req *http.Request, who photo.Citizen) (page.Reply, error) {
	_, err := p.Desk.Dissociate(req.Context(), who)
	if err != nil && !errors.Is(err, photo.ErrNoFiles) { // pressed twice
		return nil, err
	}
	return page.Redirect("/citizen/unlinked"), nil
}

// unlinkedView offers what was unlinked, the way back and the way on.
type unlinkedView struct{ Dissociated []card }

func (p *Pages) unlinked(req *http.Request, who photo.Citizen) (page.Reply, error) {
	home, err := p.Desk.Home(req.Context(), who)
	if err != nil {
		return nil, err
	}
	if home.Current != nil || len(home.Dissociated) == 0 {
		return page.Redirect("/citizen"), nil
	}
	var view unlinkedView
	for _, one := range home.Dissociated {
		view.Dissociated = append(view.Dissociated, p.card(req, one))
	}
	return behind("/citizen", "citizen/unlinked", view), nil
}

// againView compares the files that would be linked again with the current.
type againView struct{ Wanted, Current card }

// again links unlinked files again. Where others are current, it asks first
// whether those should give way.
func (p *Pages) again(req *http.Request, who photo.Citizen) (page.Reply, error) {
	upload, replaces := photo.UploadID(req.PostForm.Get("upload")), photo.UploadID(req.PostForm.Get("replaces"))
	err := p.Desk.AssociateAgain(req.Context(), who, upload, replaces)
	if err == nil {
		return page.Redirect("/citizen/photo?linked=1"), nil
	}
	if !errors.Is(err, service.ErrReplaceCurrent) {
		return nil, err
	}
	home, fault := p.Desk.Home(req.Context(), who)
	if fault != nil {
		return nil, fault
	}
	at := slices.IndexFunc(home.Dissociated, func(m service.Mine) bool { return m.Upload == upload })
	if at < 0 || home.Current == nil {
		return nil, err
	}
	screen := behind("/citizen", "citizen/again", againView{p.card(req, home.Dissociated[at]), p.card(req, *home.Current)})
	screen.Status, screen.Frame.Path = httpx.Status(photo.Conflict), "/citizen"
	return screen, nil
}

// eraseView asks which files to erase, if there are several, and whether the
// person means it.
type eraseView struct {
	Options []page.Option
	Chosen  string
}

func (p *Pages) askErase(req *http.Request, who photo.Citizen) (page.Reply, error) {
	return p.erasing(req, who, req.URL.Query().Get("upload"))
}

func (p *Pages) erasing(req *http.Request, who photo.Citizen, chosen string) (page.Reply, error) {
	home, err := p.Desk.Home(req.Context(), who)
	if err != nil {
		return nil, err
	}
	files := home.Dissociated
	if home.Current != nil {
		files = append([]service.Mine{*home.Current}, files...)
	}
	if len(files) == 0 {
		return page.Redirect("/citizen"), nil
	}
	l, view := page.Language(req), eraseView{Chosen: chosen}
	for _, one := range files {
		view.Options = append(view.Options, page.Option{
			Value: string(one.Upload), Hint: l.Say("citizen.erase.hint", map[string]any{"date": one.UploadedAt, "studio": one.StudioName}),
			Label: l.Say("citizen.erase."+string(one.State), nil),
		})
	}
	if len(files) == 1 {
		view.Chosen = string(files[0].Upload)
	}
	return behind("/citizen", "citizen/erase", view), nil
}

func (p *Pages) erase(req *http.Request, who photo.Citizen) (page.Reply, error) {
	upload := req.PostForm.Get("upload")
	var fault error
	switch {
	case upload == "":
		fault = errEraseChoose
	case req.PostForm.Get("confirm") != "yes":
		fault = errEraseConfirm
	default:
		if err := p.Desk.Erase(req.Context(), who, photo.UploadID(upload)); err != nil {
			return nil, err
		}
		return page.Redirect("/citizen?erased=1"), nil
	}
	screen, err := p.erasing(req, who, upload)
	if err != nil {
		return nil, err
	}
	return screen, fault
}
