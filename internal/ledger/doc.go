// Package ledger is the record of every act: what an event is, byte for byte,
// and how anyone can prove that none was removed, changed or added.
//
// An [Event] becomes bytes in exactly one way (RFC 8785 canonical JSON, so
// that a citizen can read what was recorded). The bytes and a random salt give
// a 32-byte commitment, see [Leaf]. The commitments, in order, are the records
// of a Merkle tree as in RFC 6962; [Grow] returns the node hashes that a batch
// adds. A [Checkpoint] names the size and the root of the tree and is signed
// with Ed25519. From then on nothing in the range that it covers can change
// unnoticed: [ProveInclusion] shows that one event is inside,
// [ProveConsistency] that a later tree only grew, and [Verify] recomputes
// everything from the records themselves and trusts no stored node hash.
//
// After the years of [Rules], which an operator sets, the body and the salt of a
// record are deleted and the commitment stays. Without the salt it reveals nothing about the body, and
// the tree still verifies. A signed [Removal], a record itself, shows that they
// were due; [Verify] accepts no other gap. What [WriteExport] writes can be
// verified by anybody (docs/ledger.md).
//
// Keys are the text keys of golang.org/x/mod/sumdb/note (C2SP signed-note).
// The package does no input or output and has no clock.
package ledger
