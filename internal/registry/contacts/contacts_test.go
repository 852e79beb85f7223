package contacts_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
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
		URL:  srv.URL + "/esb/notificationCenterElementsService/getNncIdentityExt",
		User: "u", Password: "p:w", HTTP: srv.Client(),
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestTheQuestionCarriesAllSixAuditFields(t *testing.T) {
	t.Parallel()
	r := asked(t, func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		if r.Method != http.MethodPost || user != "u" || password != "p:w" || r.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%s %v", r.Method, r.Header)
		}
		if strings.Contains(r.URL.String(), "123456783") {
			t.Error("the tax number is in the address")
		}
		body, _ := io.ReadAll(r.Body)
		var got map[string]any
		if err := json.Unmarshal(body, &got); err != nil {
			t.Error(err)
		}
		want := map[string]any{
			"auditRecord": map[string]any{
				"auditTransactionId": "6f1c", "auditTransactionDate": "2026-11-21T10:42:00Z", "auditUnit": "ΥΨΔ",
				"auditProtocol": "myPhoto", "auditUserId": "usr_1", "auditUserIp": "192.0.2.1",
			},
			"getNncIdentityExtInputRecord": map[string]any{"afm": "123456783"},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		fmt.Fprint(w, `{"getNncIdentityExtOutputRecord":{"mobile":"6900000001","email":"maria@example.gr","telephone":"2101234567","commune":null},"callSequenceId":1,"callSequenceDate":"2026-11-21T10:42:00Z","errorRecord":null}`)
	})
	got, err := r.Contact(t.Context(), "123456783", audit)
	if err != nil || got != (registry.Contact{Mobile: "+306900000001", Email: "maria@example.gr"}) {
		t.Errorf("%q %q %v", got.Mobile, got.Email, err)
	}
}

// A one-time code sent to a number that was misread is given away; one that is
// not sent to a foreign number locks out a Greek abroad.
func TestMobilesBecomeE164OrNothing(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]string{
		"6912345678": "+306912345678", "+30 691 2345678 ": "+306912345678", "00306912345678": "+306912345678",
		"+447911123456": "+447911123456", "00 49 151-23456789": "+4915123456789",
		"": "", "2101234567": "", "+302101234567": "", "7911123456": "", "+0791112345": "", "+12": "", "6912345678 / 6900000000": "", "+44791112345678901": "",
	} {
		body, _ := json.Marshal(map[string]any{"getNncIdentityExtOutputRecord": map[string]any{"mobile": written}})
		got, err := answering(t, string(body)).Contact(t.Context(), "123456783", audit)
		if err != nil || got.Mobile != want {
			t.Errorf("%q: %q, %v; want %q", written, got.Mobile, err, want)
		}
	}
}

func TestNoEntryIsTheEmptyContact(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"getNncIdentityExtOutputRecord":{"mobile":null,"email":null},"errorRecord":{}}`,
		`{"getNncIdentityExtOutputRecord":{}}`,
		`{"getNncIdentityExtOutputRecord":null,"callSequenceId":7,"errorRecord":{}}`,
		`{"getNncIdentityExtOutputRecord":{"email":"a@b.gr\r\nBcc: c@d.gr"},"errorRecord":{"errorCode":"","errorDescr":""}}`,
		`{"errorRecord":{"errorCode":"NNC_IDENTITY_NOT_FOUND","errorDescr":"x"}}`,
		`{"getNncIdentityExtOutputRecord":null,"errorRecord":{"errorCode":"AFM_NF"}}`,
	} {
		if got, err := answering(t, body).Contact(t.Context(), "123456783", audit); err != nil || got != (registry.Contact{}) {
			t.Errorf("%s: %q %q %v", body, got.Mobile, got.Email, err)
		}
	}
}

func TestErrorsWithStatus200AreErrors(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"getNncIdentityExtOutputRecord":{"mobile":"6912345678"},"errorRecord":{"errorCode":"GEN_COMMUNICATION_ERROR","errorDescr":"123456783"}}`,
		`{"errorRecord":{"errorCode":"no such afm 123456783"}}`,
		`{}`, `null`, `{"getNncIdentityExtOutputRecord":null,"callSequenceId":null}`, `[]`, ``, `<html>123456783`, `{"getNncIdentityExtOutputRecord":"6912345678"}`,
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
		{URL: "http://ked.gsis.gr/x", User: "u", Password: "p"}, {URL: "https://ked.gsis.gr/x", Password: "p"}, {URL: "https://ked.gsis.gr/x", User: "u"},
	} {
		if _, err := contacts.New(c); err == nil {
			t.Error("accepted")
		}
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add([]byte(`{"getNncIdentityExtOutputRecord":{"mobile":"+447911123456","email":"a@b.gr"},"errorRecord":null}`))
	f.Add([]byte(`{"errorRecord":{"errorCode":"X_NOT_FOUND"}}`))
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
