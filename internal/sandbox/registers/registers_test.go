package registers_test

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"myphoto/internal/sandbox/registers"
)

func books() *registers.Registers {
	return registers.New(registers.Config{
		Now:  func() time.Time { return time.Date(2026, 11, 21, 10, 42, 0, 0, time.UTC) },
		User: "myphoto", Password: "demo-secret",
	})
}

const auditRecord = `{"auditTransactionId":"6f1c","auditTransactionDate":"2026-11-21T10:42:00Z","auditUnit":"u","auditProtocol":"p","auditUserId":"x","auditUserIp":"127.0.0.1"}`

type contactsReply struct {
	Output           map[string]*string `json:"getNncIdentityExtOutputRecord"`
	CallSequenceID   int64              `json:"callSequenceId"`
	CallSequenceDate string             `json:"callSequenceDate"`
	Error            map[string]string  `json:"errorRecord"`
}

func askContacts(t *testing.T, body, password string) (int, contactsReply) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(body))
	r.SetBasicAuth("myphoto", password)
	w := httptest.NewRecorder()
	books().Contacts(w, r)
	var reply contactsReply
	if err := json.Unmarshal(w.Body.Bytes(), &reply); err != nil {
		t.Fatalf("reply is not JSON: %v", err)
	}
	return w.Code, reply
}

func contactsOf(afm string) string {
	return `{"auditRecord":` + auditRecord + `,"getNncIdentityExtInputRecord":{"afm":"` + afm + `"}}`
}

func TestContactsOfAPerson(t *testing.T) {
	t.Parallel()
	code, reply := askContacts(t, contactsOf("123456783"), "demo-secret")
	if code != http.StatusOK || len(reply.Error) != 0 || reply.CallSequenceID == 0 || reply.CallSequenceDate != "2026-11-21T10:42:00Z" {
		t.Errorf("%d %+v", code, reply)
	}
	if mobile := reply.Output["mobile"]; mobile == nil || !strings.Contains(strings.ReplaceAll(*mobile, " ", ""), "6900000001") {
		t.Errorf("mobile: %v", mobile)
	}
	if mail := reply.Output["email"]; mail == nil || *mail != "maria@example.gr" {
		t.Errorf("email: %v", mail)
	}
}

func TestContactsWithoutMobileAndOfNobody(t *testing.T) {
	t.Parallel()
	_, anna := askContacts(t, contactsOf("700000023"), "demo-secret")
	if anna.Output == nil || anna.Output["mobile"] != nil || anna.Output["email"] != nil || len(anna.Error) != 0 {
		t.Errorf("anna: %+v", anna)
	}
	_, nobody := askContacts(t, contactsOf("094259216"), "demo-secret")
	if nobody.Output != nil || len(nobody.Error) != 0 {
		t.Errorf("nobody: %+v", nobody)
	}
}

// Numbers are spelt in several ways, so that a client which expects one fails here.
func TestMobilesAreSpeltAsPeopleTypeThem(t *testing.T) {
	t.Parallel()
	forms := map[string]bool{}
	for _, afm := range []string{"123456783", "700000011", "111111114", "987654324", "700000035", "700000072"} {
		_, reply := askContacts(t, contactsOf(afm), "demo-secret")
		forms[(*reply.Output["mobile"])[:2]] = true
		if strings.Contains(*reply.Output["mobile"], " ") {
			forms["spaced"] = true
		}
	}
	for _, form := range []string{"69", "00", "spaced"} {
		if !forms[form] {
			t.Errorf("no mobile is written as %q: %v", form, forms)
		}
	}
}

