package ledger_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/note"

	"myphoto/internal/ledger"
)

// remove removes the bodies of records and adds the event with the given facts.
func (b *book) remove(first, end int64, facts map[string]string) {
	for seq := first; seq < end; seq++ {
		b.rows[seq].Salt, b.rows[seq].Body = nil, nil
	}
	b.add(&ledger.Event{ID: "EVR", At: noon().AddDate(10, 0, 0), Act: ledger.RemoveBodies, Outcome: "done", Facts: facts})
}

// add adds a record of an event.
func (b *book) add(e *ledger.Event) {
	salt, body := ledger.NewSalt(), e.Bytes()
	b.rows = append(b.rows, ledger.Record{Seq: int64(len(b.rows)), Salt: salt, Body: body, Commitment: ledger.Leaf(salt, body)})
}

// dueRemoval is the removal of records 0 to 4 exactly ten years after noon, when
// all records of the book were recorded.
func dueRemoval() ledger.Removal {
	return ledger.Removal{First: 0, End: 5, Newest: noon(), At: noon().AddDate(10, 0, 0)}
}

func (b *book) sign(tb testing.TB, r ledger.Removal) map[string]string {
	tb.Helper()
	facts, err := r.Sign(b.signer)
	if err != nil {
		tb.Fatal(err)
	}
	return facts
}

// cover signs a checkpoint over everything.
func (b *book) cover(tb testing.TB) {
	tb.Helper()
	b.heads = append(b.heads, b.head(tb, int64(len(b.rows))))
}

func TestRecordsWithoutBodyStillVerify(t *testing.T) {
	t.Parallel()
	b := aBook(t)
	b.remove(0, 5, b.sign(t, dueRemoval()))
	b.cover(t)
	want := ledger.Report{Records: 14, Checkpoints: 4, Integrated: 14, Removed: 5, RemovedTo: noon()}
	if diff := cmp.Diff(want, b.verify(t, nil)); diff != "" {
		t.Error(diff)
	}
	b.rows[4].Commitment = leafAt(4)
	fault := []ledger.Fault{{Seq: 1, Until: 6, Reason: ledger.RootDiffers}}
	if diff := cmp.Diff(fault, b.verify(t, nil).Faults); diff != "" {
		t.Errorf("commitment of a removed body changed: %s", diff)
	}
}

// Whoever can write to the database can take bodies away and add an event that
// says so; without the key of the ledger it explains nothing.
func TestBodiesRemovedEarlyAreFoundAndNamed(t *testing.T) {
	t.Parallel()
	early := []ledger.Fault{{Seq: 0, Until: 5, Reason: ledger.BodyRemovedEarly}}
	for what, c := range map[string]struct {
		facts func(*book) map[string]string
		want  []ledger.Fault
	}{
		"without a signature": {func(b *book) map[string]string {
			facts := b.sign(t, dueRemoval())
			delete(facts, "signature")
			return facts
		}, early},
		"signed by a stranger": {func(*book) map[string]string {
			return (&book{keys: newKeys(t, origin)}).sign(t, dueRemoval())
		}, early},
		"signed for another ledger": {func(b *book) map[string]string {
			other := newKeys(t, "other/ledger")
			b.verifiers = note.VerifierList(b.verifier, other.verifier)
			return (&book{keys: other}).sign(t, dueRemoval())
		}, early},
		"a wider range than was signed": {func(b *book) map[string]string {
			facts := b.sign(t, ledger.Removal{First: 0, End: 4, Newest: noon(), At: noon().AddDate(10, 0, 0)})
			facts["end"] = "5"
			return facts
		}, early},
		"a day too early": {func(b *book) map[string]string {
			r := dueRemoval()
			r.At = r.At.AddDate(0, 0, -1)
			return b.sign(t, r)
		}, early},
		"one more than the range": {func(b *book) map[string]string {
			return b.sign(t, ledger.Removal{First: 0, End: 4, Newest: noon(), At: noon().AddDate(10, 0, 0)})
		}, []ledger.Fault{{Seq: 4, Until: 5, Reason: ledger.BodyRemovedEarly}}},
		"outside the range on both sides": {func(b *book) map[string]string {
			return b.sign(t, ledger.Removal{First: 2, End: 3, Newest: noon(), At: noon().AddDate(10, 0, 0)})
		}, []ledger.Fault{{Seq: 0, Until: 2, Reason: ledger.BodyRemovedEarly}, {Seq: 3, Until: 5, Reason: ledger.BodyRemovedEarly}}},
		"a range that ends after its own record": {func(b *book) map[string]string {
			r := dueRemoval()
			r.End = 99
			return b.sign(t, r)
		}, early},
		"removed before it was recorded": {func(b *book) map[string]string {
			r := dueRemoval()
			r.Newest = r.At.Add(time.Second)
			return b.sign(t, r)
		}, early},
	} {
		b := aBook(t)
		b.remove(0, 5, c.facts(b))
		b.cover(t)
		if diff := cmp.Diff(c.want, b.verify(t, nil).Faults); diff != "" {
			t.Errorf("%s: %s", what, diff)
		}
	}
}

