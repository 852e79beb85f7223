// Package integrator gives the events their places in the ledger and signs
// checkpoints over them.
//
// Acts write their events as ordinary rows without a number. [Integrator.Integrate]
// numbers those that wait, folds them into the Merkle tree, signs a checkpoint
// and commits all of it at once; then it writes the checkpoint into a file
// beside the erasure list, outside the database: the witness. The witness may
// stand behind the database, after a crash or on a full disk, and never ahead.
// So a database that stands behind its witness, or whose tree does not begin
// with what the witness signed, is not the one that was sealed: somebody wrote
// into it, or it was restored from a backup. Then nothing is sealed, so that
// no history is ever signed anew, until the operator has said by
// [Integrator.AcceptRestored] that it was a restore.
package integrator
