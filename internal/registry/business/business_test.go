package business_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/photo"
	"myphoto/internal/registry"
	"myphoto/internal/registry/business"
)

func asked(t testing.TB, answer http.HandlerFunc) *business.Register {
	t.Helper()
	srv := httptest.NewServer(answer)
	t.Cleanup(srv.Close)
	r, err := business.New(business.Config{URL: srv.URL + "/wsaade/RgWsPublic2/RgWsPublic2", User: "u<r", Password: "p&w]]>", HTTP: srv.Client()})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func answering(t testing.TB, body string) *business.Register {
	t.Helper()
	return asked(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) })
}

// answer is the register's envelope around the records of a result.
func answer(records string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><env:Envelope xmlns:env="http://www.w3.org/2003/05/soap-envelope"><env:Header/><env:Body>` +
		`<srvc:rgWsPublic2AfmMethodResponse xmlns="http://rgwspublic2/RgWsPublic2" xmlns:srvc="http://rgwspublic2/RgWsPublic2Service" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
		`<srvc:result><rg_ws_public2_result_rtType><call_seq_id>12</call_seq_id>` + records +
		`</rg_ws_public2_result_rtType></srvc:result></srvc:rgWsPublic2AfmMethodResponse></env:Body></env:Envelope>`
}

const (
	noError = `<error_rec><error_code xsi:nil="true"/><error_descr xsi:nil="true"/></error_rec>`
	basic   = `<basic_rec><afm>111111114   </afm><doy>1101</doy><i_ni_flag_descr>ΦΠ   </i_ni_flag_descr>` +
		`<deactivation_flag>1</deactivation_flag><deactivation_flag_descr>ΕΝΕΡΓΟΣ ΑΦΜ</deactivation_flag_descr>` +
		`<firm_flag_descr>ΕΠΙΤΗΔΕΥΜΑΤΙΑΣ     </firm_flag_descr><onomasia>ΝΙΚΟΛΑΟΥ  ΝΙΚΟΛΑΟΣ ΙΩΑΝΝΗΣ  </onomasia>` +
		`<commer_title>ΦΩΤΟ ΝΙΚΟΛΑΟΥ </commer_title><stop_date xsi:nil="true"/></basic_rec>`
	items = `<firm_act_tab><item><firm_act_code>74202100</firm_act_code><firm_act_descr>ΥΠΗΡΕΣΙΕΣ ΦΩΤΟΓΡΑΦΙΚΩΝ  ΠΟΡΤΡΕΤΩΝ </firm_act_descr><firm_act_kind>1</firm_act_kind><firm_act_kind_descr>ΚΥΡΙΑ</firm_act_kind_descr></item>` +
		`<item><firm_act_code xsi:nil="true"/><firm_act_kind>2</firm_act_kind></item>` +
		`<item><firm_act_code> 47000000</firm_act_code><firm_act_descr>ΛΙΑΝΙΚΟ</firm_act_descr><firm_act_kind>2</firm_act_kind></item></firm_act_tab>`
)

var nikos = registry.Business{
	Active: true, Name: "ΝΙΚΟΛΑΟΥ ΝΙΚΟΛΑΟΣ ΙΩΑΝΝΗΣ", Title: "ΦΩΤΟ ΝΙΚΟΛΑΟΥ", NaturalPerson: true,
	Activities: []registry.Activity{
		{Code: "74202100", Description: "ΥΠΗΡΕΣΙΕΣ ΦΩΤΟΓΡΑΦΙΚΩΝ ΠΟΡΤΡΕΤΩΝ", Kind: "1"},
		{Code: "47000000", Description: "ΛΙΑΝΙΚΟ", Kind: "2"},
	},
}

func TestTheQuestionIsSOAP12WithAUserNameToken(t *testing.T) {
	t.Parallel()
	r := asked(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/soap+xml") || r.Header.Get("Authorization") != "" {
			t.Errorf("%s %v", r.Method, r.Header)
		}
		body, _ := io.ReadAll(r.Body)
		var q struct {
			XMLName  xml.Name `xml:"http://www.w3.org/2003/05/soap-envelope Envelope"`
			Username string   `xml:"Header>Security>UsernameToken>Username"`
			Password string   `xml:"Header>Security>UsernameToken>Password"`
			Input    struct {
				By  *string `xml:"http://rgwspublic2/RgWsPublic2 afm_called_by"`
				For string  `xml:"http://rgwspublic2/RgWsPublic2 afm_called_for"`
			} `xml:"Body>rgWsPublic2AfmMethod>INPUT_REC"`
		}
		if err := xml.Unmarshal(body, &q); err != nil {
			t.Errorf("%v in %s", err, body)
		}
		if q.Username != "u<r" || q.Password != "p&w]]>" || q.Input.For != "111111114" || q.Input.By == nil || *q.Input.By != "" {
			t.Errorf("%+v", q)
		}
		fmt.Fprint(w, answer(noError+basic+items))
	})
	got, err := r.Business(t.Context(), "111111114")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(nikos, got); diff != "" {
		t.Error(diff)
	}
	if !got.Photographer("7420") {
		t.Error("a photographer is not recognised")
	}
}

