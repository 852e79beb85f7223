// Package keyring holds the service's own keys: the one that seals small values,
// and those that sign checkpoints of the ledger and receipts of retrievals. They
// are made at the first start and kept wrapped by the master key; the public part
// of every key that ever signed stays published.
package keyring