func TestContactsErrors(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body, password string
		status         int
	}{
		"wrong password":   {contactsOf("123456783"), "x", http.StatusUnauthorized},
		"not JSON":         {"<afm/>", "demo-secret", http.StatusBadRequest},
		"no audit record":  {`{"getNncIdentityExtInputRecord":{"afm":"123456783"}}`, "demo-secret", http.StatusOK},
		"half audit":       {`{"auditRecord":{"auditUnit":"u"},"getNncIdentityExtInputRecord":{"afm":"123456783"}}`, "demo-secret", http.StatusOK},
		"wrong tax number": {contactsOf("123456781"), "demo-secret", http.StatusOK},
		"no tax number":    {`{"auditRecord":` + auditRecord + `}`, "demo-secret", http.StatusOK},
	} {
		code, reply := askContacts(t, c.body, c.password)
		if code != c.status || reply.Error["errorCode"] == "" || reply.Output != nil {
			t.Errorf("%s: %d %+v", name, code, reply)
		}
	}
}

// envelope is written by hand from the service's documentation.
func envelope(password, afm string) string {
	return `<env:Envelope xmlns:env="http://www.w3.org/2003/05/soap-envelope"
 xmlns:ns1="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
 xmlns:ns2="http://rgwspublic2/RgWsPublic2Service" xmlns:ns3="http://rgwspublic2/RgWsPublic2">
<env:Header><ns1:Security><ns1:UsernameToken><ns1:Username>myphoto</ns1:Username><ns1:Password>` + password + `</ns1:Password></ns1:UsernameToken></ns1:Security></env:Header>
<env:Body><ns2:rgWsPublic2AfmMethod><ns2:INPUT_REC><ns3:afm_called_by/><ns3:afm_called_for>` + afm + `</ns3:afm_called_for></ns2:INPUT_REC></ns2:rgWsPublic2AfmMethod></env:Body></env:Envelope>`
}

func askBusiness(t *testing.T, kind, body string) (int, string) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	w := httptest.NewRecorder()
	books().Business(w, r)
	d := xml.NewDecoder(strings.NewReader(w.Body.String()))
	for {
		if _, err := d.Token(); err != nil {
			if err.Error() != "EOF" {
				t.Fatalf("reply is not XML: %v", err)
			}
			return w.Code, w.Body.String()
		}
	}
}

const soap12 = "application/soap+xml; charset=utf-8"

// Each of these habits of the real register has broken a client once.
func TestBusinessReplyHasTheTrapsOfTheRealOne(t *testing.T) {
	t.Parallel()
	code, body := askBusiness(t, soap12, envelope("demo-secret", "111111114"))
	if code != http.StatusOK {
		t.Fatal(code, body)
	}
	for _, want := range []string{
		`<error_code xsi:nil="true"/>`, `<stop_date xsi:nil="true"/>`, `<legal_status_descr xsi:nil="true"/>`,
		"<afm>111111114  </afm>", "<commer_title>ΦΩΤΟ ΝΙΚΟΛΑΟΥ          </commer_title>", "<onomasia>ΝΙΚΟΛΑΟΥ  ΝΙΚΟΛΑΟΣ",
		"<firm_act_code>74202100</firm_act_code>", "<firm_flag_descr>ΕΠΙΤΗΔΕΥΜΑΤΙΑΣ</firm_flag_descr>", "<deactivation_flag>1</deactivation_flag>",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s", want)
		}
	}
}

func TestBusinessOfEverybody(t *testing.T) {
	t.Parallel()
	for afm, want := range map[string]string{
		"700000035": "<firm_act_kind>2</firm_act_kind>",
		"700000072": "<stop_date>2023-12-31</stop_date>",
		"123456783": "RG_WS_PUBLIC_EPIT_NF",
		"987654324": "RG_WS_PUBLIC_EPIT_NF",
		"094259216": "RG_WS_PUBLIC_TAXPAYER_NF",
		"123456781": "RG_WS_PUBLIC_WRONG_AFM",
		"":          "RG_WS_PUBLIC_NO_INPUT_PARAMETERS",
	} {
		if code, body := askBusiness(t, soap12, envelope("demo-secret", afm)); code != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("%q: %d, no %s", afm, code, want)
		}
	}
}