// A signature proves who removed, not when the removed was recorded; the record
// before it does.
func TestRecordBeforeShowsThatARemovalWasEarly(t *testing.T) {
	t.Parallel()
	b := aBook(t)
	b.remove(3, 5, b.sign(t, ledger.Removal{First: 3, End: 5, Newest: noon().AddDate(-1, 0, 0), At: noon().AddDate(9, 0, 0)}))
	b.cover(t)
	want := []ledger.Fault{{Seq: 3, Until: 5, Reason: ledger.BodyRemovedEarly}}
	if diff := cmp.Diff(want, b.verify(t, nil).Faults); diff != "" {
		t.Error(diff)
	}
}

// Years later the removals lie among records whose bodies are removed in turn.
func TestRemovalsExplainManyGaps(t *testing.T) {
	t.Parallel()
	b := aBook(t)
	first := dueRemoval()
	b.remove(0, 5, b.sign(t, first)) // record 13
	b.write()
	later := first.At.AddDate(10, 0, 0)
	for _, r := range []ledger.Removal{{First: 5, End: 13}, {First: 14, End: 15}} {
		r.Newest, r.At = first.At, later
		b.remove(r.First, r.End, b.sign(t, r))
	}
	b.cover(t)
	if got := b.verify(t, nil); !got.Whole() || got.Removed != 14 {
		t.Errorf("%+v", got)
	}
}

func TestSaltMustNotOutliveItsBody(t *testing.T) {
	t.Parallel()
	b := aBook(t)
	salt := b.rows[2].Salt
	b.remove(0, 5, b.sign(t, dueRemoval()))
	b.rows[2].Salt = salt
	b.cover(t)
	want := []ledger.Fault{{Seq: 2, Until: 3, Reason: ledger.BodyChanged}}
	if diff := cmp.Diff(want, b.verify(t, nil).Faults); diff != "" {
		t.Error(diff)
	}
}

// The facts of a removal are foreign text until its signature is checked.
func FuzzRemoval(f *testing.F) {
	b := aBook(f)
	good := b.sign(f, dueRemoval())
	f.Add(good["first"], good["end"], good["newest"], good["removed"], good["signature"])
	f.Add("-1", "9223372036854775807", "", "x", "— a b")
	f.Fuzz(func(t *testing.T, first, end, newest, removed, signature string) {
		facts := map[string]string{"count": "5", "first": first, "end": end, "newest": newest, "removed": removed, "signature": signature}
		event := &ledger.Event{ID: "EVR", At: noon(), Act: ledger.RemoveBodies, Outcome: "done", Facts: facts}
		if event.Check() != nil {
			return
		}
		b := &book{keys: b.keys}
		for range 6 {
			b.write()
		}
		b.remove(0, 5, facts)
		b.cover(t)
		report := b.verify(t, nil)
		whole := report.Whole()
		for _, name := range []string{"first", "end", "newest", "removed"} {
			if whole && facts[name] != good[name] {
				t.Errorf("explained by %q", facts)
			}
		}
	})
}
