package signin

import (
	"net/http"
	"strconv"

	"myphoto/internal/service/signin"
	"myphoto/internal/web/page"
	"myphoto/internal/web/session"
)

// detailsView lists the details that the person is asked to confirm.
type detailsView struct{ Rows []page.Row }

func (h *Handler) showDetails(req *http.Request, s session.Session) (page.Reply, error) {
	who, l := s.Visitor.Person, page.Language(req)
	rows := []page.Row{
		{Key: l.Say("signin.me.name", nil), Value: who.FullName()},
		{Key: l.Say("signin.me.father", nil), Value: who.FatherName},
		{Key: l.Say("term.afm", nil), Value: who.TaxID.Masked()},
	}
	if who.BirthYear != 0 {
		rows = append(rows, page.Row{Key: l.Say("signin.me.born", nil), Value: strconv.Itoa(who.BirthYear)})
	}
	return page.View("signin/me", detailsView{rows}), nil
}

// confirmDetails records that the person confirmed them.
func (h *Handler) confirmDetails(req *http.Request, s session.Session) (page.Reply, error) {
	visitor, err := h.Service.ConfirmDetails(req.Context(), s.Visitor)
	if err != nil {
		return nil, err
	}
	s.Visitor, s.Several = visitor, visitor.Stage == signin.StageRole
	if err := h.sendOTP(req.Context(), &s); err != nil {
		return nil, err
	}
	return h.advance(req, s)
}
