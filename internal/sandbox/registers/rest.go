package registers

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
)

// codeNotFound is the error code for a number that no entry has: ours, in the style
// of the centre's own codes.
const codeNotFound = "GEN_RECORD_NOT_FOUND"

// noEntry is the text that comes with it; the ΑΜΚΑ register is known to say so.
const noEntry = "Δεν βρέθηκαν εγγραφές με αυτά τα κριτήρια."

// question is the body of a request to a REST service of the interoperability
// centre. Each service has its own input record; fields that no service knows are
// not looked at.
type question struct {
	Audit   *audit   `json:"auditRecord"`
	Custody *numbers `json:"getCustodyInputRecord"`
	Person  *numbers `json:"getPersonInputRecord"`
}

// numbers is an input record; an empty number counts as absent.
type numbers struct {
	AFM    string `json:"afm"`
	AMKA   string `json:"amka"`
	PAAYPA string `json:"paaypa"`
}

// closing is what every answer of the centre ends with.
type closing struct {
	CallSequenceID   int64      `json:"callSequenceId"`
	CallSequenceDate string     `json:"callSequenceDate"`
	Error            *restError `json:"errorRecord"`
}

type restError struct {
	Code  string `json:"errorCode"`
	Descr string `json:"errorDescr"`
}

// badField refuses a field of the question that is absent or wrong.
func badField(name string) *restError {
	return &restError{codeInvalid, "Missing or invalid: " + name}
}

// communicationError is what the centre says when the register behind it cannot be
// reached.
func communicationError() *restError {
	return &restError{codeCommunication, "Σφάλμα επικοινωνίας με το σύστημα του φορέα"}
}

// readQuestion lets a caller in and reads the question. It answers refusals of the
// gateway itself, which have a status of HTTP and no record, and returns false then.
func (r *Registers) readQuestion(w http.ResponseWriter, req *http.Request) (question, bool) {
	var asked question
	user, password, given := req.BasicAuth()
	switch {
	case !given || !r.authentic(user, password):
		w.Header().Set("WWW-Authenticate", `Basic realm="esb"`)
		http.Error(w, "Unauthorized", http.StatusUnauthorized)
	case !hasMediaType(req, "application/json"):
		http.Error(w, "Content-Type is not application/json", http.StatusUnsupportedMediaType)
	case readOne(req.Body, &asked) != nil:
		http.Error(w, "not one JSON object", http.StatusBadRequest)
	default:
		return asked, true
	}
	return asked, false
}

// readOne reads one JSON value of at most 64 KB with nothing after it.
func readOne(r io.Reader, to any) error {
	d := json.NewDecoder(io.LimitReader(r, maxEnvelope))
	if err := d.Decode(to); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one value")
	}
	return nil
}

// only reports whether exactly one of the numbers is given.
func only(all ...string) bool {
	given := 0
	for _, n := range all {
		if n != "" {
			given++
		}
	}
	return given == 1
}

func (r *Registers) close(refused *restError) closing {
	return closing{r.calls.Add(1), r.c.Now().UTC().Format("2006-01-02T15:04:05Z"), refused}
}

func answerJSON(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	_ = e.Encode(body) // a client that left asks again
}

// nonsense are answers that no client may take for one, all with HTTP 200: a page of
// a proxy, a record that breaks off, one of another service, a custody that does not
// exist, numbers where text belongs, a child born in the future, the same field
// twice.
func nonsense() []string {
	return []string{
		"<html><body>Η υπηρεσία είναι προσωρινά μη διαθέσιμη</body></html>",
		`{"getCustodyOutputRecord":{"custody":"SOLE_CUS`,
		`{"getNncIdentityOutputRecord":{"mobile":"6900000001"},"callSequenceId":1,"callSequenceDate":"","errorRecord":null}`,
		`{"getCustodyOutputRecord":{"custody":"YES"},"getPersonOutputRecord":{"amkaInForce":"15061200019"},"callSequenceId":1,"callSequenceDate":"","errorRecord":null}`,
		`{"getCustodyOutputRecord":{"custody":1},"getPersonOutputRecord":{"amkaInForce":15061200018},"callSequenceId":1,"callSequenceDate":"","errorRecord":null}`,
		`{"getCustodyOutputRecord":[],"getPersonOutputRecord":{"amkaInForce":"15061200018","paaypa":null,"afm":null,"birthDate":"15/06/2112","surname":"Χ","name":"Χ"},"callSequenceId":1,"callSequenceDate":"","errorRecord":null}`,
		`{"getCustodyOutputRecord":{"custody":"NONE","custody":"SOLE_CUSTODY"},"getPersonOutputRecord":null,"callSequenceId":1,"callSequenceDate":"","errorRecord":null}`,
		"null",
	}
}

// Nonsense answers with the next of several texts that are no answer.
func (r *Registers) Nonsense(w http.ResponseWriter, _ *http.Request) {
	all := nonsense()
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = io.WriteString(w, all[int(r.nonsense.Add(1)-1)%len(all)]) // a client that left asks again
}
