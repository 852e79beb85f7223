package ledger_test

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/tlog"

	"myphoto/internal/ledger"
)

// book is a ledger as a database holds it: rows and signed checkpoints.
type book struct {
	keys
	rows  []ledger.Record
	heads []ledger.Stored
}

// aBook has records 0 to 12, checkpoints of 1, 6 and 10 records, and a tail of 3.
func aBook(tb testing.TB) *book {
	tb.Helper()
	b := &book{keys: newKeys(tb, origin)}
	for range 13 {
		b.write()
	}
	for _, size := range []int64{1, 6, 10} {
		b.heads = append(b.heads, b.head(tb, size))
	}
	return b
}

func anotherRow(seq int64) ledger.Record {
	e := anEvent()
	e.ID = fmt.Sprintf("EV%d", seq)
	salt, body := ledger.NewSalt(), e.Bytes()
	return ledger.Record{Seq: seq, Salt: salt, Body: body, Commitment: ledger.Leaf(salt, body)}
}

func (b *book) write() { b.rows = append(b.rows, anotherRow(int64(len(b.rows)))) }

func (b *book) checkpoint(tb testing.TB, size int64) ledger.Checkpoint {
	tb.Helper()
	n := &nodes{}
	for _, r := range b.rows[:size] {
		more, err := tlog.StoredHashes(r.Seq, r.Commitment, n)
		if err != nil {
			tb.Fatal(err)
		}
		n.hashes = append(n.hashes, more...)
	}
	return headAt(tb, size, n)
}

func (b *book) head(tb testing.TB, size int64) ledger.Stored {
	tb.Helper()
	return ledger.Stored{Size: size, Text: signed(tb, b.checkpoint(tb, size), b.signer)}
}

// renumber numbers the rows 0, 1, 2 …, as somebody would to hide that one is
// gone or new.
func (b *book) renumber() {
	for i := range b.rows {
		b.rows[i].Seq = int64(i)
	}
}

