package registers_test

import (
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
		URL:  func() string { return "http://sandbox.example" },
		User: "myphoto", Password: "demo-secret",
	})
}

// contactsEnvelope is written by hand from the WS-Security profile and from what
// published clients of the interoperability centre send.
func contactsEnvelope(operation, password, inside string) string {
	return `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header>
<o:Security s:mustUnderstand="1" xmlns:o="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"><o:UsernameToken>
<o:Username>myphoto</o:Username><o:Password Type="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText">` + password + `</o:Password>
</o:UsernameToken></o:Security></s:Header><s:Body>
<` + operation + `Request xmlns="http://gsis.ggps.interoperability/NotificationCenterElementsInterface">` + inside + `</` + operation + `Request></s:Body></s:Envelope>
`
}

const auditRecord = `<auditRecord><auditTransactionId>6f1c</auditTransactionId><auditTransactionDate>2026-11-21T10:42:00.1</auditTransactionDate>` +
	`<auditUnit/><auditProtocol/><auditUserId> </auditUserId><auditUserIp>127.0.0.1</auditUserIp></auditRecord>`

func contactsOf(afm string) string {
	return contactsEnvelope("getNncIdentityExt", "demo-secret", auditRecord+"<getNncIdentityExtInputRecord><afm>"+afm+"</afm></getNncIdentityExtInputRecord>")
}

func askContacts(t *testing.T, kind, body string) (int, string) {
	t.Helper()
	return ask(t, books().Contacts, kind, body)
}

const soap11 = "text/xml; charset=utf-8"

func TestContactsOfAPerson(t *testing.T) {
	t.Parallel()
	code, reply := askContacts(t, soap11, contactsOf("123456783"))
	for _, want := range []string{
		`<n:getNncIdentityExtResponse xmlns:n="http://gsis.ggps.interoperability/NotificationCenterElementsInterface">`,
		"<n:email>maria@example.gr</n:email>", "6900000001", `<n:telephone xsi:nil="true"/>`, "<n:locality>ΑΘΗΝΑ</n:locality>",
		"<n:callSequenceDate>2026-11-21T10:42:00Z</n:callSequenceDate>",
	} {
		if code != http.StatusOK || !strings.Contains(reply, want) || strings.Contains(reply, "errorRecord") {
			t.Errorf("%d, no %s in %s", code, want, reply)
		}
	}
}

func TestShortIdentityHasNoAddress(t *testing.T) {
	t.Parallel()
	code, reply := askContacts(t, soap11, contactsEnvelope("getNncIdentity", "demo-secret", auditRecord+"<getNncIdentityInputRecord><afm>123456783</afm></getNncIdentityInputRecord>"))
	if code != http.StatusOK || !strings.Contains(reply, "<n:getNncIdentityOutputRecord>") || strings.Contains(reply, "address") {
		t.Errorf("%d %s", code, reply)
	}
}

func TestContactsWithoutMobileAndOfNobody(t *testing.T) {
	t.Parallel()
	if _, anna := askContacts(t, soap11, contactsOf("700000023")); !strings.Contains(anna, `<n:mobile xsi:nil="true"/>`) || strings.Contains(anna, "errorCode") {
		t.Errorf("anna: %s", anna)
	}
	if _, nobody := askContacts(t, soap11, contactsOf("094259216")); strings.Contains(nobody, "OutputRecord") || strings.Contains(nobody, "errorCode") {
		t.Errorf("nobody: %s", nobody)
	}
}

// Numbers are spelt in several ways, so that a client which expects one fails here.
func TestMobilesAreSpeltAsPeopleTypeThem(t *testing.T) {
	t.Parallel()
	forms := map[string]bool{}
	for _, afm := range []string{"123456783", "700000011", "111111114", "987654324", "700000035", "700000072"} {
		_, reply := askContacts(t, soap11, contactsOf(afm))
		_, mobile, _ := strings.Cut(reply, "<n:mobile>")
		mobile, _, _ = strings.Cut(mobile, "<")
		forms[mobile[:2]] = true
		if strings.Contains(mobile, " ") {
			forms["spaced"] = true
		}
	}
	for _, form := range []string{"69", "00", "spaced"} {
		if !forms[form] {
			t.Errorf("no mobile is written as %q: %v", form, forms)
		}
	}
}

