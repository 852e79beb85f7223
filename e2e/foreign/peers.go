package foreign

import (
	"encoding/json"
	"testing"

	"myphoto/e2e/program"
)

// Word is the password of the servers, and Secret that of OAuth clients.
const (
	Word   = word
	Secret = "demo-secret"
)

// Registers are both registers, made with a SOAP library of others.
type Registers struct {
	ContactsURL, BusinessURL string
	process                  *Process
}

// Question is what a register was asked.
type Question struct {
	Register string // contacts or business
	Args     json.RawMessage
	Token    struct{ User, Password, Type string }
}

// StartRegisters starts the registers, which take their descriptions from the
// sandbox.
func StartRegisters(tb testing.TB, sandboxURL string) *Registers {
	tb.Helper()
	door := program.FreeAddress(tb)
	return &Registers{
		ContactsURL: "http://" + door + "/contacts", BusinessURL: "http://" + door + "/business",
		process: node(tb, "registers.cjs", port(door), ContactsWSDL(sandboxURL), BusinessWSDL(sandboxURL)),
	}
}

// ContactsWSDL returns the address of the description of the contact register.
func ContactsWSDL(sandboxURL string) string {
	return sandboxURL + "/esb/notificationCenterElementsService?wsdl"
}

// BusinessWSDL returns the address of the description of the business register.
func BusinessWSDL(sandboxURL string) string {
	return sandboxURL + "/wsaade/RgWsPublic2/RgWsPublic2?WSDL"
}

// Asked returns the questions so far.
func (r *Registers) Asked(tb testing.TB) []Question {
	tb.Helper()
	var all []Question
	for _, line := range r.process.said()[1:] {
		var q Question
		if err := json.Unmarshal([]byte(line), &q); err != nil {
			tb.Fatalf("registers: %v in %s", err, line)
		}
		all = append(all, q)
	}
	return all
}

// StartProvider starts an identity provider made with an OAuth library of
// others, and returns its base address. The photographer nikos can sign in.
func StartProvider(tb testing.TB) string {
	tb.Helper()
	door := program.FreeAddress(tb)
	node(tb, "provider.cjs", port(door), `{"nikos": {"userid": "Nikos", "taxid": "111111114", "lastname": "ΞΕΝΟΣ",
		"firstname": "ΝΙΚΟΛΑΟΣ", "fathername": "ΠΕΤΡΟΣ", "mothername": "ΑΝΝΑ", "birthyear": "1975"}}`)
	return "http://" + door + "/oauth2server"
}
