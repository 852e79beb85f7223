// Package integrator puts the recorded events into the ledger's Merkle tree and
// signs checkpoints over it.
//
// Acts write their events as ordinary rows without a sequence number.
// [Integrator.Integrate] numbers those that wait, appends them to the tree,
// signs a checkpoint and commits all of it at once. Then it writes the
// checkpoint into a file beside the erasure list, outside the database: the
// pinned checkpoint, or pin. The pin may be behind the database, after a crash
// or on a full disk, and never ahead. So a database that is behind its pin, or
// whose tree does not begin with what the pin covers, is not the one that was
// signed: somebody wrote into it, or it was restored from a backup. Then
// nothing is integrated, so that no history is ever signed twice, until the
// operator has confirmed by [Integrator.AcceptRestored] that it was a restore.
// The same holds where the pin is missing, which the first start makes, and while
// a row waits that the service did not record ([store.Tx.Authentic]).
//
// [Integrator.RemoveBodies] removes old bodies, [Integrator.Verify] checks the
// whole ledger and whether what gives access now is what the events say.
package integrator
