package sandbox_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"myphoto/internal/sandbox"
)

// The questions are written by hand, as the interoperability centre's clients write them.
const (
	auditRecord = `"auditRecord":{"auditTransactionId":"6f1c","auditTransactionDate":"2026-11-21T10:42:00Z","auditUnit":"","auditProtocol":" ","auditUserId":"u","auditUserIp":"127.0.0.1"}`
	ofMaria     = `{` + auditRecord + `,"getCustodyInputRecord":{"afm":"123456783","amka":"15061200018"}}`
	ofTheBoy    = `{` + auditRecord + `,"getPersonInputRecord":{"amka":"15061200018"}}`
)

// ask sends a question with the credentials of the registers.
func ask(t *testing.T, s *sandbox.Sandbox, service, body string) (int, string) {
	t.Helper()
	resp, reply, err := request(t, http.MethodPost, s.URL()+"/esb/"+service, body,
		"Content-Type", "application/json", "Authorization", "Basic bXlwaG90bzpkZW1vLXNlY3JldA==") // myphoto:demo-secret
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, reply
}

func TestRegistersOfMinorsAnswerOverTheNetwork(t *testing.T) {
	t.Parallel()
	s := start(t)
	status, reply := ask(t, s, "custodyRestService/getCustody", ofMaria)
	if status != http.StatusOK || !strings.HasPrefix(reply, `{"getCustodyOutputRecord":{"custody":"JOINT_CUSTODY"},"callSequenceId":`) || !strings.Contains(reply, `"errorRecord":null`) {
		t.Errorf("custody: %d %s", status, reply)
	}
	status, reply = ask(t, s, "amkaRestService/getPerson", ofTheBoy)
	for _, want := range []string{`"amkaInForce":"15061200018    "`, `"afm":null`, `"birthDate":"15/06/2012"`, `"errorRecord":null`} {
		if status != http.StatusOK || !strings.Contains(reply, want) {
			t.Errorf("person: %d, no %s in %s", status, want, reply)
		}
	}
}

// Whoever tests what happens without the custody register means both.
func TestFaultOfTheCustodyRegisterIsAlsoThatOfTheOther(t *testing.T) {
	t.Parallel()
	s := start(t)
	setFault(t, s, "custody", "error")
	if _, reply := ask(t, s, "amkaRestService/getPerson", ofTheBoy); !strings.Contains(reply, "GEN_COMMUNICATION_ERROR") {
		t.Error(reply)
	}
	setFault(t, s, "custody", "ok")
	setFault(t, s, "amka", "error")
	if _, reply := ask(t, s, "amkaRestService/getPerson", ofTheBoy); !strings.Contains(reply, "GEN_COMMUNICATION_ERROR") {
		t.Error(reply)
	}
	if _, reply := ask(t, s, "custodyRestService/getCustody", ofMaria); !strings.Contains(reply, "JOINT_CUSTODY") {
		t.Errorf("the custody register fails with the other: %s", reply)
	}
}

// None of the answers may be one that a simple client takes for custody or a person.
func TestNonsenseIsNeverTheSameTwiceRunning(t *testing.T) {
	t.Parallel()
	s := start(t)
	setFault(t, s, "custody", "nonsense")
	before := ""
	valid := 0
	for range 8 {
		status, reply := ask(t, s, "custodyRestService/getCustody", ofMaria)
		if status != http.StatusOK || reply == before || strings.Contains(reply, "JOINT_CUSTODY") {
			t.Errorf("%d %s", status, reply)
		}
		before = reply
		if json.Valid([]byte(reply)) {
			valid++
		}
	}
	if valid < 4 {
		t.Errorf("%d of 8 are JSON", valid)
	}
}
