package registers

import (
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"myphoto/internal/sandbox/people"
)

// ContactsNamespace is the namespace of the messages: an assumption, in the
// style of the interoperability centre's other services.
const ContactsNamespace = "http://gsis.ggps.interoperability/NotificationCenterElementsInterface"

// nsEnvelope11 is the namespace of SOAP 1.1.
const nsEnvelope11 = "http://schemas.xmlsoap.org/soap/envelope/"

// Error codes of the contact register. Only the first is known from the real
// service; the other keeps its style.
const (
	codeCommunication = "GEN_COMMUNICATION_ERROR"
	codeInvalid       = "GEN_INVALID_REQUEST"
)

// textType is the only type of password taken (UsernameToken profile 1.0).
const textType = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText"

// Operations of the contact register.
const (
	opIdentityExt = "getNncIdentityExt"
	opIdentity    = "getNncIdentity"
)

type contactsEnvelope struct {
	XMLName xml.Name `xml:"Envelope"`
	Header  struct {
		Security *struct {
			User     string `xml:"UsernameToken>Username"`
			Password struct {
				Type string `xml:"Type,attr"`
				Text string `xml:",chardata"`
			} `xml:"UsernameToken>Password"`
		} `xml:"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd Security"`
	} `xml:"http://schemas.xmlsoap.org/soap/envelope/ Header"`
	Body struct {
		Request struct {
			XMLName  xml.Name
			Audit    *audit        `xml:"auditRecord"`
			ExtInput *contactInput `xml:"getNncIdentityExtInputRecord"`
			Input    *contactInput `xml:"getNncIdentityInputRecord"`
		} `xml:",any"`
	} `xml:"http://schemas.xmlsoap.org/soap/envelope/ Body"`
}

type contactInput struct {
	AFM string `xml:"afm"`
}

type audit struct {
	TransactionID   *string `xml:"auditTransactionId" json:"auditTransactionId"`
	TransactionDate *string `xml:"auditTransactionDate" json:"auditTransactionDate"`
	Unit            *string `xml:"auditUnit" json:"auditUnit"`
	Protocol        *string `xml:"auditProtocol" json:"auditProtocol"`
	UserID          *string `xml:"auditUserId" json:"auditUserId"`
	UserIP          *string `xml:"auditUserIp" json:"auditUserIp"`
}

// ContactsCall is what a request to the contact register asks.
type ContactsCall struct {
	User, Password string
	Operation      string // getNncIdentityExt or getNncIdentity
	AFM            string
	Missing        string // first field of the audit record that is absent or wrong
}

// Refusals of the gateway, before the register is asked.
var (
	errVersion11 = errors.New("envelope is not SOAP 1.1")
	errSecurity  = errors.New("no UsernameToken with a password as text")
	errOperation = errors.New("no such operation")
)

// ReadContactsCall reads a SOAP 1.1 request of at most 64 KB. Descendants of the
// request are found by their local names.
func ReadContactsCall(r io.Reader) (ContactsCall, error) {
	var e contactsEnvelope
	if err := readDocument(r, &e); err != nil {
		return ContactsCall{}, err
	}
	token, asked := e.Header.Security, e.Body.Request
	if e.XMLName.Space != nsEnvelope11 {
		return ContactsCall{}, errVersion11
	}
	if token == nil || token.User == "" || token.Password.Type != "" && token.Password.Type != textType {
		return ContactsCall{}, errSecurity
	}
	call := ContactsCall{
		User: strings.TrimSpace(token.User), Password: token.Password.Text,
		Missing: asked.Audit.missing(),
	}
	input := asked.ExtInput
	switch asked.XMLName {
	case xml.Name{Space: ContactsNamespace, Local: opIdentityExt + "Request"}:
		call.Operation = opIdentityExt
	case xml.Name{Space: ContactsNamespace, Local: opIdentity + "Request"}:
		call.Operation, input = opIdentity, asked.Input
	default:
		return ContactsCall{}, errOperation
	}
	if input != nil {
		call.AFM = strings.TrimSpace(input.AFM)
	}
	return call, nil
}

// missing names the first field that is absent, or a date that is none. Blank
// fields are taken, as the real service takes them.
func (a *audit) missing() string {
	if a == nil {
		return "auditRecord"
	}
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
		if f.value == nil {
			return f.name
		}
	}
	if date := strings.TrimSpace(*a.TransactionDate); date != "" && !isDateTime(date) {
		return "auditTransactionDate"
	}
	return ""
}

