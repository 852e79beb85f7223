package entry

import (
	"net/http"

	"myphoto/internal/service"
	"myphoto/internal/web/page"
	"myphoto/internal/web/visit"
)

type termsView struct{ Version string }

func (r *Room) showTerms(*http.Request, visit.Visit) (page.Reply, error) {
	return page.View("entry/terms", termsView{service.TermsVersion}), nil
}

func (r *Room) acceptTerms(req *http.Request, v visit.Visit) (page.Reply, error) {
	visitor, err := r.Sessions.AcceptTerms(req.Context(), v.Visitor)
	if err != nil {
		return nil, err
	}
	v.Visitor = visitor
	return r.goOn(req, v)
}
