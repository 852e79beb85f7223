package signin

import (
	"net/http"

	"myphoto/internal/photo"
	"myphoto/internal/service"
	"myphoto/internal/web/page"
)

// carry takes the code out of the link in the mail or below a camera and
// remembers it until its owner has signed in. It looks nothing up and tells
// nothing about the code.
func (r *Room) carry(req *http.Request) (page.Reply, error) {
	v := r.Visits.Open(req.Context())
	code, err := photo.ParseCode(req.PathValue("code"))
	if err != nil && v.Code == "" {
		return page.Redirect("/claim"), nil
	}
	v.Carry(code, r.Now())
	return page.Redirect("/claim"), r.Visits.Save(req.Context(), v)
}

// claimView says how to go on with a code that a link carried.
type claimView struct {
	Carried bool
	Studio  bool // signed in, but not as a citizen
}

func (r *Room) claim(req *http.Request) (page.Reply, error) {
	v := r.Visits.Open(req.Context())
	carried, who := v.Carried(r.Now()) != "", v.Visitor
	switch {
	case who.Stage == service.StageReady && who.Role == service.RoleCitizen:
		return page.Redirect("/citizen/code"), nil
	case who.Stage != service.StageSignIn && who.Stage != service.StageReady:
		return page.Redirect(Next(who)), nil
	}
	return page.View("entry/claim", claimView{Carried: carried, Studio: who.Stage == service.StageReady}), nil
}