func TestClosedBusinessesAndCompaniesAreNotActivePhotographers(t *testing.T) {
	t.Parallel()
	for name, change := range map[string][2]string{
		"deactivated":      {"<deactivation_flag>1<", "<deactivation_flag>2<"},
		"no flag":          {"<deactivation_flag>1</deactivation_flag>", `<deactivation_flag xsi:nil="true"/>`},
		"stopped":          {`<stop_date xsi:nil="true"/>`, "<stop_date>2025-12-31</stop_date>"},
		"former trader":    {"<firm_flag_descr>ΕΠΙΤΗΔΕΥΜΑΤΙΑΣ ", "<firm_flag_descr>ΠΡΩΗΝ ΕΠΙΤΗΔΕΥΜΑΤΙΑΣ "},
		"no trader":        {"<firm_flag_descr>ΕΠΙΤΗΔΕΥΜΑΤΙΑΣ ", "<firm_flag_descr>ΜΗ ΕΠΙΤΗΔΕΥΜΑΤΙΑΣ "},
		"legal person":     {">ΦΠ ", ">ΜΗ ΦΠ "},
		"photography gone": {"74202100", "47190000"},
	} {
		document := strings.Replace(basic+items, change[0], change[1], 1)
		if document == basic+items {
			t.Fatalf("%s: nothing changed", name)
		}
		got, err := answering(t, answer(noError+document)).Business(t.Context(), "111111114")
		if err != nil || got.Photographer("7420") {
			t.Errorf("%s: photographer %v, %v", name, got.Photographer("7420"), err)
		}
	}
}

func TestRefusalsComeWithStatus200(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]string{
		"RG_WS_PUBLIC_TAXPAYER_NF":                      "not-registered",
		"RG_WS_PUBLIC_EPIT_NF  ":                        "not-registered",
		"RG_WS_PUBLIC_WRONG_AFM":                        "not-registered",
		"RG_WS_PUBLIC_TOKEN_USERNAME_NOT_AUTHENTICATED": "register-unavailable",
		"RG_WS_PUBLIC_MONTHLY_LIMIT_EXCEEDED":           "register-unavailable",
		"RG_WS_PUBLIC_SERVICE_NOT_ACTIVE":               "register-unavailable",
		"no entry for 111111114":                        "register-unavailable",
	} {
		body := answer("<error_rec><error_code>" + code + "</error_code><error_descr>111111114</error_descr></error_rec><basic_rec><afm xsi:nil=\"true\"/></basic_rec>")
		_, err := answering(t, body).Business(t.Context(), "111111114")
		wants(t, code, err, want)
	}
}

func TestStrangeAnswersAreUnavailable(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"empty":         "",
		"HTML":          "<html>111111114</html>",
		"fault":         `<env:Envelope xmlns:env="http://www.w3.org/2003/05/soap-envelope"><env:Body><env:Fault><env:Reason>111111114</env:Reason></env:Fault></env:Body></env:Envelope>`,
		"other number":  answer(noError + strings.Replace(basic, "111111114", "123456783", 1) + items),
		"nothing in it": answer(noError),
		"cut":           answer(noError + basic)[:300],
		"bomb":          `<!DOCTYPE a [<!ENTITY b "111111114">]>` + strings.TrimPrefix(answer(noError+strings.Replace(basic, "111111114", "&b;", 1)), `<?xml version="1.0" encoding="UTF-8"?>`),
	} {
		_, err := answering(t, body).Business(t.Context(), "111111114")
		wants(t, name, err, "register-unavailable")
	}
	down := asked(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })
	_, err := down.Business(t.Context(), "111111114")
	wants(t, "502", err, "register-unavailable")
}

// The register notifies people and blocks clients that guess, so nonsense must
// not reach it.
func TestImpossibleNumbersAreNotAskedAbout(t *testing.T) {
	t.Parallel()
	r := asked(t, func(http.ResponseWriter, *http.Request) { t.Error("the register was asked") })
	for _, afm := range []string{"", "123456781", "000000000", "<x/>"} {
		_, err := r.Business(t.Context(), afm)
		wants(t, afm, err, "not-registered")
	}
}

func wants(t *testing.T, name string, err error, code string) {
	t.Helper()
	refusal, ok := errors.AsType[*photo.Error](err)
	if !ok || refusal.Code != code {
		t.Errorf("%s: %v; want %s", name, err, code)
		return
	}
	if strings.Contains(err.Error(), "111111114") || strings.Contains(err.Error(), "http") {
		t.Errorf("%s: the error says too much: %v", name, err)
	}
}

func TestConfigurationIsChecked(t *testing.T) {
	t.Parallel()
	for _, c := range []business.Config{
		{URL: "http://www1.gsis.gr/x", User: "u", Password: "p"}, {URL: "https://www1.gsis.gr/x", Password: "p"}, {URL: "https://www1.gsis.gr/x", User: "u"},
	} {
		if _, err := business.New(c); err == nil {
			t.Error("accepted")
		}
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add([]byte(answer(noError + basic + items)))
	f.Add([]byte(answer("<error_rec><error_code>RG_WS_PUBLIC_EPIT_NF</error_code></error_rec>")))
	var body []byte
	r := asked(f, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(body) })
	f.Fuzz(func(t *testing.T, document []byte) {
		body = document
		got, err := r.Business(t.Context(), "111111114")
		if _, ok := errors.AsType[*photo.Error](err); err != nil && !ok {
			t.Fatalf("not a refusal: %v", err)
		}
		for _, activity := range got.Activities {
			if len(activity.Code) != 8 {
				t.Fatalf("activity %q", activity.Code)
			}
		}
	})
}