// isDateTime reports whether s is an xs:dateTime, whose zone may be absent.
func isDateTime(s string) bool {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05"} {
		if _, err := time.Parse(layout, s); err == nil {
			return true
		}
	}
	return false
}

// Contacts is notificationCenterElementsService.
func (r *Registers) Contacts(w http.ResponseWriter, req *http.Request) {
	if !hasMediaType(req, "text/xml") {
		soap11(w, http.StatusUnsupportedMediaType, fault11("soapenv:Client", "Content-Type is not text/xml"))
		return
	}
	call, err := ReadContactsCall(req.Body)
	switch {
	case errors.Is(err, errVersion11):
		soap11(w, http.StatusInternalServerError, fault11("soapenv:VersionMismatch", err.Error()))
	case errors.Is(err, errSecurity):
		soap11(w, http.StatusInternalServerError, fault11("wsse:InvalidSecurity", err.Error()))
	case err != nil:
		soap11(w, http.StatusInternalServerError, fault11("soapenv:Client", err.Error()))
	case !r.authentic(call.User, call.Password):
		soap11(w, http.StatusInternalServerError, fault11("wsse:FailedAuthentication", "Invalid credentials"))
	default:
		r.answerContacts(w, call)
	}
}

func (r *Registers) answerContacts(w http.ResponseWriter, call ContactsCall) {
	if call.Missing == "" && !people.ValidAFM(call.AFM) {
		call.Missing = "afm"
	}
	if call.Missing != "" {
		soap11(w, http.StatusOK, r.contactsAnswer(call.Operation, "", errorRecord(codeInvalid, "Missing or invalid: "+call.Missing)))
		return
	}
	var record string
	if p, found := people.ByAFM(call.AFM); found {
		record = contactRecord(p, call.Operation)
	}
	soap11(w, http.StatusOK, r.contactsAnswer(call.Operation, record, ""))
}

// ContactsError answers as the interoperability centre does when the register
// behind it cannot be reached: HTTP 200 and an errorRecord.
func (r *Registers) ContactsError(w http.ResponseWriter, _ *http.Request) {
	soap11(w, http.StatusOK, r.contactsAnswer(opIdentityExt, "", errorRecord(codeCommunication, "Σφάλμα επικοινωνίας με το σύστημα του φορέα")))
}

// contactsAnswer returns the whole answer around a record and an error.
func (r *Registers) contactsAnswer(operation, record, refused string) string {
	return enveloped11(`<n:` + operation + `Response xmlns:n="` + ContactsNamespace + `">` + record +
		`<n:callSequenceId>` + strconv.FormatInt(r.calls.Add(1), 10) + `</n:callSequenceId>` +
		`<n:callSequenceDate>` + r.c.Now().UTC().Format("2006-01-02T15:04:05Z") + `</n:callSequenceDate>` +
		refused + `</n:` + operation + `Response>`)
}

func errorRecord(code, descr string) string {
	return `<n:errorRecord><n:errorCode>` + code + `</n:errorCode><n:errorDescr>` + escaped(descr) + `</n:errorDescr></n:errorRecord>`
}

// contactRecord has every field of the real record; absent ones are nil.
func contactRecord(p people.Person, operation string) string {
	fields := [][2]string{{"email", p.Email}, {"telephone", ""}, {"mobile", asTyped(p)}}
	if operation == opIdentityExt {
		fields = append(fields, [][2]string{
			{"addressStreet", "ΣΤΑΔΙΟΥ   "},
			{"addressNumber", "1"},
			{"addressNumber2", ""},
			{"addressZipCode", "10562"},
			{"region", "ΑΤΤΙΚΗΣ"},
			{"regionalUnit", "ΚΕΝΤΡΙΚΟΥ  ΤΟΜΕΑ ΑΘΗΝΩΝ"},
			{"municipality", "ΑΘΗΝΑΙΩΝ"},
			{"municipalUnit", ""},
			{"locality", "ΑΘΗΝΑ"},
			{"commune", ""},
		}...)
	}
	var b strings.Builder
	b.WriteString("<n:" + operation + "OutputRecord>")
	for _, f := range fields {
		element(&b, "n:"+f[0], f[1])
	}
	b.WriteString("</n:" + operation + "OutputRecord>")
	return b.String()
}

// asTyped spells a mobile in one of the ways people type them.
func asTyped(p people.Person) string {
	if p.Mobile == "" {
		return ""
	}
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
