package entry

import (
	"net/http"

	"myphoto/internal/photo"
	"myphoto/internal/service"
	"myphoto/internal/web/page"
	"myphoto/internal/web/visit"
)

// detailsView is what the person is asked to recognise.
type detailsView struct {
	Name, FatherName string
	TaxID            string // masked
	BirthYear        int    // zero when the provider gave none
}

func (r *Room) showDetails(_ *http.Request, v visit.Visit) (page.Reply, error) {
	who := v.Visitor.Person
	return page.View("entry/me", detailsView{
		Name: who.FullName(), FatherName: who.FatherName, TaxID: maskedTaxID(who.TaxID), BirthYear: who.BirthYear,
	}), nil
}

// maskedTaxID shows the last three digits.
func maskedTaxID(tax photo.TaxID) string {
	digits := tax.Digits()
	return "••••••" + digits[max(len(digits)-3, 0):]
}

// confirmDetails takes the person on. While the business register does not
// answer, a photographer has the citizen's profile alone; the way to change it
// stays open, so that the other one can be tried later.
func (r *Room) confirmDetails(req *http.Request, v visit.Visit) (page.Reply, error) {
	visitor, err := r.Sessions.Confirm(req.Context(), v.Visitor)
	if err != nil {
		return nil, err
	}
	v.Visitor, v.Several = visitor, visitor.Stage == service.StageProfile
	if !v.Several {
		eligible, err := r.Sessions.Eligibility(req.Context(), visitor)
		if err != nil {
			return nil, err
		}
		v.Several = eligible.Reason == registerDown
	}
	return r.goOn(req, v)
}
