package ledger

import (
	"errors"
	"fmt"
	"time"
	"unicode"
	"unicode/utf8"
)

// Limits of an event, in bytes unless stated otherwise. Together they keep every
// event that passes [Event.Check] within MaxBody.
const (
	MaxBody   = 64 << 10 // the whole canonical form
	MaxID     = 128      // each id and the role
	MaxWord   = 64       // act, outcome, and the name of a fact
	MaxFacts  = 32       // facts, counted
	MaxFact   = 4 << 10  // one value
	MaxValues = 12 << 10 // all values together
	MaxSealed = 16 << 10 // the sealed part
)

// ErrEvent means a refusal by [Event.Check] or [ParseEvent]; the text names the
// field, never its value.
var ErrEvent = errors.New("ledger: not an event")

// Event is one act of one actor and how it ended. It names people by random
// ids only; personal data is sealed before it comes here.
type Event struct {
	ID      string    // random id of the event
	At      time.Time // when it happened; recorded in UTC, cut to the microsecond
	Act     string    // what was done, such as "upload.create"
	Outcome string    // "done" or the code of the refusal

	Actor string // random id of who did it
	Role  string // in which role, a word

	Subject     string // whose files; this and the following may be empty
	Studio      string
	Upload      string
	Grant       string
	Application string
	Retrieval   string

	Facts  map[string]string // never personal: items, purpose, mode, reason code
	Sealed []byte            // the personal part, sealed, such as case number and official
}

// Check reports whether the event may be recorded: id, time, act and outcome
// are present, ids and words are visible ASCII without quotes, facts are text
// without control characters, and everything is within its limit. An event
// that passes is returned unchanged by [ParseEvent] from its [Event.Bytes],
// except that finer than microseconds is cut and an empty map becomes nil.
func (e *Event) Check() error {
	if err := e.checkTextFields(); err != nil {
		return err
	}
	if year := e.At.UTC().Year(); year < 2000 || year > 9999 {
		return errField("at")
	}
	if len(e.Sealed) > MaxSealed {
		return errField("sealed")
	}
	return e.checkFacts()
}

func (e *Event) checkTextFields() error {
	for _, f := range e.textFields() {
		if f.need && f.value == "" || len(f.value) > f.limit || !isPlain(f.value) {
			return errField(f.name)
		}
	}
	return nil
}

type textField struct {
	name, value string
	limit       int
	need        bool
}

func (e *Event) textFields() []textField {
	return []textField{
		{"id", e.ID, MaxID, true},
		{"act", e.Act, MaxWord, true},
		{"outcome", e.Outcome, MaxWord, true},
		{"actor", e.Actor, MaxID, false},
		{"role", e.Role, MaxID, false},
		{"subject", e.Subject, MaxID, false},
		{"studio", e.Studio, MaxID, false},
		{"upload", e.Upload, MaxID, false},
		{"grant", e.Grant, MaxID, false},
		{"application", e.Application, MaxID, false},
		{"retrieval", e.Retrieval, MaxID, false},
	}
}

func (e *Event) checkFacts() error {
	if len(e.Facts) > MaxFacts {
		return errField("facts")
	}
	total := 0
	for name, value := range e.Facts {
		if name == "" || len(name) > MaxWord || !isPlain(name) {
			return errField("name of a fact")
		}
		if total += len(value); total > MaxValues || len(value) > MaxFact || !isReadable(value) {
			return errField("value of a fact")
		}
	}
	return nil
}

func errField(field string) error {
	return fmt.Errorf("%w: %s", ErrEvent, field)
}

// isPlain allows what needs no escaping in JSON and sorts the same in every
// encoding.
func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c >= 0x7f || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

func isReadable(s string) bool {
	for _, r := range s {
		if unicode.IsControl(r) {
			return false
		}
	}
	return utf8.ValidString(s)
}
