package signin

import (
	"net/http"
	"strconv"

	"myphoto/internal/photo"
	"myphoto/internal/service"
	"myphoto/internal/web/page"
	"myphoto/internal/web/session"
)

// detailsView is what the person is asked to recognise.
type detailsView struct{ Rows []page.Row }

func (r *Room) showDetails(req *http.Request, v session.Visit) (page.Reply, error) {
	who, l := v.Visitor.Person, page.Language(req)
	rows := []page.Row{
		{Key: l.Say("entry.me.name", nil), Value: who.FullName()},
		{Key: l.Say("entry.me.father", nil), Value: who.FatherName},
		{Key: l.Say("term.afm", nil), Value: maskedTaxID(who.TaxID)},
	}
	if who.BirthYear != 0 {
		rows = append(rows, page.Row{Key: l.Say("entry.me.born", nil), Value: strconv.Itoa(who.BirthYear)})
	}
	return page.View("entry/me", detailsView{rows}), nil
}

// maskedTaxID shows the last three digits.
func maskedTaxID(tax photo.TaxID) string {
	digits := tax.Digits()
	return "••••••" + digits[max(len(digits)-3, 0):]
}

// confirmDetails takes the person on.
func (r *Room) confirmDetails(req *http.Request, v session.Visit) (page.Reply, error) {
	visitor, err := r.Sessions.Confirm(req.Context(), v.Visitor)
	if err != nil {
		return nil, err
	}
	v.Visitor, v.Several = visitor, visitor.Stage == service.StageProfile
	return r.goOn(req, v)
}
