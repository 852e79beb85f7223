package custody_test

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

	"myphoto/internal/photo"
	"myphoto/internal/registry"
	"myphoto/internal/registry/custody"
)

// asked is the client before a register that a test writes.
func asked(t testing.TB, answer http.HandlerFunc) *custody.Register {
	t.Helper()
	srv := httptest.NewServer(answer)
	t.Cleanup(srv.Close)
	r, err := custody.New(custody.Config{URL: srv.URL + "/esb/", User: "u", Password: "p:w", Now: now, HTTP: srv.Client()})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func answering(t testing.TB, body string) *custody.Register {
	t.Helper()
	return asked(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) })
}

const (
	rest   = `,"callSequenceId":12,"callSequenceDate":"2026-11-30T22:00:00Z","errorRecord":null}`
	joint  = `{"getCustodyOutputRecord":{"custody":"JOINT_CUSTODY"}` + rest
	person = `{"getPersonOutputRecord":{"amkaInForce":"15061200018","paaypa":null,"afm":null,"birthDate":"15/06/2012","surname":"Π","name":"ΔΗΜΗΤΡΙΟΣ"}` + rest
)

var (
	ofMaria = registry.CustodyQuestion{AFM: "123456783", AMKA: "15061200018"}
	theBoy  = registry.PersonNumber{AMKA: "15061200018"}
)

func TestTheQuestionsAreJSONWithBasicAndSixAuditFields(t *testing.T) {
	t.Parallel()
	var paths []string
	r := asked(t, func(w http.ResponseWriter, r *http.Request) {
		user, password, ok := r.BasicAuth()
		if r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/json; charset=utf-8" || !ok || user != "u" || password != "p:w" || r.URL.RawQuery != "" {
			t.Errorf("%s %v", r.Method, r.Header)
		}
		paths = append(paths, r.URL.Path)
		body, _ := io.ReadAll(r.Body)
		var q map[string]map[string]string
		if err := json.Unmarshal(body, &q); err != nil || len(q) != 2 {
			t.Errorf("%v in %s", err, body)
		}
		for _, field := range []string{"auditTransactionId", "auditTransactionDate", "auditUnit", "auditProtocol", "auditUserId", "auditUserIp"} {
			if strings.TrimSpace(q["auditRecord"][field]) == "" {
				t.Errorf("%s is blank in %s", field, body)
			}
		}
		if q["auditRecord"]["auditTransactionDate"] != "2026-11-30T22:00:00Z" {
			t.Errorf("date %s", q["auditRecord"]["auditTransactionDate"])
		}
		switch in := q["getCustodyInputRecord"]; {
		case in != nil && in["afm"] == "123456783" && in["amka"] == "15061200018" && len(in) == 2:
			fmt.Fprint(w, joint)
		case in == nil && q["getPersonInputRecord"]["amka"] == "15061200018" && len(q["getPersonInputRecord"]) == 1:
			fmt.Fprint(w, person)
		default:
			t.Errorf("asks %s", body)
		}
	})
	if kind, err := r.Custody(t.Context(), ofMaria, audit()); err != nil || kind != registry.CustodyJoint {
		t.Error(string(kind), err)
	}
	if p, err := r.Person(t.Context(), theBoy, audit()); err != nil || p.Name != "ΔΗΜΗΤΡΙΟΣ" {
		t.Error(err)
	}
	if got := strings.Join(paths, " "); got != "/esb/custodyRestService/getCustody /esb/amkaRestService/getPerson" {
		t.Error(got)
	}
}

// A question without its purpose must not reach a register, nor one about two people.
func TestIncompleteQuestionsAreNotSent(t *testing.T) {
	t.Parallel()
	r := asked(t, func(http.ResponseWriter, *http.Request) { t.Error("the register was asked") })
	for _, change := range []func(*registry.Audit){
		func(a *registry.Audit) { a.TransactionID = "" }, func(a *registry.Audit) { a.At = time.Time{} }, func(a *registry.Audit) { a.Unit = " " },
		func(a *registry.Audit) { a.Protocol = "" }, func(a *registry.Audit) { a.UserID = "" }, func(a *registry.Audit) { a.UserIP = "" },
	} {
		a := audit()
		change(&a)
		_, err := r.Custody(t.Context(), ofMaria, a)
		wants(t, "custody", err, "register-unavailable")
		_, err = r.Person(t.Context(), theBoy, a)
		wants(t, "person", err, "register-unavailable")
	}
	for _, q := range []registry.CustodyQuestion{
		{}, {AFM: "123456783"}, {AMKA: "15061200018"}, {AFM: "123456783", AMKA: "15061200018", PAAYPA: "99A00000018"},
	} {
		_, err := r.Custody(t.Context(), q, audit())
		wants(t, "numbers of custody", err, "register-unavailable")
	}
	for _, n := range []registry.PersonNumber{{}, {AMKA: "15061200018", AFM: "123456783"}, {AMKA: "15061200018", PAAYPA: "99A00000018"}} {
		_, err := r.Person(t.Context(), n, audit())
		wants(t, "numbers of a person", err, "register-unavailable")
	}
}

