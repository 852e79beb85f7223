package registers_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const restAudit = `"auditRecord":{"auditTransactionId":"6f1c","auditTransactionDate":"2026-11-21T10:42:00Z","auditUnit":"ΥΠΨΔ","auditProtocol":"ΑΠ-1","auditUserId":"u","auditUserIp":"127.0.0.1"}`

// rest sends a question to one of the two registers, by its operation.
func rest(t *testing.T, operation, body string, change func(*http.Request)) (int, string) {
	t.Helper()
	r := books()
	serve := map[string]http.HandlerFunc{"getCustody": r.Custody, "getPerson": r.Person}[operation]
	req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(body))
	req.Header.Set("Content-Type", "application/json")
	req.SetBasicAuth("myphoto", "demo-secret")
	if change != nil {
		change(req)
	}
	w := httptest.NewRecorder()
	serve(w, req)
	return w.Code, w.Body.String()
}

func custodyOf(t *testing.T, input string) string {
	t.Helper()
	status, reply := rest(t, "getCustody", `{`+restAudit+`,"getCustodyInputRecord":{`+input+`}}`, nil)
	var said struct {
		Output *struct{ Custody string } `json:"getCustodyOutputRecord"`
		Error  *struct{ ErrorCode string }
		ID     int64  `json:"callSequenceId"`
		Date   string `json:"callSequenceDate"`
	}
	if err := json.Unmarshal([]byte(reply), &said); err != nil || status != http.StatusOK || said.ID == 0 || said.Date != "2026-11-21T10:42:00Z" {
		t.Errorf("%s: %d %s, %v", input, status, reply, err)
	}
	if said.Output == nil {
		return reply
	}
	return said.Output.Custody
}

func TestCustodyOfEveryKind(t *testing.T) {
	t.Parallel()
	for input, want := range map[string]string{
		`"afm":"123456783","amka":"15061200018"`:   "JOINT_CUSTODY",
		`"afm":"700000011","amka":"15061200018"`:   "JOINT_CUSTODY",
		`"afm":"123456783","amka":"15061200026"`:   "SOLE_CUSTODY",
		`"afm":"700000011","amka":"15061200026"`:   "NONE",
		`"afm":"700000115","amka":"01030900011"`:   "SOLE_CUSTODY",
		`"afm":"700000139","amka":"10021400014"`:   "PARENT",
		`"afm":"700000152","amka":"23041100043"`:   "GUARDIAN",
		`"afm":"700000152","amka":"23041100027"`:   "NONE", // a number that was replaced
		`"afm":"700000164","paaypa":"99A00000018"`: "SOLE_CUSTODY",
		`"afm":"700000164","paaypa":"99000000026"`: "NONE", // it became an ΑΜΚΑ
		`"afm":"700000164","amka":"30111300023"`:   "SOLE_CUSTODY",
		`"afm":"700000164","paaypa":"99X00000034"`: "SOLE_CUSTODY", // lapsed
		`"afm":"700000176","amka":"12060400020"`:   "SOLE_CUSTODY", // she is 22
		`"afm":"123456783","amka":"01013099997"`:   "NONE",         // nobody
		`"afm":"094259216","amka":"15061200018"`:   "NONE",         // nobody
	} {
		if got := custodyOf(t, input); got != want {
			t.Errorf("%s: %s, want %s", input, got, want)
		}
	}
}

func TestPersonsAreWrittenWithEveryTrap(t *testing.T) {
	t.Parallel()
	person := func(input string) map[string]any {
		status, reply := rest(t, "getPerson", `{`+restAudit+`,"getPersonInputRecord":{`+input+`}}`, nil)
		var said struct {
			Output map[string]any `json:"getPersonOutputRecord"`
			Error  map[string]any `json:"errorRecord"`
		}
		if err := json.Unmarshal([]byte(reply), &said); err != nil || status != http.StatusOK {
			t.Fatalf("%s: %d %s, %v", input, status, reply, err)
		}
		if said.Error != nil {
			if said.Output == nil {
				said.Output = map[string]any{}
			}
			said.Output["error"] = said.Error["errorCode"].(string) + " " + said.Error["errorDescr"].(string)
		}
		for field, value := range said.Output {
			if text, ok := value.(string); ok && field != "birthDate" && text != "___" && field != "error" && !strings.HasSuffix(text, "  ") {
				t.Errorf("%s: %s is not padded: %q", input, field, text)
			}
			if text, ok := value.(string); ok {
				said.Output[field] = strings.TrimRight(text, " ")
			}
		}
		return said.Output
	}
	changed := map[string]any{"amkaInForce": "23041100043", "paaypa": nil, "afm": nil, "birthDate": "23/04/2011", "surname": "ΜΑΚΡΗ", "name": "ΦΑΙΔΡΑ"}
	for input, want := range map[string]map[string]any{
		`"amka":"23041100043"`:   changed,
		`"amka":"23041100027"`:   changed,
		`"amka":"10021400014"`:   {"amkaInForce": "10021400014", "paaypa": "___", "afm": "00700000188", "birthDate": "10/02/2014-12:00:00", "surname": "ΣΤΕΡΓΙΟΥ", "name": "ΙΑΣΩΝ"},
		`"afm":"700000190"`:      {"amkaInForce": "01030900011", "paaypa": nil, "afm": "00700000190", "birthDate": "01/03/2009", "surname": "ΒΑΣΙΛΕΙΟΥ", "name": "ΕΜΜΑΝΟΥΗΛ"},
		`"paaypa":"99000000026"`: {"amkaInForce": "30111300023", "paaypa": "99000000026", "afm": "___", "birthDate": "30/11/2013-12:00:00", "surname": "ΧΑΣΑΝ", "name": "ΛΕΪΛΑ"},
		`"paaypa":"99A00000018"`: {"amkaInForce": nil, "paaypa": "99A00000018", "afm": nil, "birthDate": "07/08/2015", "surname": "ΧΑΣΑΝ", "name": "ΓΙΟΥΣΟΥΦ"},
		`"paaypa":"99X00000034"`: {"amkaInForce": "___", "paaypa": "99X00000034", "afm": "___", "birthDate": "20/01/2010-12:00:00", "surname": "ΧΑΣΑΝ", "name": "ΟΜΑΡ", "error": "PAAYPA_INACTIVE Ο ΠΑΑΥΠΑ έχει απενεργοποιηθεί."},
		`"amka":"01031200015"`:   {"amkaInForce": "01031200015", "paaypa": nil, "afm": nil, "birthDate": "29/02/2012", "surname": "ΠΑΥΛΙΔΗΣ", "name": "ΘΗΣΕΑΣ"},
		`"amka":"01013099997"`:   {"error": "GEN_RECORD_NOT_FOUND Δεν βρέθηκαν εγγραφές με αυτά τα κριτήρια."},
	} {
		if diff := cmp.Diff(want, person(input)); diff != "" {
			t.Errorf("%s: %s", input, diff)
		}
	}
}

