package sms

import (
	"errors"
	"net/url"
	"strings"

	"myphoto/internal/courier"
)

// State is what became of a message, as far as the network tells.
type State int

// The states of Kannel's delivery reports.
const (
	Delivered State = iota + 1 // 1: on the phone
	Failed                     // 2, 16: expired, rejected by the phone's network or by ours
	Buffered                   // 4: waits at the operator
	Accepted                   // 8: the operator has taken it
)

// String gives the state as a stable word for logs and tables.
func (s State) String() string {
	words := map[State]string{Delivered: "delivered", Failed: "failed", Buffered: "buffered", Accepted: "accepted"}
	return words[s]
}

// Report is one delivery report.
type Report struct {
	Reference string // of the Receipt, that is the id of the message
	State     State
}

// The variables of a report's address. Kannel puts its number for %d.
const (
	referenceKey = "reference"
	stateKey     = "state"
	allReports   = "31" // dlr-mask: 1+2+4+8+16
)

var errReport = errors.New("not a delivery report")

// ParseReport reads the query of a delivery report that Kannel calls the
// address of Message.Report with. What is not exactly one reference and one
// known state is an error; the error repeats nothing of it.
func ParseReport(query url.Values) (Report, error) {
	references, states := query[referenceKey], query[stateKey]
	if len(references) != 1 || len(states) != 1 {
		return Report{}, errReport
	}
	if !(courier.Message{ID: references[0]}).WellFormed() {
		return Report{}, errReport
	}
	state, known := map[string]State{"1": Delivered, "2": Failed, "4": Buffered, "8": Accepted, "16": Failed}[states[0]]
	if !known {
		return Report{}, errReport
	}
	return Report{Reference: references[0], State: state}, nil
}

// reportURL puts reference and place of the state into the address. A
// percent sign of its own would be taken by Kannel for one of its escapes.
func reportURL(base, reference string) (string, error) {
	u, err := url.Parse(base)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.Fragment != "" || strings.ContainsAny(base, "% \r\n") {
		return "", errors.New("report address is not a plain absolute address")
	}
	separator := "?"
	if u.RawQuery != "" {
		separator = "&"
	}
	return base + separator + referenceKey + "=" + reference + "&" + stateKey + "=%d", nil
}
