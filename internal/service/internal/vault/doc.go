// Package vault keeps what is sealed about uploads: their files, where their
// codes go, what was found about them. Every upload has a key of its own, wrapped
// by the master key, and every file another under that; erasing is forgetting the
// key, in the transaction of the act that erases. The bytes follow.
//
// A file is stored before its record is committed, so that a crash leaves
// ciphertext that nobody can open and that [Vault.Reconcile] removes.
package vault
