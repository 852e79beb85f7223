package signin

import (
	"net/http"

	"myphoto/internal/service"
	"myphoto/internal/web/page"
	"myphoto/internal/web/session"
)

type termsView struct{ Version string }

func (r *Room) showTerms(*http.Request, session.Visit) (page.Reply, error) {
	return page.View("entry/terms", termsView{service.TermsVersion}), nil
}

func (r *Room) acceptTerms(req *http.Request, v session.Visit) (page.Reply, error) {
	visitor, err := r.Sessions.AcceptTerms(req.Context(), v.Visitor)
	if err != nil {
		return nil, err
	}
	v.Visitor = visitor
	return r.goOn(req, v)
}
