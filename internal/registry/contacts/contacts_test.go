package contacts_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/photo"
	"myphoto/internal/registry"
	"myphoto/internal/registry/contacts"
)

var audit = registry.Audit{
	TransactionID: "6f1c", At: time.Date(2026, 11, 21, 12, 42, 0, 5, time.FixedZone("EET", 7200)),
	Unit: "ΥΨΔ", Protocol: "myPhoto", UserID: "usr_1", UserIP: "192.0.2.1",
}

func answering(t *testing.T, body string) *contacts.Register {
	t.Helper()
	return asked(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) })
}

func asked(t testing.TB, answer http.HandlerFunc) *contacts.Register {
	t.Helper()
	srv := httptest.NewServer(answer)
	t.Cleanup(srv.Close)
	r, err := contacts.New(contacts.Config{
		URL:       srv.URL + "/esb/notificationCenterElementsService",
		Namespace: "urn:ours", User: "u", Password: "p:w<&>", HTTP: srv.Client(),
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestTheQuestionCarriesAllSixAuditFields(t *testing.T) {
	t.Parallel()
	r := asked(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || r.Header.Get("Content-Type") != "text/xml; charset=utf-8" || r.Header.Get("SOAPAction") != `"getNncIdentityExt"` {
			t.Errorf("%s %v", r.Method, r.Header)
		}
		if r.URL.Path != "/esb/notificationCenterElementsService" || strings.Contains(r.URL.String(), "123456783") {
			t.Errorf("asked at %s", r.URL)
		}
		body, _ := io.ReadAll(r.Body)
		const wsse = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd "
		const soap, ns = "http://schemas.xmlsoap.org/soap/envelope/ ", "urn:ours "
		want := []string{
			wsse + "Username=u", wsse + "Password=p:w<&>",
			ns + "auditTransactionId=6f1c", ns + "auditTransactionDate=2026-11-21T10:42:00Z", ns + "auditUnit=ΥΨΔ",
			ns + "auditProtocol=myPhoto", ns + "auditUserId=usr_1", ns + "auditUserIp=192.0.2.1", ns + "afm=123456783",
		}
		leaves, attributes := walk(t, body)
		if diff := cmp.Diff(want, leaves); diff != "" {
			t.Error(diff)
		}
		for _, attribute := range []string{
			soap + "mustUnderstand=1",
			" Type=http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText",
		} {
			if !slices.Contains(attributes, attribute) {
				t.Errorf("no %s in %v", attribute, attributes)
			}
		}
		fmt.Fprint(w, enveloped(`<getNncIdentityExtOutputRecord><mobile>6900000001</mobile><email> maria@example.gr </email><telephone>2101234567</telephone>`+
			`<commune xsi:nil="true" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/></getNncIdentityExtOutputRecord>`+
			`<callSequenceId>1</callSequenceId><callSequenceDate>2026-11-21T10:42:00Z</callSequenceDate>`))
	})
	got, err := r.Contact(t.Context(), "123456783", audit)
	if err != nil || got != (registry.Contact{Mobile: "+306900000001", Email: "maria@example.gr"}) {
		t.Errorf("%q %q %v", got.Mobile, got.Email, err)
	}
}

// walk returns the elements without children as "namespace name=text", and all
// attributes as "namespace name=value".
func walk(t *testing.T, document []byte) (leaves, attributes []string) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(document))
	text, leaf := "", false
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return leaves, attributes
		}
		if err != nil {
			t.Error(err)
			return nil, nil
		}
		switch x := token.(type) {
		case xml.StartElement:
			text, leaf = "", true
			for _, a := range x.Attr {
				attributes = append(attributes, a.Name.Space+" "+a.Name.Local+"="+a.Value)
			}
		case xml.CharData:
			text += string(x)
		case xml.EndElement:
			if leaf {
				leaves = append(leaves, x.Name.Space+" "+x.Name.Local+"="+text)
			}
			leaf = false
		}
	}
}

// enveloped returns a SOAP 1.1 answer as another program would write it.
func enveloped(inside string) string {
	return `<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Header/><S:Body>` +
		`<n:getNncIdentityExtResponse xmlns:n="urn:theirs">` + inside + `</n:getNncIdentityExtResponse></S:Body></S:Envelope>`
}

func record(inside string) string {
	return enveloped("<getNncIdentityExtOutputRecord>" + inside + "</getNncIdentityExtOutputRecord>")
}

// A one-time code sent to a number that was misread is given away; one that is
// not sent to a foreign number locks out a Greek abroad.
func TestMobilesBecomeE164OrNothing(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]string{
		"6912345678": "+306912345678", "+30 691 2345678 ": "+306912345678", "00306912345678": "+306912345678",
		"+447911123456": "+447911123456", "00 49 151-23456789": "+4915123456789",
		"": "", "2101234567": "", "+302101234567": "", "7911123456": "", "+0791112345": "", "+12": "", "6912345678 / 6900000000": "", "+44791112345678901": "",
		"κιν. 6912345678": "", "6912345678 Μαρία": "",
	} {
		got, err := answering(t, record("<mobile>"+written+"</mobile>")).Contact(t.Context(), "123456783", audit)
		if err != nil || got.Mobile != want {
			t.Errorf("%q: %q, %v; want %q", written, got.Mobile, err, want)
		}
	}
}

