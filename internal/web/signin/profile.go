package signin

import (
	"net/http"

	"myphoto/internal/photo"
	"myphoto/internal/service"
	"myphoto/internal/web/page"
	"myphoto/internal/web/session"
)

// profileView is the choice of a profile.
type profileView struct {
	Profiles []service.Profile
	Down     bool   // the business register does not answer
	Reason   string // why a visitor who asked for it is no photographer; empty when not asked
	Prefix   string // of the activity codes that count
}

func (r *Room) showProfiles(req *http.Request, v session.Visit) (page.Reply, error) {
	choices, err := r.Sessions.Choices(req.Context(), v.Visitor)
	if err != nil {
		return nil, err
	}
	view := profileView{Profiles: choices.Profiles, Down: choices.RegisterDown, Prefix: choices.Photographer.Prefix}
	if !view.Down && !atStudio(choices.Profiles) {
		view.Reason = choices.Photographer.Reason
	}
	return page.View("entry/profile", view), nil
}

func atStudio(profiles []service.Profile) bool {
	for _, p := range profiles {
		if p.Role != service.RoleCitizen {
			return true
		}
	}
	return false
}

// chooseProfile takes a profile; choosing an employment that waits accepts it.
func (r *Room) chooseProfile(req *http.Request, v session.Visit) (page.Reply, error) {
	form, err := read(req)
	if err != nil {
		return nil, err
	}
	chosen := service.Profile{Role: service.Role(form.Get("role")), Studio: photo.StudioID(form.Get("studio"))}
	if v.Visitor, err = r.Sessions.Choose(req.Context(), v.Visitor, chosen); err != nil {
		return nil, err
	}
	v.Studio = false // the choice was seen and made
	return r.goOn(req, v)
}

// refuseEmployment declines a studio's offer.
func (r *Room) refuseEmployment(req *http.Request, v session.Visit) (page.Reply, error) {
	form, err := read(req)
	if err != nil {
		return nil, err
	}
	if err := r.Sessions.RefuseEmployment(req.Context(), v.Visitor, form.Get("employment")); err != nil {
		return nil, err
	}
	return page.Redirect("/profile"), nil
}
