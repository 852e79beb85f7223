package ledger

import (
	"bytes"
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Record is one row of the ledger. Salt and Body are nil once the body was
// removed; the commitment of 32 bytes stays.
type Record struct {
	Seq                    int64 // from 0, without gaps
	Salt, Body, Commitment []byte
}

// Stored is a signed checkpoint and the size under which it was stored.
type Stored struct {
	Size int64
	Text []byte
}

// Reason names what is wrong; it is a stable word, not a sentence.
type Reason string

// The faults [Verify] can find.
const (
	RecordMissing       Reason = "record-missing"       // a number is absent, or the ledger ends before its checkpoint
	RecordAdded         Reason = "record-added"         // a number comes twice or out of order
	RecordChanged       Reason = "record-changed"       // exactly this record is not the one that was integrated
	BodyChanged         Reason = "body-changed"         // body or salt do not match the record's commitment
	BodyRemovedEarly    Reason = "body-removed-early"   // no signed removal shows that these bodies were due
	RootDiffers         Reason = "root-differs"         // between two checkpoints something was changed, swapped, added or removed
	CheckpointForged    Reason = "checkpoint-signature" // a stored checkpoint does not open
	CheckpointMisfiled  Reason = "checkpoint-size"      // a stored checkpoint covers another size than it is stored under
	CheckpointsDisagree Reason = "checkpoints-disagree" // two validly signed checkpoints of one size have different roots
	OutsideDiffers      Reason = "outside-differs"      // the records are not those of a checkpoint kept outside the database
)

// Fault is one finding. It lies in the records from Seq up to but not
// including Until; for a checkpoint at fault both are its size.
type Fault struct {
	Seq, Until int64
	Reason     Reason
	Of         string // what is at fault beside the ledger, such as "grant ID"; empty for a record of the ledger
}

// Where names what is at fault. Characters that would do more in a terminal than show
// are replaced: keys of rows may be written by anybody.
func (f Fault) Where() string {
	switch {
	case f.Of != "":
		return strings.Map(func(r rune) rune {
			if unicode.IsGraphic(r) {
				return r
			}
			return unicode.ReplacementChar
		}, f.Of)
	case f.Until > f.Seq+1:
		return fmt.Sprintf("records %d to %d", f.Seq, f.Until-1)
	}
	return fmt.Sprintf("record %d", f.Seq)
}

// Report is what [Verify] found. Counts end at the first broken record.
type Report struct {
	Records     int64     // records read
	Checkpoints int64     // checkpoints that opened and hold
	Outside     int64     // those of them that were kept outside the database
	Integrated  int64     // records that the largest of them covers
	Tail        int64     // records after it, which nothing protects yet
	Removed     int64     // records whose body was removed
	RemovedTo   time.Time // when the newest of them was recorded, as the valid removals say
	Faults      []Fault   // checkpoints at fault, then the first broken record, or else bodies removed early; empty when all is well
}

// Whole reports whether nothing is wrong.
func (r *Report) Whole() bool { return len(r.Faults) == 0 }

// Rules is what a ledger must agree with.
type Rules struct {
	Keys    note.Verifiers  // that may have signed checkpoints and removals
	Years   int             // for which every body is kept
	Outside [][]byte        // signed checkpoints kept outside the database; nil ones are skipped
	Node    func(tlog.Hash) // is shown each node of the tree in the order in which they are stored; may be nil
}

// Verify reads all records in order and recomputes every commitment and every
// root. Each stored checkpoint, and each one kept outside, must open and match
// the records. A record may lack its body only where a later record is a signed
// [Removal] that names it and shows that it had been kept for the given years.
// Memory grows with the number of checkpoints, about 60 bytes each, and with
// that of the gaps between bodies. An error means that reading failed or that a
// checkpoint kept outside does not open; what is wrong with the ledger is in
// the report.
func Verify(records iter.Seq2[Record, error], checkpoints []Stored, rules Rules) (Report, error) {
	w := &verifier{rules: rules}
	w.openStored(checkpoints)
	for _, text := range rules.Outside {
		if text == nil {
			continue
		}
		c, err := OpenCheckpoint(text, rules.Keys)
		if err != nil {
			return Report{}, fmt.Errorf("checkpoint kept outside: %w", err)
		}
		w.addHead(c, true)
	}
	slices.SortStableFunc(w.heads, func(a, b head) int { return cmp.Compare(a.size, b.size) })
	if err := w.read(records); err != nil {
		return Report{}, err
	}
	w.report.Records = w.tree.size
	w.report.Tail = w.tree.size - w.report.Integrated
	return w.report, nil
}

// head is what the verifier needs of a checkpoint; there may be millions.
type head struct {
	size    int64
	root    [32]byte
	outside bool
}

// verifier makes one pass over the records; heads are those not reached yet.
type verifier struct {
	rules    Rules
	origin   string // of the checkpoints
	tree     frontier
	heads    []head
	scratch  []tlog.Hash
	lastBody []byte // of the record before; nil when it has none
	gaps     []gap  // unexplained so far, in order
	report   Report
}

func (w *verifier) openStored(checkpoints []Stored) {
	for _, s := range checkpoints {
		c, err := OpenCheckpoint(s.Text, w.rules.Keys)
		switch {
		case err != nil:
			w.fault(s.Size, s.Size, CheckpointForged)
		case c.Size != s.Size:
			w.fault(s.Size, s.Size, CheckpointMisfiled)
		default:
			w.addHead(c, false)
		}
	}
}

func (w *verifier) addHead(c Checkpoint, outside bool) {
	w.origin = c.Origin
	w.heads = append(w.heads, head{size: c.Size, root: c.Root, outside: outside})
}

func (w *verifier) fault(seq, until int64, reason Reason) {
	w.report.Faults = append(w.report.Faults, Fault{Seq: seq, Until: until, Reason: reason})
}

func (w *verifier) read(records iter.Seq2[Record, error]) error {
	if !w.checkHeads() {
		return nil
	}
	for rec, err := range records {
		if err != nil {
			return fmt.Errorf("read record %d: %w", w.tree.size, err)
		}
		if !w.add(rec) || !w.checkHeads() {
			return nil
		}
	}
	if len(w.heads) > 0 {
		w.fault(w.tree.size, w.heads[len(w.heads)-1].size, RecordMissing)
		return nil
	}
	for _, g := range w.gaps {
		w.fault(g.first, g.end, BodyRemovedEarly)
	}
	return nil
}

// add adds one record to the tree; it returns false when the record is broken.
func (w *verifier) add(rec Record) bool {
	switch seq := w.tree.size; {
	case rec.Seq < seq:
		w.fault(rec.Seq, rec.Seq+1, RecordAdded)
	case rec.Seq > seq:
		w.fault(seq, rec.Seq, RecordMissing)
	case !w.committed(rec):
		w.fault(seq, seq+1, BodyChanged)
	default:
		w.noteBody(rec.Body)
		w.scratch = w.tree.push(w.scratch[:0], tlog.RecordHash(rec.Commitment))
		w.showNodes()
		return true
	}
	return false
}

// showNodes shows the nodes that the last record added.
func (w *verifier) showNodes() {
	if w.rules.Node == nil {
		return
	}
	for _, hash := range w.scratch {
		w.rules.Node(hash)
	}
}

// noteBody notes a record without body as part of a gap, and lets a removal
// explain the gaps before it.
func (w *verifier) noteBody(body []byte) {
	if body == nil {
		w.report.Removed++
		w.widenGap(w.tree.size)
	}
	w.lastBody = body
	if !bytes.HasPrefix(body, []byte(removalPrefix)) {
		return
	}
	r, origin, err := openRemoval(body, w.rules.Keys)
	if err == nil && origin == w.origin && r.End <= w.tree.size && r.due(w.rules.Years) {
		w.explain(r)
	}
}

// widenGap adds a record to the gap that ends before it, or to a new one.
func (w *verifier) widenGap(seq int64) {
	if last := len(w.gaps) - 1; last >= 0 && w.gaps[last].end == seq {
		w.gaps[last].end++
		return
	}
	w.gaps = append(w.gaps, gap{first: seq, end: seq + 1, before: w.lastBody})
}

// explain takes a valid removal out of the gaps.
func (w *verifier) explain(r Removal) {
	from, _ := slices.BinarySearchFunc(w.gaps, r.First, func(g gap, first int64) int { return cmp.Compare(g.end-1, first) })
	until := from
	var rest []gap
	for ; until < len(w.gaps) && w.gaps[until].first < r.End; until++ {
		rest = append(rest, w.gaps[until].without(r, w.rules.Years)...)
	}
	w.gaps = slices.Replace(w.gaps, from, until, rest...)
	if r.Newest.After(w.report.RemovedTo) {
		w.report.RemovedTo = r.Newest
	}
}

// committed reports whether body and commitment belong together. A record
// without body has no salt either, and is right only where a head still vouches
// for its commitment.
func (w *verifier) committed(rec Record) bool {
	if rec.Body == nil {
		return rec.Salt == nil && len(w.heads) > 0 && len(rec.Commitment) == LeafSize
	}
	return len(rec.Salt) == SaltSize && bytes.Equal(Leaf(rec.Salt, rec.Body), rec.Commitment)
}

// checkHeads compares the tree with the heads of its present size; it returns
// false when one differs.
func (w *verifier) checkHeads() bool {
	n := 0
	for n < len(w.heads) && w.heads[n].size == w.tree.size {
		n++
	}
	if n == 0 {
		return true
	}
	due := w.heads[:n]
	w.heads = w.heads[n:]
	root := w.tree.hash()
	wrong := slices.IndexFunc(due, func(s head) bool { return s.root != root })
	if wrong >= 0 {
		w.differs(due, wrong, root)
		return false
	}
	w.report.Checkpoints += int64(n)
	for _, s := range due {
		if s.outside {
			w.report.Outside++
		}
	}
	w.report.Integrated = w.tree.size
	return true
}

// differs reports a head that does not match, as narrowly as can be proven.
func (w *verifier) differs(due []head, wrong int, root tlog.Hash) {
	from, size := w.report.Integrated, w.tree.size
	fits := slices.ContainsFunc(due, func(s head) bool { return !s.outside && s.root == root })
	switch {
	case due[wrong].outside:
		// Every stored head may have been made again, so none narrows it down.
		w.fault(0, size, OutsideDiffers)
	case fits:
		w.fault(size, size, CheckpointsDisagree)
	case size-from == 1:
		w.fault(from, size, RecordChanged)
	default:
		w.fault(from, size, RootDiffers)
	}
}
