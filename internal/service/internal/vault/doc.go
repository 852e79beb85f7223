// Package vault seals and opens what is stored about uploads: their files, their
// contacts, the results of their checks. Every upload has its own key, wrapped by the
// master key, and every file has its own key, sealed under that of the upload. To
// erase an upload is to destroy its key, in the transaction of the act. The bytes are
// deleted afterwards.
//
// A file is stored before its record is committed, so that a crash leaves only
// ciphertext that nobody can open and that [Vault.Reconcile] deletes.
package vault
