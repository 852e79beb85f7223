package registers

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"myphoto/internal/sandbox/people"
)

// Error codes of the contact register. Only the first is known from the real
// service; the others keep its style.
const (
	codeCommunication = "GEN_COMMUNICATION_ERROR"
	codeUnauthorised  = "GEN_AUTHENTICATION_ERROR"
	codeInvalid       = "GEN_INVALID_REQUEST"
)

type audit struct {
	TransactionID   *string `json:"auditTransactionId"`
	TransactionDate *string `json:"auditTransactionDate"`
	Unit            *string `json:"auditUnit"`
	Protocol        *string `json:"auditProtocol"`
	UserID          *string `json:"auditUserId"`
	UserIP          *string `json:"auditUserIp"`
}

type contactsRequest struct {
	Audit *audit `json:"auditRecord"`
	Input *struct {
		AFM string `json:"afm"`
	} `json:"getNncIdentityExtInputRecord"`
}

type contactsReply struct {
	Output           *contact    `json:"getNncIdentityExtOutputRecord"`
	CallSequenceID   int64       `json:"callSequenceId"`
	CallSequenceDate string      `json:"callSequenceDate"`
	Error            errorRecord `json:"errorRecord"`
}

type errorRecord struct {
	Code  string `json:"errorCode,omitempty"`
	Descr string `json:"errorDescr,omitempty"`
}

// contact has every field of the real record; absent ones are null.
type contact struct {
	Email          *string `json:"email"`
	Telephone      *string `json:"telephone"`
	Mobile         *string `json:"mobile"`
	AddressStreet  *string `json:"addressStreet"`
	AddressNumber  *string `json:"addressNumber"`
	AddressNumber2 *string `json:"addressNumber2"`
	AddressZipCode *string `json:"addressZipCode"`
	Region         *string `json:"region"`
	RegionalUnit   *string `json:"regionalUnit"`
	Municipality   *string `json:"municipality"`
	MunicipalUnit  *string `json:"municipalUnit"`
	Locality       *string `json:"locality"`
	Commune        *string `json:"commune"`
}

// Contacts is getNncIdentityExt of the contact register.
func (r *Registers) Contacts(w http.ResponseWriter, req *http.Request) {
	user, password, _ := req.BasicAuth()
	if !r.authentic(user, password) {
		w.Header().Set("WWW-Authenticate", `Basic realm="esb"`)
		r.answer(w, http.StatusUnauthorized, contactsReply{Error: errorRecord{codeUnauthorised, "Invalid credentials"}})
		return
	}
	var in contactsRequest
	if err := json.NewDecoder(req.Body).Decode(&in); err != nil {
		r.answer(w, http.StatusBadRequest, contactsReply{Error: errorRecord{codeInvalid, "Request is not JSON"}})
		return
	}
	if missing := in.missing(); missing != "" {
		r.answer(w, http.StatusOK, contactsReply{Error: errorRecord{codeInvalid, "Missing or invalid: " + missing}})
		return
	}
	var out contactsReply
	if p, found := people.ByAFM(in.Input.AFM); found {
		out.Output = contactOf(p)
	}
	r.answer(w, http.StatusOK, out)
}

// ContactsError answers as the interoperability centre does when the register
// behind it cannot be reached: HTTP 200 and an errorRecord.
func (r *Registers) ContactsError(w http.ResponseWriter, _ *http.Request) {
	r.answer(w, http.StatusOK, contactsReply{Error: errorRecord{codeCommunication, "Σφάλμα επικοινωνίας με το σύστημα του φορέα"}})
}

func (r *Registers) answer(w http.ResponseWriter, status int, reply contactsReply) {
	reply.CallSequenceID = r.calls.Add(1)
	reply.CallSequenceDate = r.c.Now().UTC().Format("2006-01-02T15:04:05Z")
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(reply) // a client that left asks again
}

// missing names the first field of the request that is absent or wrong.
func (in contactsRequest) missing() string {
	if in.Audit == nil {
		return "auditRecord"
	}
	a := in.Audit
	for _, f := range []struct {
		name  string
		value *string
	}{
		{"auditTransactionId", a.TransactionID},
		{"auditTransactionDate", a.TransactionDate},
		{"auditUnit", a.Unit},
		{"auditProtocol", a.Protocol},
		{"auditUserId", a.UserID},
		{"auditUserIp", a.UserIP},
	} {
		if f.value == nil || strings.TrimSpace(*f.value) == "" {
			return f.name
		}
	}
	if _, err := time.Parse(time.RFC3339, *a.TransactionDate); err != nil {
		return "auditTransactionDate"
	}
	if in.Input == nil || !people.ValidAFM(in.Input.AFM) {
		return "afm"
	}
	return ""
}

func contactOf(p people.Person) *contact {
	c := &contact{
		AddressStreet: text("ΣΤΑΔΙΟΥ   "), AddressNumber: text("1"), AddressZipCode: text("10562"),
		Region: text("ΑΤΤΙΚΗΣ"), RegionalUnit: text("ΚΕΝΤΡΙΚΟΥ  ΤΟΜΕΑ ΑΘΗΝΩΝ"), Municipality: text("ΑΘΗΝΑΙΩΝ"), Locality: text("ΑΘΗΝΑ"),
	}
	if p.Email != "" {
		c.Email = text(p.Email)
	}
	if p.Mobile != "" {
		c.Mobile = text(asTyped(p))
	}
	return c
}

// asTyped spells a mobile in one of the ways people type them.
func asTyped(p people.Person) string {
	national := strings.TrimPrefix(p.Mobile, "+30")
	switch p.BirthYear % 4 {
	case 0:
		return national
	case 1:
		return "0030" + national
	case 2:
		return national[:3] + " " + national[3:6] + " " + national[6:] + "  "
	}
	return p.Mobile
}

func text(s string) *string { return &s }
