package ledger

import (
	"errors"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// RemoveBodies is the act of the event by which bodies are removed from the
// ledger. Its own body is kept for good: it is the proof that they were due.
const RemoveBodies = "ledger.remove-bodies"

// removalPrefix begins the canonical form of every such event.
const removalPrefix = `{"act":"` + RemoveBodies + `",`

// The facts of a removal.
const (
	factFirst     = "first"
	factEnd       = "end"
	factCount     = "count"
	factNewest    = "newest"
	factRemoved   = "removed"
	factSignature = "signature"
)

// errRemoval means that an event does not carry a valid removal.
var errRemoval = errors.New("ledger: not a signed removal")

// Removal says which records lost body and salt, and that they were due. The
// service signs it with the key of its checkpoints, because a row in the
// database proves nothing about who wrote it.
type Removal struct {
	First, End int64     // from First up to but not including End
	Newest     time.Time // when the newest of these records was recorded
	At         time.Time // when the bodies were removed
}

// text is what is signed: a signed note (C2SP) of five lines, which is not a
// checkpoint, since its first line is the name of no ledger.
func (r Removal) text(origin string) string {
	return fmt.Sprintf("myphoto ledger removal v1\n%s\n%d %d\n%s\n%s\n",
		origin, r.First, r.End, formatTime(r.Newest), formatTime(r.At))
}

// Sign returns the facts of the event that records the removal: the range, its
// length, both times and the signature line of the note.
func (r Removal) Sign(signer note.Signer) (map[string]string, error) {
	signed, err := note.Sign(&note.Note{Text: r.text(signer.Name())}, signer)
	if err != nil {
		return nil, fmt.Errorf("sign removal: %w", err)
	}
	_, signature, _ := strings.Cut(string(signed), "\n\n")
	facts := r.facts()
	facts[factSignature] = strings.TrimSuffix(signature, "\n")
	return facts, nil
}

// facts returns all but the signature.
func (r Removal) facts() map[string]string {
	return map[string]string{
		factFirst: strconv.FormatInt(r.First, 10), factEnd: strconv.FormatInt(r.End, 10),
		factCount: strconv.FormatInt(r.End-r.First, 10), factNewest: formatTime(r.Newest), factRemoved: formatTime(r.At),
	}
}

// openRemoval reads the removal that the body of an event records, and the name
// of the ledger whose key signed it.
func openRemoval(body []byte, v note.Verifiers) (r Removal, origin string, err error) {
	e, err := ParseEvent(body)
	if err != nil {
		return r, "", err
	}
	var faults [4]error
	r.First, faults[0] = strconv.ParseInt(e.Facts[factFirst], 10, 64)
	r.End, faults[1] = strconv.ParseInt(e.Facts[factEnd], 10, 64)
	r.Newest, faults[2] = time.Parse(timeFormat, e.Facts[factNewest])
	r.At, faults[3] = time.Parse(timeFormat, e.Facts[factRemoved])
	if err := errors.Join(faults[:]...); err != nil {
		return r, "", fmt.Errorf("%w: %w", errRemoval, err)
	}
	signature := e.Facts[factSignature]
	delete(e.Facts, factSignature)
	words := strings.Split(signature, " ") // a dash, the name of the key, the signature
	if e.Outcome != "done" || len(words) != 3 || r.First < 0 || r.End <= r.First || !maps.Equal(e.Facts, r.facts()) {
		return r, "", errRemoval
	}
	if _, err := note.Open([]byte(r.text(words[1])+"\n"+signature+"\n"), v); err != nil {
		return r, "", fmt.Errorf("%w: %w", errRemoval, err)
	}
	return r, words[1], nil
}

// due reports whether all records of the range had been kept for the given
// number of years when their bodies were removed.
func (r Removal) due(years int) bool { return !r.Newest.After(r.At.AddDate(-years, 0, 0)) }

// disorder is how much later than a record the one before it may have been
// recorded: acts at the same time get their numbers in the order in which they
// were committed.
const disorder = 24 * time.Hour

// gap is a range of records without body that no removal has explained yet.
type gap struct {
	first, end int64
	before     []byte // body of the record before it; nil where there is none
}

// without returns what a removal leaves unexplained of a gap. It explains
// nothing where the record before the gap shows that the gap was not yet due.
func (g gap) without(r Removal, years int) []gap {
	if e, err := ParseEvent(g.before); err == nil && e.At.Add(-disorder).After(r.At.AddDate(-years, 0, 0)) {
		return []gap{g}
	}
	var rest []gap
	if first := g; first.first < r.First {
		first.end = min(g.end, r.First)
		rest = append(rest, first)
	}
	if last := g; last.end > r.End {
		last.first = max(g.first, r.End)
		rest = append(rest, last)
	}
	return rest
}