func TestContactsRefusals(t *testing.T) {
	t.Parallel()
	good := contactsOf("123456783")
	for name, c := range map[string]struct {
		kind, body string
		status     int
		want       string
	}{
		"wrong password":    {soap11, strings.ReplaceAll(good, "demo-secret", "x"), http.StatusInternalServerError, "wsse:FailedAuthentication"},
		"no token":          {soap11, strings.ReplaceAll(good, "o:Security", "o:Insecurity"), http.StatusInternalServerError, "wsse:InvalidSecurity"},
		"password digest":   {soap11, strings.ReplaceAll(good, "#PasswordText", "#PasswordDigest"), http.StatusInternalServerError, "wsse:InvalidSecurity"},
		"SOAP 1.2":          {soap11, strings.ReplaceAll(good, "http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"), http.StatusInternalServerError, "VersionMismatch"},
		"SOAP 1.2 type":     {soap12, good, http.StatusUnsupportedMediaType, "soapenv:Client"},
		"JSON":              {"application/json", `{"auditRecord":{}}`, http.StatusUnsupportedMediaType, "soapenv:Client"},
		"other namespace":   {soap11, strings.ReplaceAll(good, "NotificationCenterElementsInterface", "Other"), http.StatusInternalServerError, "no such operation"},
		"other operation":   {soap11, strings.ReplaceAll(good, "getNncIdentityExtRequest", "getNncRequest"), http.StatusInternalServerError, "no such operation"},
		"not XML":           {soap11, "afm=123456783", http.StatusInternalServerError, "soapenv:Client"},
		"no audit record":   {soap11, strings.ReplaceAll(good, auditRecord, ""), http.StatusOK, "GEN_INVALID_REQUEST"},
		"half audit record": {soap11, strings.ReplaceAll(good, "<auditUnit/>", ""), http.StatusOK, "auditUnit"},
		"wrong date":        {soap11, strings.ReplaceAll(good, "2026-11-21T", "yesterday"), http.StatusOK, "auditTransactionDate"},
		"wrong tax number":  {soap11, contactsOf("123456781"), http.StatusOK, "GEN_INVALID_REQUEST"},
		"no tax number":     {soap11, contactsEnvelope("getNncIdentityExt", "demo-secret", auditRecord), http.StatusOK, "afm"},
	} {
		if code, body := askContacts(t, c.kind, c.body); code != c.status || !strings.Contains(body, c.want) || strings.Contains(body, "OutputRecord") {
			t.Errorf("%s: %d %s", name, code, body)
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
	return ask(t, books().Business, kind, body)
}

// ask posts the body; the answer is well-formed XML.
func ask(t *testing.T, register http.HandlerFunc, kind, body string) (int, string) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	w := httptest.NewRecorder()
	register(w, r)
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
		"SOAP 1.1":           {soap12, strings.ReplaceAll(good, "http://www.w3.org/2003/05/soap-envelope", "http://schemas.xmlsoap.org/soap/envelope/"), http.StatusInternalServerError, "env:VersionMismatch"},
		"SOAP 1.1 type":      {"text/xml", good, http.StatusUnsupportedMediaType, "env:Sender"},
		"not XML":            {soap12, "afm=111111114", http.StatusBadRequest, "env:Sender"},
		"no method":          {soap12, strings.ReplaceAll(good, "rgWsPublic2AfmMethod", "other"), http.StatusBadRequest, "env:Sender"},
		"types of other ns":  {soap12, strings.ReplaceAll(good, "http://rgwspublic2/RgWsPublic2\"", "urn:x\""), http.StatusOK, "RG_WS_PUBLIC_NO_INPUT_PARAMETERS"},
		"document type":      {soap12, `<!DOCTYPE a [<!ENTITY b "c">]>` + good, http.StatusBadRequest, "env:Sender"},
		"too large":          {soap12, good + strings.Repeat(" ", 64<<10), http.StatusBadRequest, "env:Sender"},
		"something after it": {soap12, good + "<x/>", http.StatusBadRequest, "env:Sender"},
		"text after it":      {soap12, good + "\nx", http.StatusBadRequest, "env:Sender"},
		"for somebody else":  {soap12, strings.ReplaceAll(good, "<ns3:afm_called_by/>", "<ns3:afm_called_by>123456783</ns3:afm_called_by>"), http.StatusOK, "RG_WS_PUBLIC_AFM_CALLED_BY_NOT_ALLOWED"},
		"empty date":         {soap12, asOn(good, ""), http.StatusInternalServerError, "NullPointerException"},
		"no date":            {soap12, asOn(good, "21/11/2026"), http.StatusBadRequest, "env:Sender"},
	} {
		if code, body := askBusiness(t, c.kind, c.body); code != c.status || !strings.Contains(body, c.want) {
			t.Errorf("%s: %d %s", name, code, body)
		}
	}
}