func TestBusinessRefusals(t *testing.T) {
	t.Parallel()
	good := envelope("demo-secret", "111111114")
	for name, c := range map[string]struct {
		kind, body string
		status     int
		want       string
	}{
		"wrong password":     {soap12, envelope("x", "111111114"), http.StatusOK, "RG_WS_PUBLIC_TOKEN_USERNAME_NOT_AUTHENTICATED"},
		"no token":           {soap12, strings.ReplaceAll(good, "ns1:Security", "ns1:Insecurity"), http.StatusOK, "RG_WS_PUBLIC_TOKEN_USERNAME_NOT_DEFINED"},
		"token of other ns":  {soap12, strings.ReplaceAll(good, "secext-1.0", "secext-9.9"), http.StatusOK, "RG_WS_PUBLIC_TOKEN_USERNAME_NOT_DEFINED"},
		"SOAP 1.1":           {soap12, strings.ReplaceAll(good, "http://www.w3.org/2003/05/soap-envelope", "http://schemas.xmlsoap.org/soap/envelope/"), http.StatusInternalServerError, "env:VersionMismatch"},
		"SOAP 1.1 type":      {"text/xml", good, http.StatusUnsupportedMediaType, "env:Sender"},
		"not XML":            {soap12, "afm=111111114", http.StatusBadRequest, "env:Sender"},
		"no method":          {soap12, strings.ReplaceAll(good, "rgWsPublic2AfmMethod", "other"), http.StatusBadRequest, "env:Sender"},
		"types of other ns":  {soap12, strings.ReplaceAll(good, "http://rgwspublic2/RgWsPublic2\"", "urn:x\""), http.StatusOK, "RG_WS_PUBLIC_NO_INPUT_PARAMETERS"},
		"document type":      {soap12, `<!DOCTYPE a [<!ENTITY b "c">]>` + good, http.StatusBadRequest, "env:Sender"},
		"too large":          {soap12, good + strings.Repeat(" ", 64<<10), http.StatusBadRequest, "env:Sender"},
		"something after it": {soap12, good + "<x/>", http.StatusBadRequest, "env:Sender"},
	} {
		if code, body := askBusiness(t, c.kind, c.body); code != c.status || !strings.Contains(body, c.want) {
			t.Errorf("%s: %d %s", name, code, body)
		}
	}
}

func TestVersionIsToldToAnybody(t *testing.T) {
	t.Parallel()
	body := `<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body><v:rgWsPublic2VersionInfo xmlns:v="http://rgwspublic2/RgWsPublic2Service"/></e:Body></e:Envelope>`
	if code, reply := askBusiness(t, soap12, body); code != http.StatusOK || !strings.Contains(reply, "Release:") {
		t.Errorf("%d %s", code, reply)
	}
}

func TestRegistersInErrorSaySoInTheirOwnWords(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	books().ContactsError(w, nil)
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"errorCode":"GEN_COMMUNICATION_ERROR"`) {
		t.Errorf("contacts: %d %s", w.Code, w.Body)
	}
	w = httptest.NewRecorder()
	books().BusinessError(w, nil)
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "<error_code>RG_WS_PUBLIC_SERVICE_NOT_ACTIVE</error_code>") {
		t.Errorf("business: %d %s", w.Code, w.Body)
	}
}

// The reader meets bytes of anybody; it must end, and what it takes must be a call.
func FuzzReadCall(f *testing.F) {
	f.Add(envelope("demo-secret", "111111114"))
	f.Add(`<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body/></e:Envelope>`)
	f.Add(`<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`)
	f.Fuzz(func(t *testing.T, body string) {
		call, err := registers.ReadCall(strings.NewReader(body))
		if err != nil && call != (registers.Call{}) {
			t.Errorf("refused, and yet returned %s", fmt.Sprintf("%+v", call))
		}
		if err == nil && !strings.Contains(body, "Envelope") {
			t.Error("took something that has no envelope")
		}
	})
}
