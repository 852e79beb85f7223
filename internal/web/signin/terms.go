package signin

import (
	"net/http"

	"myphoto/internal/service/signin"
	"myphoto/internal/web/page"
	"myphoto/internal/web/session"
)

type termsView struct{ Version string }

func (h *Handler) showTerms(*http.Request, session.Session) (page.Reply, error) {
	return page.View("signin/terms", termsView{signin.TermsVersion}), nil
}

func (h *Handler) acceptTerms(req *http.Request, s session.Session) (page.Reply, error) {
	visitor, err := h.Service.AcceptTerms(req.Context(), s.Visitor)
	if err != nil {
		return nil, err
	}
	s.Visitor = visitor
	return h.advance(req, s)
}
