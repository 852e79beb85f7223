package registers

import (
	"net/http"
	"strings"

	"myphoto/internal/sandbox/people"
)

type custodyAnswer struct {
	Output *custodyRecord `json:"getCustodyOutputRecord"`
	closing
}

type custodyRecord struct {
	Custody people.Custody `json:"custody"`
}

// Custody is getCustody of custodyRestService: what the adult with the tax number
// is to the child. It knows a child by the number in force alone, an adult child for
// ever, and says NONE of everybody whom it does not know.
func (r *Registers) Custody(w http.ResponseWriter, req *http.Request) {
	asked, ok := r.readQuestion(w, req)
	if !ok {
		return
	}
	kind, refused := r.custodyOf(asked)
	if refused != nil {
		answerJSON(w, custodyAnswer{nil, r.close(refused)})
		return
	}
	answerJSON(w, custodyAnswer{&custodyRecord{kind}, r.close(nil)})
}

// CustodyError answers that the register cannot be reached: HTTP 200 and an
// errorRecord.
func (r *Registers) CustodyError(w http.ResponseWriter, _ *http.Request) {
	answerJSON(w, custodyAnswer{nil, r.close(communicationError())})
}

func (r *Registers) custodyOf(asked question) (people.Custody, *restError) {
	if field := asked.Audit.missing(); field != "" {
		return "", badField(field)
	}
	in := asked.Custody
	switch {
	case in == nil:
		return "", badField("getCustodyInputRecord")
	case !people.ValidAFM(in.AFM):
		return "", badField("afm")
	case !only(in.AMKA, in.PAAYPA):
		return "", badField("amka, paaypa")
	case in.AMKA != "" && !people.ValidAMKA(in.AMKA):
		return "", badField("amka")
	}
	adult, known := people.ByAFM(in.AFM)
	number := strings.ToUpper(in.AMKA + in.PAAYPA)
	child, found := people.ByNumber(in.AMKA, strings.ToUpper(in.PAAYPA), "")
	if !known || !found || child.InForce() != number {
		return people.None, nil
	}
	return child.Of(adult.User), nil
}
