// Package keyring holds the keys of the service itself: the key that seals small
// values, which has generations, the key that authenticates records, and the keys
// that sign checkpoints of the ledger and receipts of retrievals. They are made at the
// first start and stored wrapped by the master key. The public part of every signing
// key, current or former, stays published. It also knows which keys of the key files
// are current.
package keyring