// A client that forgets a field must fail here and not at the real register.
func TestQuestionsThatAreNotTakenOfMinors(t *testing.T) {
	t.Parallel()
	const good = `"amka":"15061200018"`
	for name, c := range map[string]struct {
		operation, body string
		change          func(*http.Request)
		status          int
		want            string
	}{
		"no credentials":   {"getPerson", `{}`, func(r *http.Request) { r.Header.Del("Authorization") }, http.StatusUnauthorized, "Unauthorized"},
		"wrong password":   {"getCustody", `{}`, func(r *http.Request) { r.SetBasicAuth("myphoto", "x") }, http.StatusUnauthorized, "Unauthorized"},
		"XML":              {"getPerson", `<x/>`, func(r *http.Request) { r.Header.Set("Content-Type", "text/xml") }, http.StatusUnsupportedMediaType, "application/json"},
		"no JSON":          {"getPerson", `afm=1`, nil, http.StatusBadRequest, "JSON"},
		"two values":       {"getPerson", `{}{}`, nil, http.StatusBadRequest, "JSON"},
		"too long":         {"getPerson", `{"x":"` + strings.Repeat("x", 65<<10) + `"}`, nil, http.StatusBadRequest, "JSON"},
		"no audit record":  {"getPerson", `{"getPersonInputRecord":{` + good + `}}`, nil, http.StatusOK, "auditRecord"},
		"five audit items": {"getPerson", `{` + strings.Replace(restAudit, `"auditUnit":"ΥΠΨΔ",`, "", 1) + `,"getPersonInputRecord":{` + good + `}}`, nil, http.StatusOK, "auditUnit"},
		"wrong date":       {"getCustody", `{` + strings.Replace(restAudit, "2026-11-21", "21/11/2026", 1) + `}`, nil, http.StatusOK, "auditTransactionDate"},
		"no input":         {"getPerson", `{` + restAudit + `}`, nil, http.StatusOK, "getPersonInputRecord"},
		"input of another": {"getCustody", `{` + restAudit + `,"getPersonInputRecord":{` + good + `}}`, nil, http.StatusOK, "getCustodyInputRecord"},
		"two numbers":      {"getPerson", `{` + restAudit + `,"getPersonInputRecord":{` + good + `,"afm":"123456783"}}`, nil, http.StatusOK, "amka, paaypa, afm"},
		"no number":        {"getPerson", `{` + restAudit + `,"getPersonInputRecord":{}}`, nil, http.StatusOK, "amka, paaypa, afm"},
		"wrong ΑΜΚΑ":       {"getPerson", `{` + restAudit + `,"getPersonInputRecord":{"amka":"15061200019"}}`, nil, http.StatusOK, "amka"},
		"wrong ΑΦΜ":        {"getPerson", `{` + restAudit + `,"getPersonInputRecord":{"afm":"123456781"}}`, nil, http.StatusOK, "afm"},
		"no adult":         {"getCustody", `{` + restAudit + `,"getCustodyInputRecord":{` + good + `}}`, nil, http.StatusOK, "afm"},
		"no child":         {"getCustody", `{` + restAudit + `,"getCustodyInputRecord":{"afm":"123456783"}}`, nil, http.StatusOK, "amka, paaypa"},
		"wrong child":      {"getCustody", `{` + restAudit + `,"getCustodyInputRecord":{"afm":"123456783","amka":"1506120001"}}`, nil, http.StatusOK, "amka"},
	} {
		status, reply := rest(t, c.operation, c.body, c.change)
		if status != c.status || !strings.Contains(reply, c.want) || strings.Contains(reply, "15061200018") {
			t.Errorf("%s: %d %s", name, status, reply)
		}
		if status == http.StatusOK && !strings.Contains(reply, `OutputRecord":null`) || status == http.StatusOK && !strings.Contains(reply, "GEN_INVALID_REQUEST") {
			t.Errorf("%s: %s", name, reply)
		}
	}
}
