package registers

import (
	"net/http"
	"slices"
	"strings"

	"myphoto/internal/sandbox/people"
)

// codeLapsed is the error code of a ΠΑΑΥΠΑ that was deactivated. It is ours: the
// record has no field that could say so, and errorRecord is where the centre puts
// what is true of a record but not in it. The record comes with it, because the
// person is still there.
const codeLapsed = "PAAYPA_INACTIVE"

const lapsed = "Ο ΠΑΑΥΠΑ έχει απενεργοποιηθεί."

// personAnswer is the answer of getPerson.
type personAnswer struct {
	Output *personRecord `json:"getPersonOutputRecord"`
	closing
}

// personRecord has every field always. A field without a value is null or three
// underscores, as it is in other registers.
type personRecord struct {
	AMKAInForce *string `json:"amkaInForce"`
	PAAYPA      *string `json:"paaypa"`
	AFM         *string `json:"afm"`
	BirthDate   *string `json:"birthDate"`
	Surname     *string `json:"surname"`
	Name        *string `json:"name"`
}

// Person is getPerson of amkaRestService: the entry with any number of a person.
func (r *Registers) Person(w http.ResponseWriter, req *http.Request) {
	asked, ok := r.readQuestion(w, req)
	if !ok {
		return
	}
	e, refused := r.personOf(asked)
	if refused != nil {
		answerJSON(w, personAnswer{nil, r.close(refused)})
		return
	}
	if e.Lapsed {
		refused = &restError{codeLapsed, lapsed}
	}
	answerJSON(w, personAnswer{written(e), r.close(refused)})
}

// PersonError answers that the register cannot be reached: HTTP 200 and an
// errorRecord.
func (r *Registers) PersonError(w http.ResponseWriter, _ *http.Request) {
	answerJSON(w, personAnswer{nil, r.close(communicationError())})
}

func (r *Registers) personOf(asked question) (people.Entry, *restError) {
	if field := asked.Audit.missing(); field != "" {
		return people.Entry{}, badField(field)
	}
	in := asked.Person
	switch {
	case in == nil:
		return people.Entry{}, badField("getPersonInputRecord")
	case !only(in.AMKA, in.PAAYPA, in.AFM):
		return people.Entry{}, badField("amka, paaypa, afm")
	case in.AMKA != "" && !people.ValidAMKA(in.AMKA):
		return people.Entry{}, badField("amka")
	case in.AFM != "" && !people.ValidAFM(in.AFM):
		return people.Entry{}, badField("afm")
	}
	e, found := people.ByNumber(in.AMKA, strings.ToUpper(in.PAAYPA), in.AFM)
	if !found {
		return people.Entry{}, &restError{codeNotFound, noEntry}
	}
	return e, nil
}

// written writes an entry as the registers do: numbers and names padded on the
// right, the tax number with 00 before it, names with double spaces. Of the people,
// those whose day of birth is even have the time with their date, and underscores for
// what is missing.
func written(e people.Entry) *personRecord {
	even := strings.ContainsAny(e.Birth[len(e.Birth)-1:], "02468")
	blank := func(value string) *string {
		switch {
		case value != "":
			return &value
		case even:
			underscores := "___"
			return &underscores
		}
		return nil
	}
	afm := e.AFM
	if afm != "" {
		afm = "00" + afm
	}
	birth := dateOf(e.Birth)
	if even {
		birth += "-12:00:00" // midnight by a clock of twelve hours
	}
	return &personRecord{
		AMKAInForce: blank(padded(e.AMKA, 15)), PAAYPA: blank(padded(e.PAAYPA, 15)), AFM: blank(padded(afm, 14)),
		BirthDate: &birth,
		Surname:   blank(padded(strings.ReplaceAll(e.Surname, " ", "  "), 40)), Name: blank(padded(e.Name, 30)),
	}
}

// dateOf turns yyyy-mm-dd into dd/MM/yyyy.
func dateOf(day string) string {
	parts := strings.Split(day, "-")
	slices.Reverse(parts)
	return strings.Join(parts, "/")
}
