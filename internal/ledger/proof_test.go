package ledger_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/ledger"
)

// headAt is the checkpoint of the first size leaves of n.
func headAt(tb testing.TB, size int64, n ledger.Nodes) ledger.Checkpoint {
	tb.Helper()
	root, err := ledger.Root(size, n)
	if err != nil {
		tb.Fatal(err)
	}
	return ledger.Checkpoint{Origin: origin, Size: size, Root: root}
}

func TestEveryRecordCanBeProven(t *testing.T) {
	t.Parallel()
	const most = 33
	n := grown(t, most)
	for size := int64(1); size <= most; size++ {
		c := headAt(t, size, n)
		for index := range size {
			p, err := ledger.ProveInclusion(size, index, n)
			if err != nil {
				t.Fatal(err)
			}
			if err := ledger.VerifyInclusion(p, c, index, leafAt(index)); err != nil {
				t.Errorf("size %d, record %d: %v", size, index, err)
			}
		}
	}
}

func TestInclusionProofHoldsForOneRecordOnly(t *testing.T) {
	t.Parallel()
	n := grown(t, 20)
	c := headAt(t, 20, n)
	p, err := ledger.ProveInclusion(20, 7, n)
	if err != nil {
		t.Fatal(err)
	}
	altered := slices.Clone(p)
	altered[1][0] ^= 1
	smaller, forged, endless := c, c, c
	smaller.Size--
	forged.Root[0] ^= 1
	endless.Size = 1<<63 - 1
	for name, err := range map[string]error{
		"other record":  ledger.VerifyInclusion(p, c, 7, leafAt(8)),
		"other place":   ledger.VerifyInclusion(p, c, 8, leafAt(7)),
		"altered":       ledger.VerifyInclusion(altered, c, 7, leafAt(7)),
		"shortened":     ledger.VerifyInclusion(p[1:], c, 7, leafAt(7)),
		"lengthened":    ledger.VerifyInclusion(append(slices.Clone(p), p[0]), c, 7, leafAt(7)),
		"outside":       ledger.VerifyInclusion(p, c, 20, leafAt(7)),
		"negative":      ledger.VerifyInclusion(p, c, -1, leafAt(7)),
		"short leaf":    ledger.VerifyInclusion(p, c, 7, leafAt(7)[:31]),
		"other size":    ledger.VerifyInclusion(p, smaller, 18, leafAt(7)),
		"other root":    ledger.VerifyInclusion(p, forged, 7, leafAt(7)),
		"endless sizes": ledger.VerifyInclusion(p, endless, 7, leafAt(7)),
	} {
		if !errors.Is(err, ledger.ErrProof) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLedgerOnlyGrows(t *testing.T) {
	t.Parallel()
	const most = 20
	n := grown(t, most)
	for newer := range int64(most + 1) {
		for older := range newer + 1 {
			p, err := ledger.ProveConsistency(older, newer, n)
			if err != nil {
				t.Fatal(err)
			}
			if err := ledger.VerifyConsistency(p, headAt(t, older, n), headAt(t, newer, n)); err != nil {
				t.Errorf("from %d to %d: %v", older, newer, err)
			}
		}
	}
}

func TestConsistencyProofRefusesAnotherHistory(t *testing.T) {
	t.Parallel()
	n := grown(t, 20)
	c0, c9, c20 := headAt(t, 0, n), headAt(t, 9, n), headAt(t, 20, n)
	p, err := ledger.ProveConsistency(9, 20, n)
	if err != nil {
		t.Fatal(err)
	}
	other, empty, elsewhere, endless := c9, c0, c9, c20
	other.Root[3] ^= 1
	empty.Root[3] ^= 1
	elsewhere.Origin = "elsewhere"
	endless.Size = 1<<63 - 1
	for name, err := range map[string]error{
		"other history":   ledger.VerifyConsistency(p, other, c20),
		"back in time":    ledger.VerifyConsistency(p, c20, c9),
		"shortened":       ledger.VerifyConsistency(p[1:], c9, c20),
		"without proof":   ledger.VerifyConsistency(nil, c9, c20),
		"same size":       ledger.VerifyConsistency(nil, other, c9),
		"empty":           ledger.VerifyConsistency(nil, empty, c20),
		"empty twice":     ledger.VerifyConsistency(nil, c0, empty),
		"empty, proof":    ledger.VerifyConsistency(p, c0, c20),
		"another ledger":  ledger.VerifyConsistency(p, elsewhere, c20),
		"beyond all size": ledger.VerifyConsistency(p, c9, endless),
	} {
		if !errors.Is(err, ledger.ErrProof) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestProofsAreMadeWithinTheTreeOnly(t *testing.T) {
	t.Parallel()
	n := grown(t, 5)
	for name, err := range map[string]error{
		"index":         second(ledger.ProveInclusion(5, 5, n)),
		"negative":      second(ledger.ProveInclusion(5, -1, n)),
		"beyond":        second(ledger.ProveInclusion(ledger.MaxSize+1, 1, n)),
		"older":         second(ledger.ProveConsistency(6, 5, n)),
		"below nothing": second(ledger.ProveConsistency(-1, 5, n)),
		"newer":         second(ledger.ProveConsistency(1, ledger.MaxSize+1, n)),
	} {
		if !errors.Is(err, ledger.ErrTree) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := ledger.ProveInclusion(9, 1, n); err == nil {
		t.Error("proved on nodes that are not there")
	}
}

// aDocument is the proof of the fourth of seven records, which is anEvent.
func aDocument(tb testing.TB, k keys) ledger.InclusionDocument {
	tb.Helper()
	e := anEvent()
	salt, body := ledger.NewSalt(), e.Bytes()
	leaves := leavesFrom(0, 7)
	leaves[3] = ledger.Leaf(salt, body)
	n := &nodes{}
	more, err := ledger.Grow(0, leaves, n)
	if err != nil {
		tb.Fatal(err)
	}
	n.hashes = more
	p, err := ledger.ProveInclusion(7, 3, n)
	if err != nil {
		tb.Fatal(err)
	}
	return ledger.InclusionDocument{
		Index: 3, Size: 7, Leaf: leaves[3], Salt: salt, Body: body, Hashes: p,
		Checkpoint: signed(tb, headAt(tb, 7, n), k.signer),
	}
}

func asJSON(tb testing.TB, v any) []byte {
	tb.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func TestCitizenCanCheckTheDownloadedProof(t *testing.T) {
	t.Parallel()
	k := newKeys(t, origin)
	d := aDocument(t, k)
	got, err := ledger.VerifyInclusionDocument(asJSON(t, d), k.verifiers)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(d, got); diff != "" {
		t.Error(diff)
	}
	d.Salt, d.Body = nil, nil
	if _, err := ledger.VerifyInclusionDocument(asJSON(t, d), k.verifiers); err != nil {
		t.Errorf("without body: %v", err)
	}
}

func TestSpoiledProofDocumentIsRefused(t *testing.T) {
	t.Parallel()
	k, thief := newKeys(t, origin), newKeys(t, origin)
	for name, spoil := range map[string]func(*ledger.InclusionDocument){
		"index":       func(d *ledger.InclusionDocument) { d.Index = 2 },
		"size":        func(d *ledger.InclusionDocument) { d.Size = 8 },
		"leaf":        func(d *ledger.InclusionDocument) { d.Leaf[0] ^= 1 },
		"bare leaf":   func(d *ledger.InclusionDocument) { d.Salt, d.Body, d.Leaf = nil, nil, leafAt(3) },
		"salt":        func(d *ledger.InclusionDocument) { d.Salt[0] ^= 1 },
		"no salt":     func(d *ledger.InclusionDocument) { d.Salt = nil },
		"no body":     func(d *ledger.InclusionDocument) { d.Body = nil },
		"body":        func(d *ledger.InclusionDocument) { d.Body = bytes.Replace(d.Body, []byte("done"), []byte("gone"), 1) },
		"moved split": func(d *ledger.InclusionDocument) { d.Salt, d.Body = append(d.Salt, d.Body[0]), d.Body[1:] },
		"hashes":      func(d *ledger.InclusionDocument) { d.Hashes = d.Hashes[1:] },
	} {
		d := aDocument(t, k)
		spoil(&d)
		if _, err := ledger.VerifyInclusionDocument(asJSON(t, d), k.verifiers); !errors.Is(err, ledger.ErrProof) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := ledger.VerifyInclusionDocument(asJSON(t, aDocument(t, thief)), k.verifiers); !errors.Is(err, ledger.ErrCheckpoint) {
		t.Errorf("signed by a stranger: %v", err)
	}
	for _, text := range []string{"", "[]", `{"hashes":["AA=="]}`, string(make([]byte, ledger.MaxDocument+1))} {
		if _, err := ledger.VerifyInclusionDocument([]byte(text), k.verifiers); !errors.Is(err, ledger.ErrProof) {
			t.Errorf("%.20q: %v", text, err)
		}
	}
}

func FuzzVerifyInclusionDocument(f *testing.F) {
	k := newKeys(f, origin)
	d := aDocument(f, k)
	f.Add(asJSON(f, d))
	d.Salt, d.Body = nil, nil
	f.Add(asJSON(f, d))
	f.Fuzz(func(t *testing.T, text []byte) {
		got, err := ledger.VerifyInclusionDocument(text, k.verifiers)
		if err == nil && (got.Index != d.Index || !bytes.Equal(got.Leaf, d.Leaf)) {
			t.Errorf("proved what is not in the ledger: %q", text)
		}
	})
}