func (b *book) all() iter.Seq2[ledger.Record, error] {
	return func(yield func(ledger.Record, error) bool) {
		for _, r := range b.rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func (b *book) rules(outside ...[]byte) ledger.Rules {
	return ledger.Rules{Keys: b.verifiers, Years: 10, Outside: outside}
}

func (b *book) verify(tb testing.TB, outside []byte) ledger.Report {
	tb.Helper()
	r, err := ledger.Verify(b.all(), b.heads, b.rules(outside))
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

func TestUntouchedLedgerIsWhole(t *testing.T) {
	t.Parallel()
	b := aBook(t)
	for _, outside := range [][]byte{nil, b.heads[1].Text} {
		got := b.verify(t, outside)
		want := ledger.Report{Records: 13, Checkpoints: 3, Integrated: 10, Tail: 3}
		if outside != nil {
			want.Checkpoints++
			want.Outside++
		}
		if diff := cmp.Diff(want, got); diff != "" || !got.Whole() {
			t.Error(diff)
		}
	}
}

func TestEmptyLedgerIsWhole(t *testing.T) {
	t.Parallel()
	b := &book{keys: newKeys(t, origin)}
	b.heads = []ledger.Stored{b.head(t, 0)}
	if got := b.verify(t, b.heads[0].Text); !got.Whole() || got.Checkpoints != 2 {
		t.Errorf("%+v", got)
	}
}

// This is the promise itself: each way of tampering in the range of the
// checkpoints is found and named, at the record or between the two around it.
func TestTamperingIsFoundAndNamed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		tamper func(*book)
		want   ledger.Fault
	}{
		{"body changed", func(b *book) { b.rows[7].Body = anotherRow(99).Body }, ledger.Fault{Seq: 7, Until: 8, Reason: ledger.BodyChanged}},
		{"salt changed", func(b *book) { b.rows[7].Salt = ledger.NewSalt() }, ledger.Fault{Seq: 7, Until: 8, Reason: ledger.BodyChanged}},
		{"salt lengthened", func(b *book) { shiftSplit(&b.rows[7]) }, ledger.Fault{Seq: 7, Until: 8, Reason: ledger.BodyChanged}},
		{"commitment changed", func(b *book) { b.rows[7].Commitment = leafAt(1) }, ledger.Fault{Seq: 7, Until: 8, Reason: ledger.BodyChanged}},
		{"body in the tail changed", func(b *book) { b.rows[12].Body = anotherRow(99).Body }, ledger.Fault{Seq: 12, Until: 13, Reason: ledger.BodyChanged}},
		{"body in the tail removed", func(b *book) { b.rows[12].Body, b.rows[12].Salt = nil, nil }, ledger.Fault{Seq: 12, Until: 13, Reason: ledger.BodyChanged}},
		{"all of a record changed", func(b *book) { b.rows[7] = anotherRow(7) }, ledger.Fault{Seq: 6, Until: 10, Reason: ledger.RootDiffers}},
		{"all of a record changed, alone under its checkpoint", func(b *book) { b.rows[0] = anotherRow(0) }, ledger.Fault{Seq: 0, Until: 1, Reason: ledger.RecordChanged}},
		{"commitment cut", func(b *book) { b.rows[7] = ledger.Record{Seq: 7, Commitment: leafAt(7)[:31]} }, ledger.Fault{Seq: 7, Until: 8, Reason: ledger.BodyChanged}},
		{"removed", func(b *book) { b.rows = slices.Delete(b.rows, 7, 8) }, ledger.Fault{Seq: 7, Until: 8, Reason: ledger.RecordMissing}},
		{"first removed", func(b *book) { b.rows = b.rows[1:] }, ledger.Fault{Seq: 0, Until: 1, Reason: ledger.RecordMissing}},
		{"several removed", func(b *book) { b.rows = slices.Delete(b.rows, 2, 5) }, ledger.Fault{Seq: 2, Until: 5, Reason: ledger.RecordMissing}},
		{"removed and renumbered", func(b *book) { b.rows = slices.Delete(b.rows, 7, 8); b.renumber() }, ledger.Fault{Seq: 6, Until: 10, Reason: ledger.RootDiffers}},
		{"last one covered removed", func(b *book) { b.rows = b.rows[:9] }, ledger.Fault{Seq: 9, Until: 10, Reason: ledger.RecordMissing}},
		{"last one covered removed, tail moved up", func(b *book) { b.rows = slices.Delete(b.rows, 9, 10); b.renumber() }, ledger.Fault{Seq: 6, Until: 10, Reason: ledger.RootDiffers}},
		{"everything removed", func(b *book) { b.rows = nil }, ledger.Fault{Seq: 0, Until: 10, Reason: ledger.RecordMissing}},
		{"added under a used number", func(b *book) { b.rows = slices.Insert(b.rows, 8, anotherRow(7)) }, ledger.Fault{Seq: 7, Until: 8, Reason: ledger.RecordAdded}},
		{"added before the first", func(b *book) { b.rows = slices.Insert(b.rows, 0, anotherRow(-1)) }, ledger.Fault{Seq: -1, Until: 0, Reason: ledger.RecordAdded}},
		{"added and renumbered", func(b *book) { b.rows = slices.Insert(b.rows, 7, anotherRow(7)); b.renumber() }, ledger.Fault{Seq: 6, Until: 10, Reason: ledger.RootDiffers}},
		{"added at the end of the covered range", func(b *book) { b.rows = slices.Insert(b.rows, 9, anotherRow(9)); b.renumber() }, ledger.Fault{Seq: 6, Until: 10, Reason: ledger.RootDiffers}},
		{"swapped", func(b *book) { b.rows[2], b.rows[3] = b.rows[3], b.rows[2]; b.renumber() }, ledger.Fault{Seq: 1, Until: 6, Reason: ledger.RootDiffers}},
		{"moved across a checkpoint", func(b *book) { b.rows[5], b.rows[6] = b.rows[6], b.rows[5]; b.renumber() }, ledger.Fault{Seq: 1, Until: 6, Reason: ledger.RootDiffers}},
	} {
		b := aBook(t)
		c.tamper(b)
		got := b.verify(t, nil)
		if diff := cmp.Diff([]ledger.Fault{c.want}, got.Faults); diff != "" || got.Whole() {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

// shiftSplit moves the border between salt and body; the hashed bytes stay.
func shiftSplit(r *ledger.Record) {
	r.Salt, r.Body = append(bytes.Clone(r.Salt), r.Body[0]), r.Body[1:]
}

func TestForgedCheckpointIsFoundAndNamed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		tamper func(*testing.T, *book)
		want   ledger.Fault
	}{
		{"signed by a stranger", func(t *testing.T, b *book) {
			b.heads[1].Text = signed(t, b.checkpoint(t, 6), newKeys(t, origin).signer)
		}, ledger.Fault{Seq: 6, Until: 6, Reason: ledger.CheckpointForged}},
		{"edited", func(_ *testing.T, b *book) {
			b.heads[2].Text = bytes.Replace(b.heads[2].Text, []byte("\n10\n"), []byte("\n11\n"), 1)
		}, ledger.Fault{Seq: 10, Until: 10, Reason: ledger.CheckpointForged}},
		{"filed under another size", func(_ *testing.T, b *book) {
			b.heads[1].Size = 7
		}, ledger.Fault{Seq: 7, Until: 7, Reason: ledger.CheckpointMisfiled}},
		{"two of one size", func(t *testing.T, b *book) {
			other := b.checkpoint(t, 6)
			other.Root[0] ^= 1
			b.heads = append(b.heads, ledger.Stored{Size: 6, Text: signed(t, other, b.signer)})
		}, ledger.Fault{Seq: 6, Until: 6, Reason: ledger.CheckpointsDisagree}},
	} {
		b := aBook(t)
		c.tamper(t, b)
		got := b.verify(t, nil)
		if diff := cmp.Diff([]ledger.Fault{c.want}, got.Faults); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

// A forged checkpoint must not hide a broken record behind it.
func TestForgedCheckpointDoesNotEndTheCheck(t *testing.T) {
	t.Parallel()
	b := aBook(t)
	b.heads[0].Text = []byte("nonsense")
	b.rows[7].Body = anotherRow(99).Body
	want := []ledger.Fault{{Seq: 1, Until: 1, Reason: ledger.CheckpointForged}, {Seq: 7, Until: 8, Reason: ledger.BodyChanged}}
	if diff := cmp.Diff(want, b.verify(t, nil).Faults); diff != "" {
		t.Error(diff)
	}
}

// Whoever holds database and signing key can rewrite both; only a checkpoint
// kept elsewhere shows it.
func TestCheckpointKeptOutsideFindsARewrittenLedger(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		tamper func(*testing.T, *book)
		want   ledger.Fault
	}{
		{"rolled back", func(_ *testing.T, b *book) {
			b.rows, b.heads = b.rows[:6], b.heads[:2]
		}, ledger.Fault{Seq: 6, Until: 10, Reason: ledger.RecordMissing}},
		{"rolled back and rewritten", func(t *testing.T, b *book) {
			b.rows = b.rows[:6]
			for range 7 {
				b.write()
			}
			b.heads = append(b.heads[:2], b.head(t, 12))
		}, ledger.Fault{Seq: 0, Until: 10, Reason: ledger.OutsideDiffers}},
		{"rewritten with the same sizes", func(t *testing.T, b *book) {
			b.rows[0] = anotherRow(0)
			b.heads = []ledger.Stored{b.head(t, 6), b.head(t, 10)}
		}, ledger.Fault{Seq: 0, Until: 10, Reason: ledger.OutsideDiffers}},
	} {
		b := aBook(t)
		outside := b.heads[2].Text
		c.tamper(t, b)
		if got := b.verify(t, nil); !got.Whole() {
			t.Fatalf("%s: the case needs no outside checkpoint: %+v", c.name, got)
		}
		if diff := cmp.Diff([]ledger.Fault{c.want}, b.verify(t, outside).Faults); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func TestReadingFailureIsNotAVerdict(t *testing.T) {
	t.Parallel()
	b := aBook(t)
	broken := errors.New("disk")
	rows := func(yield func(ledger.Record, error) bool) {
		_ = yield(b.rows[0], nil) && yield(ledger.Record{}, broken)
	}
	if _, err := ledger.Verify(rows, b.heads, b.rules()); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	if _, err := ledger.Verify(b.all(), b.heads, b.rules([]byte{})); !errors.Is(err, ledger.ErrCheckpoint) {
		t.Errorf("empty outside checkpoint: %v", err)
	}
}

func BenchmarkVerify(b *testing.B) {
	const size = 10_000
	var book book
	for range size {
		book.write()
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ledger.Verify(book.all(), nil, ledger.Rules{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(size)*float64(b.N)/b.Elapsed().Seconds(), "records/s")
}
