package ledger

import (
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"
)

// SaltSize and LeafSize are lengths in bytes.
const (
	SaltSize = 16
	LeafSize = sha256.Size
)

// MaxSize is the maximum number of records of a tree. It is far beyond any
// use and keeps the arithmetic of the tree away from overflow, also for
// checkpoints and proofs that others wrote.
const MaxSize = 1 << levels

// MaxBatch is the maximum number of leaves that [Grow] takes at once.
const MaxBatch = 1 << 20

const levels = 40

// leafDomain keeps commitments apart from every other use of SHA-256.
const leafDomain = "myphoto ledger leaf v1\n"

// ErrTree means a refusal of a size, an index or a leaf.
var ErrTree = errors.New("ledger: not within the tree")

// Nodes reads stored node hashes by their index, which is
// tlog.StoredHashIndex(level, n); it returns as many as were asked for, or an error.
type Nodes = tlog.HashReader

// NewSalt returns 16 random bytes, one salt for one record.
func NewSalt() []byte {
	salt := make([]byte, SaltSize)
	_, _ = rand.Read(salt) // never fails: crypto/rand ends the program instead
	return salt
}

// Leaf is the commitment to one record and what the tree holds of it: the 32
// bytes of SHA-256 over "myphoto ledger leaf v1\n", the 16 bytes of salt and
// the body. It reveals nothing about the body once the salt is gone.
func Leaf(salt, body []byte) []byte {
	h := sha256.New()
	h.Write([]byte(leafDomain))
	h.Write(salt)
	h.Write(body)
	return h.Sum(nil)
}

// Grow folds leaves (commitments of 32 bytes, at most [MaxBatch]) into the tree
// of the given size and returns the node hashes to store. The first belongs at
// tlog.StoredHashCount(size), the others follow without a gap. It reads once,
// at most 40 hashes, however many leaves there are.
func Grow(size int64, leaves [][]byte, r Nodes) ([]tlog.Hash, error) {
	if len(leaves) > MaxBatch || size < 0 || size > MaxSize-int64(len(leaves)) {
		return nil, fmt.Errorf("%w: size", ErrTree)
	}
	if len(leaves) == 0 {
		return nil, nil
	}
	f, err := readFrontier(size, r)
	if err != nil {
		return nil, err
	}
	nodes := make([]tlog.Hash, 0, 2*len(leaves)+levels)
	for _, leaf := range leaves {
		if len(leaf) != LeafSize {
			return nil, fmt.Errorf("%w: leaf is not %d bytes", ErrTree, LeafSize)
		}
		nodes = f.push(nodes, tlog.RecordHash(leaf))
	}
	return nodes, nil
}

// Root returns the root of the tree of the given size (RFC 6962 §2.1); that of
// the empty tree is SHA-256 of nothing.
func Root(size int64, r Nodes) (tlog.Hash, error) {
	if size < 0 || size > MaxSize {
		return tlog.Hash{}, fmt.Errorf("%w: size", ErrTree)
	}
	h, err := tlog.TreeHash(size, r)
	if err != nil {
		return tlog.Hash{}, fmt.Errorf("root of the ledger: %w", err)
	}
	return h, nil
}

// frontier is the part of a tree that its next leaf needs: the roots of its
// complete subtrees, one for each bit of its size.
type frontier struct {
	size int64
	root [levels + 1]tlog.Hash // by level, valid where size has the bit
}

func readFrontier(size int64, r Nodes) (*frontier, error) {
	f := &frontier{size: size}
	var at []int
	var indexes []int64
	for l := bits.Len64(uint64(size)) - 1; l >= 0; l-- {
		if size>>l&1 == 1 {
			at = append(at, l)
			indexes = append(indexes, tlog.StoredHashIndex(l, size>>l-1))
		}
	}
	if len(indexes) == 0 {
		return f, nil
	}
	hashes, err := r.ReadHashes(indexes)
	if err != nil {
		return nil, fmt.Errorf("read the edge of the ledger: %w", err)
	}
	if len(hashes) != len(indexes) {
		return nil, fmt.Errorf("read the edge of the ledger: %d hashes of %d", len(hashes), len(indexes))
	}
	for i, l := range at {
		f.root[l] = hashes[i]
	}
	return f, nil
}

// push adds one record hash and appends it and the nodes it completes to out,
// in the order in which they are stored.
func (f *frontier) push(out []tlog.Hash, h tlog.Hash) []tlog.Hash {
	out = append(out, h)
	l := 0
	for ; f.size>>l&1 == 1; l++ {
		h = tlog.NodeHash(f.root[l], h)
		out = append(out, h)
	}
	f.root[l] = h
	f.size++
	return out
}

// hash is the root of the whole tree.
func (f *frontier) hash() tlog.Hash {
	if f.size == 0 {
		return sha256.Sum256(nil)
	}
	l := bits.TrailingZeros64(uint64(f.size))
	h := f.root[l]
	for l++; l <= levels; l++ {
		if f.size>>l&1 == 1 {
			h = tlog.NodeHash(f.root[l], h)
		}
	}
	return h
}
