// Package ledger is the register of every act: what an event is, byte for
// byte, and how anyone can prove that none was removed, changed or added.
//
// An [Event] becomes bytes in exactly one way (RFC 8785 canonical JSON, so
// that a citizen can read what was sealed). The bytes and a random salt give a
// 32-byte commitment, see [Leaf]. The commitments, in order, are the records
// of a Merkle tree of the shape of RFC 6962; [Grow] says which node hashes a
// batch adds. A [Checkpoint] names the size and the root of the tree at one
// moment and is signed with Ed25519. From then on nothing inside the sealed
// range can change unnoticed: [ProveInclusion] shows that one event is inside,
// [ProveConsistency] that a later tree only grew, and [Verify] recomputes
// everything from the records themselves, trusting no stored node hash.
//
// After ten years body and salt of a record are deleted and the commitment
// stays. Without the salt nothing can be guessed from it, and the tree still
// verifies.
//
// Keys are the text keys of golang.org/x/mod/sumdb/note. The package does no
// input or output and knows no clock.
package ledger
