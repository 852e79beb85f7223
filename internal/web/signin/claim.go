package signin

import (
	"net/http"

	"myphoto/internal/photo"
	"myphoto/internal/service/signin"
	"myphoto/internal/web/page"
)

// stashCode keeps the code of a link, from a mail or a QR code, until its owner has
// signed in. It looks nothing up and reveals nothing about the code.
func (h *Handler) stashCode(req *http.Request) (page.Reply, error) {
	s := h.Manager.Load(req.Context())
	code, err := photo.ParseCode(req.PathValue("code"))
	if err != nil && s.Code == "" {
		return page.Redirect("/claim"), nil
	}
	s.StashCode(code, h.Now())
	return page.Redirect("/claim"), h.Manager.Save(req.Context(), s)
}

// claimView says how to continue with the code of a link.
type claimView struct {
	Stashed bool
	Studio  bool // signed in, but not as a citizen
}

func (h *Handler) claim(req *http.Request) (page.Reply, error) {
	s := h.Manager.Load(req.Context())
	stashed, who := s.StashedCode(h.Now()) != "", s.Visitor
	switch {
	case who.Stage == signin.StageReady && who.Role == photo.RoleCitizen:
		return page.Redirect("/citizen/code"), nil
	case who.Stage != signin.StageSignIn && who.Stage != signin.StageReady:
		return page.Redirect(Next(who)), nil
	}
	return page.View("signin/claim", claimView{Stashed: stashed, Studio: who.Stage == signin.StageReady}), nil
}
