package ledger

import (
	"bytes"
	"cmp"
	"fmt"
	"iter"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Record is one row of the ledger. Salt and Body are nil once the retention
// period is over; the commitment of 32 bytes stays.
type Record struct {
	Seq                    int64 // from 0, without gaps
	Salt, Body, Commitment []byte
}

// Stored is a signed checkpoint, the size under which it was stored, and when
// it was signed. The checkpoint does not contain the time, so nothing but the
// database vouches for it.
type Stored struct {
	Size     int64
	Text     []byte
	SignedAt time.Time
}

// Reason names what is wrong; it is a stable word, not a sentence.
type Reason string

// The faults [Verify] can find.
const (
	RecordMissing       Reason = "record-missing"       // a number is absent, or the ledger ends before its checkpoint
	RecordAdded         Reason = "record-added"         // a number comes twice or out of order
	RecordChanged       Reason = "record-changed"       // exactly this record is not the one that was integrated
	BodyChanged         Reason = "body-changed"         // body or salt do not match the record's commitment
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
}

// Report is what [Verify] found. Counts end at the first broken record.
type Report struct {
	Records     int64     // records read
	Checkpoints int64     // checkpoints that opened and hold
	Outside     int64     // those of them that were kept outside the database
	Integrated  int64     // records that the largest of them covers
	Tail        int64     // records after it, which nothing protects yet
	Removed     int64     // integrated records whose body is deleted
	RemovedAt   time.Time // lower bound of when the last of those was recorded; within the retention period it was deleted too early
	Faults      []Fault   // checkpoints at fault, then the first broken record; empty when all is well
}

// Whole reports whether nothing is wrong.
func (r *Report) Whole() bool { return len(r.Faults) == 0 }

// Verify reads all records in order and recomputes every commitment and every
// root. Each stored checkpoint must open with v and match the records; so must
// each checkpoint in outside, kept elsewhere; nil ones are skipped. Memory
// grows with the number of checkpoints only, about 80 bytes each. An error
// means that reading failed or that a checkpoint in outside does not open;
// what is wrong with the ledger is in the report.
func Verify(records iter.Seq2[Record, error], checkpoints []Stored, v note.Verifiers, outside ...[]byte) (Report, error) {
	w := &verifier{}
	w.openStored(checkpoints, v)
	for _, text := range outside {
		if text == nil {
			continue
		}
		c, err := OpenCheckpoint(text, v)
		if err != nil {
			return Report{}, fmt.Errorf("checkpoint kept outside: %w", err)
		}
		w.heads = append(w.heads, head{size: c.Size, root: c.Root, outside: true})
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
	at      time.Time // zero for one kept outside
	outside bool
}

// verifier makes one pass over the records; heads are those not reached yet.
type verifier struct {
	tree      frontier
	heads     []head
	scratch   []tlog.Hash
	emptied   int64     // records without body since the last head
	lastBody  []byte    // of the newest record that has one
	notBefore time.Time // when the last record without body was recorded, at the earliest
	report    Report
}

func (w *verifier) openStored(checkpoints []Stored, v note.Verifiers) {
	for _, s := range checkpoints {
		c, err := OpenCheckpoint(s.Text, v)
		switch {
		case err != nil:
			w.fault(s.Size, s.Size, CheckpointForged)
		case c.Size != s.Size:
			w.fault(s.Size, s.Size, CheckpointMisfiled)
		default:
			w.heads = append(w.heads, head{size: c.Size, root: c.Root, at: s.SignedAt})
		}
	}
}

func (w *verifier) fault(seq, until int64, reason Reason) {
	w.report.Faults = append(w.report.Faults, Fault{seq, until, reason})
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
		return true
	}
	return false
}

// noteBody counts a record without body. It was recorded after the one before
// it, whose body the tree vouches for; the time of a checkpoint is not signed.
func (w *verifier) noteBody(body []byte) {
	if body != nil {
		w.lastBody = body
		return
	}
	w.emptied++
	if w.lastBody == nil {
		return
	}
	if e, err := ParseEvent(w.lastBody); err == nil {
		w.notBefore = e.At
	}
	w.lastBody = nil
}

// committed reports whether body and commitment belong together. A record
// without body is right only where a head still vouches for its commitment.
func (w *verifier) committed(rec Record) bool {
	if rec.Body == nil {
		return len(w.heads) > 0 && len(rec.Commitment) == LeafSize
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
	if w.emptied > 0 {
		w.report.Removed += w.emptied
		w.report.RemovedAt = due[0].at
		if w.notBefore.After(due[0].at) {
			w.report.RemovedAt = w.notBefore
		}
		w.emptied = 0
	}
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
