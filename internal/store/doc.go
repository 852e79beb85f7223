// Package store keeps the records. Every query is written once, in the syntax of
// PostgreSQL under query/, and compiled by sqlc to the typed Go in db/. The
// interface engine.Engine hides the differences between databases; package
// sqlite runs the same queries on SQLite. Packages signin and outbox keep the
// records of signing in and the outgoing messages: [Tx] has their methods.
//
// There are two ways to change a record. [Store.Write] is for acts: it commits
// the changes of the act together with its ledger event, or nothing, and records
// a refusal in a second write, unless package refusals knows too many like it.
// [Store.WriteSignedIn] is the same for an act in a session, which must still live.
// [Store.WriteUnlogged] is for changes that are not an act of anybody (sessions,
// counters of tries, the integrator).
//
// A row of a table with the column mac decides who may see what. It carries a code
// over its columns, under the key that [Store.Authenticate] sets; a row without the
// right code is [ErrForged].
//
// The schema enforces the invariants: one current association per subject and
// per upload, one live grant per subject, application and purpose, one upload
// per code. The version of an upload guards saving and erasing it: when no row
// has the version, another act was faster and the result is [ErrStale].
package store

//go:generate sqlc generate
