package outbound

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"unicode"
	"unicode/utf8"
)

var errJSON = errors.New("not a plain JSON document")

// ReadJSON reads one JSON value into to, as [json.Unmarshal] does. It refuses
// malformed UTF-8, more than 32 levels or 10,000 values, anything after the value,
// and an object that has a member twice: of two, [json.Unmarshal] would take the
// last, also where they differ in case alone. The error repeats nothing of the
// document.
func ReadJSON(document []byte, to any) error {
	document = bytes.TrimPrefix(document, []byte("\ufeff"))
	if !utf8.Valid(document) || checkJSON(document) != nil || json.Unmarshal(document, to) != nil {
		return errJSON
	}
	return nil
}

// checkJSON walks the document once, before anything of it is kept.
func checkJSON(document []byte) error {
	d := json.NewDecoder(bytes.NewReader(document))
	d.UseNumber()
	walk := walker{}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil // that there was one value is for Unmarshal to say
		}
		if err != nil || !walk.step(token) {
			return errJSON
		}
	}
}

// walker knows the members of every object that is open.
type walker struct {
	open   []level
	values int
}

type level struct {
	members map[string]bool // nil in an array
	inValue bool            // the name of a member was read, its value was not
}

// step returns false for a token that goes beyond the limits or names a member again.
func (w *walker) step(token json.Token) bool {
	if w.values++; w.values > maxElements {
		return false
	}
	switch token {
	case json.Delim('{'), json.Delim('['):
		w.enter()
		var members map[string]bool
		if token == json.Delim('{') {
			members = map[string]bool{}
		}
		w.open = append(w.open, level{members: members})
		return len(w.open) <= maxDepth
	case json.Delim('}'), json.Delim(']'):
		w.open = w.open[:len(w.open)-1]
		return true
	}
	if !w.enter() {
		return true
	}
	name, ok := token.(string)
	name = folded(name)
	members := w.open[len(w.open)-1].members
	if !ok || members[name] {
		return false
	}
	members[name] = true
	return true
}

// enter notes that a token begins at the innermost level and reports whether it is
// the name of a member.
func (w *walker) enter() bool {
	if len(w.open) == 0 {
		return false
	}
	last := &w.open[len(w.open)-1]
	if last.members == nil {
		return false
	}
	last.inValue = !last.inValue
	return last.inValue
}

// folded returns a name in which letters of either case are the same.
func folded(name string) string {
	out := []rune(name)
	for i, r := range out {
		for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
			out[i] = min(out[i], next)
		}
	}
	return string(out)
}
