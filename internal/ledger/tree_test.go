package ledger_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"slices"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"myphoto/internal/ledger"
)

// nodes keeps node hashes the way a table does and counts its reads.
type nodes struct {
	hashes []tlog.Hash
	reads  int
}

func (n *nodes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	n.reads++
	out := make([]tlog.Hash, 0, len(indexes))
	for _, i := range indexes {
		if i >= int64(len(n.hashes)) {
			return nil, errors.New("no such node")
		}
		out = append(out, n.hashes[i])
	}
	return out, nil
}

func leafAt(i int64) []byte {
	h := sha256.Sum256(binary.BigEndian.AppendUint64(nil, uint64(i)))
	return h[:]
}

func leavesFrom(from, to int64) [][]byte {
	var out [][]byte
	for i := from; i < to; i++ {
		out = append(out, leafAt(i))
	}
	return out
}

func grown(tb testing.TB, size int64) *nodes {
	tb.Helper()
	n := &nodes{}
	more, err := ledger.Grow(0, leavesFrom(0, size), n)
	if err != nil {
		tb.Fatal(err)
	}
	n.hashes = more
	return n
}

// The batch must return node for node what the library returns leaf by leaf, and
// later leaves of a batch must see the earlier ones.
func TestGrowInBatchesIsGrowOneByOne(t *testing.T) {
	t.Parallel()
	const most = 70
	want := &nodes{}
	roots := []tlog.Hash{}
	for i := range int64(most) {
		root, err := ledger.Root(i, want)
		if err != nil {
			t.Fatal(err)
		}
		roots = append(roots, root)
		more, err := tlog.StoredHashes(i, leafAt(i), want)
		if err != nil {
			t.Fatal(err)
		}
		want.hashes = append(want.hashes, more...)
	}
	for from := range int64(most) {
		for to := from; to < most; to++ {
			have := &nodes{hashes: slices.Clone(want.hashes[:tlog.StoredHashCount(from)])}
			more, err := ledger.Grow(from, leavesFrom(from, to), have)
			if err != nil {
				t.Fatal(err)
			}
			have.hashes = append(have.hashes, more...)
			if !slices.Equal(have.hashes, want.hashes[:tlog.StoredHashCount(to)]) {
				t.Fatalf("from %d to %d: other nodes", from, to)
			}
			if have.reads > 1 {
				t.Fatalf("from %d to %d: %d reads", from, to, have.reads)
			}
			if root, err := ledger.Root(to, have); err != nil || root != roots[to] {
				t.Fatalf("from %d to %d: other root, %v", from, to, err)
			}
		}
	}
}

// The root by the definition of RFC 6962 §2.1, written down independently.
func TestRootIsThatOfRFC6962(t *testing.T) {
	t.Parallel()
	for size := range int64(40) {
		got, err := ledger.Root(size, grown(t, size))
		if err != nil {
			t.Fatal(err)
		}
		if want := rfcRoot(leavesFrom(0, size)); !bytes.Equal(got[:], want) {
			t.Errorf("size %d: got %x, want %x", size, got, want)
		}
	}
}

func rfcRoot(leaves [][]byte) []byte {
	var h [32]byte
	switch len(leaves) {
	case 0:
		h = sha256.Sum256(nil)
	case 1:
		h = sha256.Sum256(append([]byte{0}, leaves[0]...))
	default:
		k := 1
		for k*2 < len(leaves) {
			k *= 2
		}
		h = sha256.Sum256(slices.Concat([]byte{1}, rfcRoot(leaves[:k]), rfcRoot(leaves[k:])))
	}
	return h[:]
}

func TestLeafIsBoundToSaltAndBody(t *testing.T) {
	t.Parallel()
	salt := bytes.Repeat([]byte{7}, ledger.SaltSize)
	want := sha256.Sum256([]byte("myphoto ledger leaf v1\n" + string(salt) + "body"))
	if got := ledger.Leaf(salt, []byte("body")); !bytes.Equal(got, want[:]) {
		t.Errorf("got %x, want %x", got, want)
	}
	if bytes.Equal(ledger.NewSalt(), ledger.NewSalt()) || len(ledger.NewSalt()) != ledger.SaltSize {
		t.Error("a salt must be 16 fresh bytes")
	}
}

func TestGrowRefuses(t *testing.T) {
	t.Parallel()
	one := leavesFrom(0, 1)
	for name, grow := range map[string]func() ([]tlog.Hash, error){
		"negative size": func() ([]tlog.Hash, error) { return ledger.Grow(-1, one, &nodes{}) },
		"full tree":     func() ([]tlog.Hash, error) { return ledger.Grow(ledger.MaxSize, one, &nodes{}) },
		"short leaf":    func() ([]tlog.Hash, error) { return ledger.Grow(0, [][]byte{{1}}, &nodes{}) },
		"batch":         func() ([]tlog.Hash, error) { return ledger.Grow(0, make([][]byte, ledger.MaxBatch+1), &nodes{}) },
	} {
		if _, err := grow(); !errors.Is(err, ledger.ErrTree) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := ledger.Grow(5, one, &nodes{}); err == nil {
		t.Error("grew on nodes that are not there")
	}
	short := tlog.HashReaderFunc(func([]int64) ([]tlog.Hash, error) { return nil, nil })
	if _, err := ledger.Grow(5, one, short); err == nil {
		t.Error("grew on fewer nodes than asked for")
	}
	for _, size := range []int64{-1, ledger.MaxSize + 1} {
		if _, err := ledger.Root(size, &nodes{}); !errors.Is(err, ledger.ErrTree) {
			t.Errorf("root of size %d: %v", size, err)
		}
	}
}

func BenchmarkGrow(b *testing.B) {
	const start = 1_000_003
	n := grown(b, start)
	for _, batch := range []int64{1, 100, 10_000} {
		leaves := leavesFrom(start, start+batch)
		b.Run(map[int64]string{1: "one", 100: "hundred", 10_000: "tenthousand"}[batch], func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := ledger.Grow(start, leaves, n); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(batch)*float64(b.N)/b.Elapsed().Seconds(), "leaves/s")
		})
	}
}