func TestNoEntryIsTheEmptyContact(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		record(`<mobile xsi:nil="true" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/><email/>`) + "\n<!-- end -->",
		record(``),
		enveloped(`<callSequenceId>7</callSequenceId><errorRecord><errorCode/></errorRecord>`),
		record(`<email>a@b.gr&#13;&#10;Bcc: c@d.gr</email>`),
		enveloped(`<errorRecord><errorCode>NNC_IDENTITY_NOT_FOUND</errorCode><errorDescr>x</errorDescr></errorRecord>`),
		enveloped(`<errorRecord><errorCode> AFM_NF </errorCode></errorRecord>`),
	} {
		if got, err := answering(t, body).Contact(t.Context(), "123456783", audit); err != nil || got != (registry.Contact{}) {
			t.Errorf("%s: %q %q %v", body, got.Mobile, got.Email, err)
		}
	}
}

func TestErrorsWithStatus200AreErrors(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		enveloped(`<getNncIdentityExtOutputRecord><mobile>6912345678</mobile></getNncIdentityExtOutputRecord>` +
			`<errorRecord><errorCode>GEN_COMMUNICATION_ERROR</errorCode><errorDescr>123456783</errorDescr></errorRecord>`),
		enveloped(`<errorRecord><errorCode>AFM_NF</errorCode></errorRecord><errorRecord><errorCode>GEN_COMMUNICATION_ERROR</errorCode></errorRecord>`),
		enveloped(`<errorRecord><errorCode>no such afm 123456783</errorCode></errorRecord>`),
		enveloped(``), enveloped(`<callSequenceId> </callSequenceId>`), ``, `<html>123456783`, `{"mobile":"6912345678"}`,
		strings.ReplaceAll(record(`<mobile>6912345678</mobile>`), "http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"),
		strings.ReplaceAll(record(`<mobile>6912345678</mobile>`), "IdentityExtResponse", "IdentityResponse"),
		`<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body><S:Fault><faultcode>S:Client</faultcode><faultstring>123456783</faultstring></S:Fault></S:Body></S:Envelope>`,
		record(`<mobile>6912345678</mobile><mobile>6912345679</mobile>`),
		enveloped(strings.Repeat(`<getNncIdentityExtOutputRecord><mobile>6912345678</mobile></getNncIdentityExtOutputRecord>`, 2)),
		`<!DOCTYPE a [<!ENTITY m "6912345678">]>` + record(`<mobile>&m;</mobile>`),
		record(`<mobile>6912345678</mobile>`) + record(`<mobile>6912345679</mobile>`),
		record(strings.Repeat("<a>", 40) + strings.Repeat("</a>", 40)),
	} {
		_, err := answering(t, body).Contact(t.Context(), "123456783", audit)
		refusal, ok := errors.AsType[*photo.Error](err)
		if !ok || refusal.Code != "register-unavailable" || refusal.Kind != photo.Unavailable {
			t.Errorf("%s: %v", body, err)
			continue
		}
		if strings.Contains(err.Error(), "123456783") || strings.Contains(err.Error(), "691") {
			t.Errorf("%s: the error says too much: %v", body, err)
		}
	}
}

func TestConfigurationIsChecked(t *testing.T) {
	t.Parallel()
	for _, c := range []contacts.Config{
		{URL: "http://ked.gsis.gr/x", User: "u", Password: "p"},
		{URL: "https://ked.gsis.gr/x", Password: "p"},
		{URL: "https://ked.gsis.gr/x", User: "u"},
		{URL: "https://ked.gsis.gr/x", User: "u", Password: "p", Namespace: "NotificationCenterElementsInterface"},
	} {
		if _, err := contacts.New(c); err == nil {
			t.Error("accepted")
		}
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add([]byte(record(`<mobile>+447911123456</mobile><email>a@b.gr</email>`)))
	f.Add([]byte(enveloped(`<errorRecord><errorCode>X_NOT_FOUND</errorCode></errorRecord>`)))
	var answer []byte
	r := asked(f, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(answer) })
	f.Fuzz(func(t *testing.T, body []byte) {
		answer = body
		got, err := r.Contact(t.Context(), "123456783", audit)
		if _, ok := errors.AsType[*photo.Error](err); err != nil && !ok {
			t.Fatalf("not a refusal: %v", err)
		}
		if got.Mobile != "" && (got.Mobile[0] != '+' || strings.Trim(got.Mobile[1:], "0123456789") != "") {
			t.Fatalf("mobile %q", got.Mobile)
		}
	})
}
