package sms

import (
	"errors"
	"net/url"
	"strings"

	"myphoto/internal/courier"
)

// State is what happened to a message, as far as the network reports it.
type State int

// The states of Kannel's delivery reports (Kannel User's Guide, "Delivery
// reports"), each with Kannel's numbers.
const (
	Delivered State = iota + 1 // 1: arrived on the phone
	Failed                     // 2, 16: expired, or rejected by the network of the phone or by ours
	Buffered                   // 4: queued by the operator
	Accepted                   // 8: accepted by the operator
)

// Report is one delivery report.
type Report struct {
	Reference string // the reference of the Receipt, which is the id of the message
	State     State
}

// The variables in the address of a report. Kannel replaces %d by its number
// for the state.
const (
	referenceKey = "reference"
	stateKey     = "state"
	allReports   = "31" // dlr-mask: 1+2+4+8+16
)

var errReport = errors.New("not a delivery report")

// ParseReport reads the query with which Kannel calls the address of
// Message.Report: exactly one reference and exactly one known state; other
// variables are ignored. The error repeats nothing of the query.
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

// reportURL returns base with the reference and the placeholder of the state.
// Kannel would read a percent sign in base as one of its own escapes.
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