// Whoever is taken for a custodian by mistake sees the pictures of somebody else's child.
func TestStrangeAnswersOfTheCustodyRegisterAreUnavailable(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"empty":               "",
		"null":                "null",
		"HTML":                "<html>15061200018 JOINT_CUSTODY</html>",
		"cut":                 joint[:40],
		"two":                 joint + joint,
		"record twice":        `{"getCustodyOutputRecord":{"custody":"NONE"},` + joint[1:],
		"field twice":         strings.Replace(joint, `"custody":`, `"custody":"NONE","CUSTODY":`, 1),
		"list":                `{"getCustodyOutputRecord":[{"custody":"JOINT_CUSTODY"}]` + rest,
		"number":              `{"getCustodyOutputRecord":{"custody":1}` + rest,
		"true":                `{"getCustodyOutputRecord":{"custody":true}` + rest,
		"null custody":        `{"getCustodyOutputRecord":{"custody":null}` + rest,
		"blank custody":       `{"getCustodyOutputRecord":{"custody":"___"}` + rest,
		"no custody":          `{"getCustodyOutputRecord":{}` + rest,
		"no record":           `{"getCustodyOutputRecord":null` + rest,
		"nothing":             `{}`,
		"unknown word":        strings.Replace(joint, "JOINT_CUSTODY", "FULL_CUSTODY", 1),
		"lower case":          strings.Replace(joint, "JOINT_CUSTODY", "joint_custody", 1),
		"two words":           strings.Replace(joint, "JOINT_CUSTODY", "NONE JOINT_CUSTODY", 1),
		"error and record":    strings.Replace(joint, `"errorRecord":null`, `"errorRecord":{"errorCode":"GEN_COMMUNICATION_ERROR","errorDescr":"15061200018"}`, 1),
		"absent and record":   strings.Replace(joint, `"errorRecord":null`, `"errorRecord":{"errorCode":"GEN_RECORD_NOT_FOUND","errorDescr":""}`, 1),
		"lapsed and record":   strings.Replace(joint, `"errorRecord":null`, `"errorRecord":{"errorCode":"PAAYPA_INACTIVE","errorDescr":""}`, 1),
		"error that says all": `{"getCustodyOutputRecord":null,"errorRecord":{"errorCode":"123456783 JOINT","errorDescr":""}}`,
		"error of a kind":     `{"getCustodyOutputRecord":null,"errorRecord":"GEN_RECORD_NOT_FOUND"}`,
		"answer about person": person,
	} {
		kind, err := answering(t, body).Custody(t.Context(), ofMaria, audit())
		wants(t, name, err, "register-unavailable")
		if kind.Confirmed() {
			t.Errorf("%s: confirmed", name)
		}
	}
}

