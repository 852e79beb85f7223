package signin

import (
	"net/http"

	"myphoto/internal/photo"
	"myphoto/internal/service/signin"
	"myphoto/internal/web/form"
	"myphoto/internal/web/page"
	"myphoto/internal/web/session"
)

// profileView is the choice of a profile.
type profileView struct {
	Profiles []signin.RoleChoice
	Down     bool   // the business register does not answer
	Reason   string // why the profile of a photographer is not offered; empty where it was not asked
	Prefix   string // of the activity codes that count
}

func (h *Handler) showProfiles(req *http.Request, s session.Session) (page.Reply, error) {
	choices, err := h.Service.Choices(req.Context(), s.Visitor)
	if err != nil {
		return nil, err
	}
	view := profileView{Profiles: choices.Roles, Down: choices.RegisterDown, Prefix: choices.Photographer.Prefix}
	if !view.Down && !atStudio(choices.Roles) {
		view.Reason = string(choices.Photographer.Reason)
	}
	reply := page.View("signin/profile", view)
	reply.Layout.Width = page.Full
	return reply, nil
}

func atStudio(profiles []signin.RoleChoice) bool {
	for _, p := range profiles {
		if p.Role != photo.RoleCitizen {
			return true
		}
	}
	return false
}

// chooseProfile enters a profile; choosing a pending employment accepts it.
func (h *Handler) chooseProfile(req *http.Request, s session.Session) (page.Reply, error) {
	values, err := form.Values(req, maxForm)
	if err != nil {
		return nil, err
	}
	chosen := signin.RoleChoice{Role: photo.Role(values.Get("role")), Studio: photo.StudioID(values.Get("studio"))}
	if s.Visitor, err = h.Service.ChooseRole(req.Context(), s.Visitor, chosen); err != nil {
		return nil, err
	}
	s.Studio = false // the choice was made
	if err := h.sendOTP(req.Context(), &s); err != nil {
		return nil, err
	}
	return h.advance(req, s)
}

// refuseEmployment declines the offer of a studio.
func (h *Handler) refuseEmployment(req *http.Request, s session.Session) (page.Reply, error) {
	values, err := form.Values(req, maxForm)
	if err != nil {
		return nil, err
	}
	if err := h.Service.RefuseEmployment(req.Context(), s.Visitor, values.Get("employment")); err != nil {
		return nil, err
	}
	return page.Redirect("/profile"), nil
}
