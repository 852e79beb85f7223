package ledger

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"maps"
	"slices"
	"time"
)

// version is the number of the canonical form, its member "v".
const version = 1

// timeFormat is RFC 3339 with exactly six decimals; the final Z is UTC.
const timeFormat = "2006-01-02T15:04:05.000000Z"

func formatTime(t time.Time) string { return t.UTC().Format(timeFormat) }

// Bytes returns the canonical form: one JSON object by the rules of RFC 8785
// (members sorted by name, no spaces, only what must be escaped is escaped).
// Members are the names of the fields in lower case; an empty one is left out;
// "at" is RFC 3339 in UTC with six decimals; "sealed" is standard base64; "v"
// is 1. The encoder is our own because the bytes must outlive changes of the
// standard library's. The event must have passed [Event.Check]; the bytes of
// another one are refused by [ParseEvent].
func (e *Event) Bytes() []byte {
	b := make([]byte, 0, 512)
	b = append(b, '{')
	b = appendMember(b, "act", e.Act)
	b = appendMember(b, "actor", e.Actor)
	b = appendMember(b, "application", e.Application)
	b = appendMember(b, "at", formatTime(e.At))
	b = appendFacts(b, e.Facts)
	b = appendMember(b, "grant", e.Grant)
	b = appendMember(b, "id", e.ID)
	b = appendMember(b, "outcome", e.Outcome)
	b = appendMember(b, "retrieval", e.Retrieval)
	b = appendMember(b, "role", e.Role)
	b = appendMember(b, "sealed", base64.StdEncoding.EncodeToString(e.Sealed))
	b = appendMember(b, "studio", e.Studio)
	b = appendMember(b, "subject", e.Subject)
	b = appendMember(b, "upload", e.Upload)
	return append(b, `,"v":1}`...)
}

// appendMember appends one member unless its value is empty.
func appendMember(b []byte, name, value string) []byte {
	if value == "" {
		return b
	}
	return appendPair(b, name, value)
}

func appendPair(b []byte, name, value string) []byte {
	b = appendQuoted(appendComma(b), name)
	return appendQuoted(append(b, ':'), value)
}

// appendComma adds a comma where one is needed.
func appendComma(b []byte) []byte {
	if b[len(b)-1] == '{' {
		return b
	}
	return append(b, ',')
}

func appendFacts(b []byte, values map[string]string) []byte {
	if len(values) == 0 {
		return b
	}
	b = append(appendQuoted(appendComma(b), "facts"), ":{"...)
	for _, name := range slices.Sorted(maps.Keys(values)) {
		b = appendPair(b, name, values[name])
	}
	return append(b, '}')
}

func appendQuoted(b []byte, s string) []byte {
	b = append(b, '"')
	for i := range len(s) {
		if s[i] == '"' || s[i] == '\\' {
			b = append(b, '\\')
		}
		b = append(b, s[i])
	}
	return append(b, '"')
}

// eventJSON is the JSON shape of an event.
type eventJSON struct {
	Act         string            `json:"act"`
	Actor       string            `json:"actor"`
	Application string            `json:"application"`
	At          string            `json:"at"`
	Facts       map[string]string `json:"facts"`
	Grant       string            `json:"grant"`
	ID          string            `json:"id"`
	Outcome     string            `json:"outcome"`
	Retrieval   string            `json:"retrieval"`
	Role        string            `json:"role"`
	Sealed      []byte            `json:"sealed"`
	Studio      string            `json:"studio"`
	Subject     string            `json:"subject"`
	Upload      string            `json:"upload"`
	V           int               `json:"v"`
}

// ParseEvent reads the canonical form of at most [MaxBody] bytes and is the
// exact inverse of [Event.Bytes]: any other spelling of the same event (another
// order, a space, a repeated or unknown member) is refused with [ErrEvent].
func ParseEvent(b []byte) (Event, error) {
	if len(b) > MaxBody {
		return Event{}, errField("too long")
	}
	var w eventJSON
	if json.Unmarshal(b, &w) != nil {
		return Event{}, errField("not the JSON of one")
	}
	if w.V != version {
		return Event{}, errField("version")
	}
	at, err := time.Parse(timeFormat, w.At)
	if err != nil {
		return Event{}, errField("at")
	}
	e := w.event(at)
	if err := e.Check(); err != nil {
		return Event{}, err
	}
	// Encoding it again catches every freedom that JSON leaves, in one comparison.
	if !bytes.Equal(e.Bytes(), b) {
		return Event{}, errField("not canonical")
	}
	return e, nil
}

func (w *eventJSON) event(at time.Time) Event {
	return Event{
		ID: w.ID, At: at, Act: w.Act, Outcome: w.Outcome,
		Actor: w.Actor, Role: w.Role,
		Subject: w.Subject, Studio: w.Studio, Upload: w.Upload,
		Grant: w.Grant, Application: w.Application, Retrieval: w.Retrieval,
		Facts: w.Facts, Sealed: w.Sealed,
	}
}