func asOn(envelope, day string) string {
	return strings.ReplaceAll(envelope, "</ns3:afm_called_for>", "</ns3:afm_called_for><ns3:as_on_date>"+day+"</ns3:as_on_date>")
}

// Published clients of the real service write each of these.
func TestWhatOtherClientsWriteIsTaken(t *testing.T) {
	t.Parallel()
	good := envelope("demo-secret", "111111114")
	for name, body := range map[string]string{
		"newline after it": good + "\n", "comment after it": good + "<!-- sent by us --> <?end?>", "byte order mark": "\ufeff" + good,
		"schema as namespace": strings.ReplaceAll(good, "secext-1.0.xsd", "secext-1.0.xsd?xsd=1"),
		"draft namespace":     strings.ReplaceAll(good, "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd", "http://schemas.xmlsoap.org/ws/2002/07/secext"),
		"for itself":          strings.ReplaceAll(good, "<ns3:afm_called_by/>", "<ns3:afm_called_by>700000127</ns3:afm_called_by>"),
	} {
		if code, reply := askBusiness(t, soap12, body); code != http.StatusOK || !strings.Contains(reply, "<afm>111111114  </afm>") {
			t.Errorf("%s: %d %s", name, code, reply)
		}
	}
}

func TestFirmIsToldAsItStoodOnTheDay(t *testing.T) {
	t.Parallel()
	for day, want := range map[string][]string{
		"2020-01-01": {"<firm_flag_descr>ΕΠΙΤΗΔΕΥΜΑΤΙΑΣ</firm_flag_descr>", `<stop_date xsi:nil="true"/>`, "<postal_address>ΚΑΛΟΚΑΙΡΙΝΟΥ</postal_address>", "<as_on_date>2020-01-01</as_on_date>"},
		"2024-01-01": {"<firm_flag_descr>ΠΡΩΗΝ ΕΠΙΤΗΔΕΥΜΑΤΙΑΣ</firm_flag_descr>", "<stop_date>2023-12-31</stop_date>", `<postal_address xsi:nil="true"/>`},
	} {
		_, reply := askBusiness(t, soap12, asOn(envelope("demo-secret", "700000072"), day))
		for _, part := range want {
			if !strings.Contains(reply, part) {
				t.Errorf("%s: no %s in %s", day, part, reply)
			}
		}
	}
}

// Clients that begin with the description stop without it.
func TestRegistersDescribeThemselves(t *testing.T) {
	t.Parallel()
	r := books()
	for _, c := range []struct {
		describe      http.HandlerFunc
		address, want string
		status        int
	}{
		{r.DescribeContacts, "/esb/x?wsdl", `<soap:address location="http://sandbox.example/esb/x"/>`, http.StatusOK},
		{r.DescribeContacts, "/esb/x?xsd=1", "POST only", http.StatusMethodNotAllowed},
		{r.DescribeBusiness, "/b?WSDL", `schemaLocation="http://sandbox.example/b?xsd=1"`, http.StatusOK},
		{r.DescribeBusiness, "/b?xsd=1", `targetNamespace="http://rgwspublic2/RgWsPublic2"`, http.StatusOK},
		{r.DescribeBusiness, "/b", "POST only", http.StatusMethodNotAllowed},
	} {
		w := httptest.NewRecorder()
		c.describe(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, c.address, http.NoBody))
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.want) || strings.Contains(w.Body.String(), "{address}") {
			t.Errorf("%s: %d %s", c.address, w.Code, w.Body)
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
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "<n:errorCode>GEN_COMMUNICATION_ERROR</n:errorCode>") {
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

func FuzzReadContactsCall(f *testing.F) {
	f.Add(contactsOf("123456783"))
	f.Add(contactsEnvelope("getNncIdentity", "x", ""))
	f.Fuzz(func(t *testing.T, body string) {
		call, err := registers.ReadContactsCall(strings.NewReader(body))
		if err != nil && call != (registers.ContactsCall{}) {
			t.Error("refused, and yet returned a call")
		}
		if err == nil && (call.User == "" || call.Operation == "") {
			t.Error("took a call without a user or an operation")
		}
	})
}