func TestStrangeAnswersOfTheAMKARegisterAreUnavailable(t *testing.T) {
	t.Parallel()
	change := func(was, is string) string {
		if !strings.Contains(person, was) {
			t.Fatalf("no %s", was)
		}
		return strings.Replace(person, was, is, 1)
	}
	for name, body := range map[string]string{
		"empty":             "",
		"HTML":              "<html>15061200018</html>",
		"cut":               person[:60],
		"two":               person + "\n" + person,
		"list of people":    strings.Replace(strings.Replace(person, `Record":{`, `Record":[{`, 1), `},"callSequenceId"`, `}],"callSequenceId"`, 1),
		"field twice":       change(`"amkaInForce":`, `"amkaInForce":"30111300023","amkaInForce":`),
		"ΑΜΚΑ as a number":  change(`"15061200018"`, `15061200018`),
		"wrong Luhn digit":  change(`15061200018`, `15061200019`),
		"ΑΜΚΑ with a dash":  change(`15061200018`, `150612-00018`),
		"short ΑΜΚΑ":        change(`15061200018`, `1506120001`),
		"no ΑΜΚΑ":           change(`"15061200018"`, `null`),
		"wrong ΑΦΜ":         change(`"afm":null`, `"afm":"00123456781"`),
		"ΑΦΜ of zeros":      change(`"afm":null`, `"afm":"00000000000"`),
		"old ΑΦΜ":           change(`"afm":null`, `"afm":"94259216"`),
		"ΑΦΜ among words":   change(`"afm":null`, `"afm":"ΑΦΜ 123456783"`),
		"ΑΦΜ padded by 11":  change(`"afm":null`, `"afm":"11123456783"`),
		"wrong ΠΑΑΥΠΑ":      change(`"paaypa":null`, `"paaypa":"99"`),
		"no birth date":     change(`"15/06/2012"`, `null`),
		"blank birth date":  change(`15/06/2012`, `___`),
		"ISO birth date":    change(`15/06/2012`, `2012-06-15`),
		"American date":     change(`15/06/2012`, `06/15/2012`),
		"two digits":        change(`15/06/2012`, `15/06/12`),
		"no such day":       change(`15/06/2012`, `29/02/2013`),
		"moved to a zone":   change(`15/06/2012`, `14/06/2012-21:00:00`),
		"born tomorrow":     change(`15/06/2012`, `02/12/2026`),
		"born in 1812":      change(`15/06/2012`, `15/06/1812`),
		"no name":           change(`"Π","name":"ΔΗΜΗΤΡΙΟΣ"`, `"___","name":null`),
		"turned name":       change(`"Π"`, `"Π\u202eΣ"`),
		"endless name":      change(`"Π"`, `"`+strings.Repeat("Π", 201)+`"`),
		"no record":         `{"getPersonOutputRecord":null` + rest,
		"absent and record": change(`"errorRecord":null`, `"errorRecord":{"errorCode":"GEN_RECORD_NOT_FOUND","errorDescr":""}`),
		"lapsed and none":   `{"getPersonOutputRecord":null,"errorRecord":{"errorCode":"PAAYPA_INACTIVE","errorDescr":""}}`,
		"error":             `{"getPersonOutputRecord":null,"errorRecord":{"errorCode":"GEN_COMMUNICATION_ERROR","errorDescr":"15061200018"}}`,
	} {
		_, err := answering(t, body).Person(t.Context(), theBoy, audit())
		wants(t, name, err, "register-unavailable")
	}
	for name, number := range map[string]registry.PersonNumber{
		"tax number of another":              {AFM: "123456783"},
		"provisional number of another":      {PAAYPA: "99A00000018"},
		"both are missing, as with nobody's": {AFM: "700000023"},
	} {
		_, err := answering(t, person).Person(t.Context(), number, audit())
		wants(t, name, err, "register-unavailable")
	}
}

// What other registers do to their values must change nothing.
func TestPeculiaritiesOfRegistersAreRead(t *testing.T) {
	t.Parallel()
	for name, change := range map[string][2]string{
		"padded":             {`"15061200018"`, `"15061200018    "`},
		"noon for midnight":  {`15/06/2012`, `15/06/2012-12:00:00`},
		"midnight":           {`15/06/2012`, `15/06/2012-00:00:00 `},
		"underscores":        {`"afm":null`, `"afm":"___"`},
		"blanks":             {`"afm":null`, `"afm":"         "`},
		"empty":              {`"paaypa":null`, `"paaypa":""`},
		"double spaces":      {`"Π"`, `"  Π  "`},
		"empty error":        {`"errorRecord":null`, `"errorRecord":{"errorCode":null,"errorDescr":""}`},
		"no error":           {`,"errorRecord":null`, ``},
		"a further field":    {`"name":`, `"patrName":"Γ","name":`},
		"byte order mark":    {`{"getPerson`, "\ufeff" + `{"getPerson`},
		"blank code":         {`"errorRecord":null`, `"errorRecord":{"errorCode":"   "}`},
		"number of the call": {`"callSequenceId":12`, `"callSequenceId":"12"`},
	} {
		body := strings.Replace(person, change[0], change[1], 1)
		p, err := answering(t, body).Person(t.Context(), theBoy, audit())
		if err != nil || p.AMKA != "15061200018" || !p.BirthDate.Equal(day(t, "2012-06-15")) || p.Surname != "Π" || p.AFM != "" || p.PAAYPA != "" || p.Lapsed {
			t.Errorf("%s: %v", name, err)
		}
	}
	p, err := answering(t, strings.Replace(person, `"afm":null`, `"afm":"00123456783 "`, 1)).Person(t.Context(), theBoy, audit())
	if err != nil || p.AFM != "123456783" {
		t.Errorf("padded tax number: %q, %v", p.AFM.Digits(), err)
	}
	kind, err := answering(t, strings.Replace(joint, "JOINT_CUSTODY", "GUARDIAN   ", 1)).Custody(t.Context(), ofMaria, audit())
	if err != nil || kind != registry.CustodyGuardian {
		t.Errorf("padded word: %v", err)
	}
	kind, err = answering(t, `{"getCustodyOutputRecord":null,"errorRecord":{"errorCode":"GEN_RECORD_NOT_FOUND"}}`).Custody(t.Context(), ofMaria, audit())
	if err != nil || kind != registry.CustodyNone {
		t.Errorf("no entry: %v", err)
	}
}

