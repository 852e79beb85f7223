package ledger

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// MaxDocument is the maximum length of an [InclusionDocument] as JSON, in bytes.
const MaxDocument = 256 << 10

// ErrProof means that a proof does not show what it should.
var ErrProof = errors.New("ledger: proof does not hold")

// Proof is a list of node hashes of 32 bytes: an audit path (RFC 6962 §2.1.1)
// or a consistency proof (§2.1.2). In JSON it is a list of base64 strings.
type Proof []tlog.Hash

// ProveInclusion returns the proof that the tree of the given size holds the
// record with that index, counted from 0.
func ProveInclusion(size, index int64, r Nodes) (Proof, error) {
	if index < 0 || index >= size || size > MaxSize {
		return nil, fmt.Errorf("%w: index", ErrTree)
	}
	p, err := tlog.ProveRecord(size, index, r)
	if err != nil {
		return nil, fmt.Errorf("prove inclusion: %w", err)
	}
	return Proof(p), nil
}

// VerifyInclusion checks that the tree of the checkpoint holds the commitment
// leaf as its record with that index. The checkpoint must come from [OpenCheckpoint].
func VerifyInclusion(p Proof, c Checkpoint, index int64, leaf []byte) error {
	if index < 0 || index >= c.Size || c.Size > MaxSize || len(leaf) != LeafSize {
		return fmt.Errorf("%w: index or leaf", ErrProof)
	}
	if err := tlog.CheckRecord(tlog.RecordProof(p), c.Size, c.Root, index, tlog.RecordHash(leaf)); err != nil {
		return fmt.Errorf("%w: %w", ErrProof, err)
	}
	return nil
}

// ProveConsistency returns the proof that the tree of size newer begins with
// that of size older. Nothing needs proving for the empty tree: its proof is
// empty.
func ProveConsistency(older, newer int64, r Nodes) (Proof, error) {
	if older < 0 || older > newer || newer > MaxSize {
		return nil, fmt.Errorf("%w: size", ErrTree)
	}
	if older == 0 {
		return Proof{}, nil
	}
	p, err := tlog.ProveTree(newer, older, r)
	if err != nil {
		return nil, fmt.Errorf("prove consistency: %w", err)
	}
	return Proof(p), nil
}

// VerifyConsistency checks that between two checkpoints the ledger only grew.
// Both must come from [OpenCheckpoint].
func VerifyConsistency(p Proof, older, newer Checkpoint) error {
	if older.Size < 0 || older.Size > newer.Size || newer.Size > MaxSize || older.Origin != newer.Origin {
		return fmt.Errorf("%w: size or origin", ErrProof)
	}
	if older.Size == 0 {
		if len(p) == 0 && older.Root == new(frontier).hash() && (newer.Size > 0 || newer.Root == older.Root) {
			return nil
		}
		return fmt.Errorf("%w: empty tree", ErrProof)
	}
	if err := tlog.CheckTree(tlog.TreeProof(p), newer.Size, newer.Root, older.Size, older.Root); err != nil {
		return fmt.Errorf("%w: %w", ErrProof, err)
	}
	return nil
}

// ErrBehind means that a ledger is smaller than one that was signed before.
var ErrBehind = errors.New("ledger: records are missing at its end")

// CheckGrowth checks that the tree of newer, whose nodes r reads, begins with
// that of older: the ledger only grew. A smaller one is refused with
// [ErrBehind], another one with [ErrProof] or by a node that is missing.
func CheckGrowth(older, newer Checkpoint, r Nodes) error {
	if newer.Size < older.Size {
		return fmt.Errorf("%w: %d records of %d", ErrBehind, newer.Size, older.Size)
	}
	p, err := ProveConsistency(older.Size, newer.Size, r)
	if err != nil {
		return err
	}
	return VerifyConsistency(p, older, newer)
}

// InclusionDocument is what a citizen downloads for one entry: the proof that
// its commitment is in the ledger at Index, against a signed checkpoint.
// With Salt and Body it also shows what the commitment was made of. In JSON,
// bytes are standard base64.
type InclusionDocument struct {
	Index      int64  `json:"index"`          // from 0
	Size       int64  `json:"size"`           // records that the checkpoint covers
	Leaf       []byte `json:"leaf"`           // 32 bytes
	Salt       []byte `json:"salt,omitempty"` // 16 bytes; present when Body is
	Body       []byte `json:"body,omitempty"` // the canonical event
	Hashes     Proof  `json:"hashes"`         // audit path
	Checkpoint []byte `json:"checkpoint"`     // signed note
}

// VerifyInclusionDocument reads the JSON of an [InclusionDocument] of at most
// [MaxDocument] bytes and checks all of it: signature, path, and the body
// where there is one.
func VerifyInclusionDocument(text []byte, verifiers note.Verifiers) (InclusionDocument, error) {
	if len(text) > MaxDocument {
		return InclusionDocument{}, fmt.Errorf("%w: document too long", ErrProof)
	}
	var d InclusionDocument
	if json.Unmarshal(text, &d) != nil {
		return InclusionDocument{}, fmt.Errorf("%w: not the JSON of one", ErrProof)
	}
	if err := d.verify(verifiers); err != nil {
		return InclusionDocument{}, err
	}
	return d, nil
}

func (d *InclusionDocument) verify(verifiers note.Verifiers) error {
	c, err := OpenCheckpoint(d.Checkpoint, verifiers)
	if err != nil {
		return err
	}
	if c.Size != d.Size {
		return fmt.Errorf("%w: size is not the checkpoint's", ErrProof)
	}
	shown := len(d.Salt) > 0 || len(d.Body) > 0
	if shown && (len(d.Salt) != SaltSize || !bytes.Equal(Leaf(d.Salt, d.Body), d.Leaf)) {
		return fmt.Errorf("%w: body is not what the leaf commits to", ErrProof)
	}
	return VerifyInclusion(d.Hashes, c, d.Index, d.Leaf)
}
