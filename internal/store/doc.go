// Package store keeps the records. There is one text of every query, in
// PostgreSQL's syntax under query/, compiled by sqlc to the typed Go in db/; a
// small adapter runs the same text on SQLite.
//
// There are two ways to change a record. Write is for acts: it commits what
// the act did together with its ledger event, or nothing, and records a
// refusal in a second write. WriteUnlogged is for bookkeeping that is nobody's act
// (sessions, counters of tries, the sequencer).
//
// On SQLite one connection writes. Acts take turns on it, each in a savepoint
// of its own, and those that wait for each other share one commit; nobody is
// told of success before that commit (writer.go, decision 8).
//
// The invariants live in the schema: one current association per subject and
// per upload, one live grant per subject, application and purpose, one upload
// per code. Updates of an upload are guarded by its version: zero rows mean
// that somebody was faster.
package store

//go:generate sqlc generate