// Clocks went forward at midnight in these springs, so that the day began at one.
func TestDaysWithoutMidnightStayTheSameDay(t *testing.T) {
	t.Parallel()
	for _, birth := range []string{"12/04/1975", "01/04/1980", "01/07/1952"} {
		p, err := answering(t, strings.Replace(person, "15/06/2012", birth, 1)).Person(t.Context(), theBoy, audit())
		if got := p.BirthDate.Format("02/01/2006"); err != nil || got != birth {
			t.Errorf("%s: %s, %v", birth, got, err)
		}
	}
}

// The provisional number ends because there is another one: nothing has lapsed.
func TestPAAYPAThatBecameAnAMKAHasNotLapsed(t *testing.T) {
	t.Parallel()
	body := strings.Replace(person, `"errorRecord":null`, `"errorRecord":{"errorCode":"PAAYPA_INACTIVE","errorDescr":""}`, 1)
	if p, err := answering(t, body).Person(t.Context(), theBoy, audit()); err != nil || p.Lapsed {
		t.Errorf("lapsed %v, %v", p.Lapsed, err)
	}
}

func TestRegisterThatIsNoneIsUnavailable(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]http.HandlerFunc{
		"502 with a page": func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, "<html>15061200018</html>", http.StatusBadGateway)
		},
		"500 with an answer": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusInternalServerError)
			fmt.Fprint(w, joint)
		},
		"401":   func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "", http.StatusUnauthorized) },
		"10 MB": func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, joint+strings.Repeat(" ", 10<<20)) },
		"redirect": func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/elsewhere" {
				t.Error("the redirect was followed")
			}
			http.Redirect(w, r, "/elsewhere", http.StatusPermanentRedirect)
		},
		"too slow": func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			<-r.Context().Done()
		},
		"hangs up": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	} {
		srv := httptest.NewServer(answer)
		t.Cleanup(srv.Close)
		client := srv.Client()
		client.Timeout = 300 * time.Millisecond // shorter than the client's own
		r, err := custody.New(custody.Config{URL: srv.URL, User: "u", Password: "p", Now: now, HTTP: client})
		if err != nil {
			t.Fatal(err)
		}
		_, err = r.Custody(t.Context(), ofMaria, audit())
		wants(t, name, err, "register-unavailable")
		_, err = r.Person(t.Context(), theBoy, audit())
		wants(t, name, err, "register-unavailable")
	}
}

func TestConfigurationIsChecked(t *testing.T) {
	t.Parallel()
	for _, c := range []custody.Config{
		{URL: "http://ked.gsis.gr/esb", User: "u", Password: "p"},
		{URL: "", User: "u", Password: "p"},
		{URL: "https://ked.gsis.gr/esb?a=b", User: "u", Password: "p"},
		{URL: "https://ked.gsis.gr/esb", Password: "p"},
		{URL: "https://ked.gsis.gr/esb", User: "u"},
		{URL: "https://ked.gsis.gr/esb", User: "u:v", Password: "p"},
	} {
		if _, err := custody.New(c); err == nil {
			t.Errorf("accepted %s", c.URL)
		}
	}
}

// Of what a fuzzer writes, nothing that is accepted may be impossible.
func FuzzAnswers(f *testing.F) {
	for _, seed := range []string{
		joint, person, `{"getPersonOutputRecord":null,"errorRecord":{"errorCode":"GEN_RECORD_NOT_FOUND"}}`,
		strings.Replace(person, `"afm":null`, `"afm":"00123456783"`, 1), strings.Replace(person, `"errorRecord":null`, `"errorRecord":{"errorCode":"PAAYPA_INACTIVE"}`, 1),
	} {
		f.Add([]byte(seed))
	}
	var body []byte
	r := asked(f, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(body) })
	f.Fuzz(func(t *testing.T, document []byte) {
		body = document
		kind, err := r.Custody(t.Context(), ofMaria, audit())
		if _, ok := errors.AsType[*photo.Error](err); err != nil && (!ok || kind != registry.CustodyNone) {
			t.Fatalf("not a refusal: %v", err)
		}
		p, err := r.Person(t.Context(), theBoy, audit())
		if _, ok := errors.AsType[*photo.Error](err); err != nil {
			if !ok {
				t.Fatalf("not a refusal: %v", err)
			}
			return
		}
		if _, fault := photo.ParseAMKA(p.AMKA.Digits()); fault != nil || p.BirthDate.Year() < 1900 || p.BirthDate.After(now()) || p.Surname+p.Name == "" {
			t.Fatal("accepted an impossible person")
		}
	})
}
