// Package store keeps the records. There is one text of every query, in
// PostgreSQL's syntax under query/, compiled by sqlc to the typed Go in db/.
// What differs between databases is behind engine.Engine; sqlite runs the same
// text on SQLite.
//
// There are two ways to change a record. Write is for acts: it commits what
// the act did together with its ledger event, or nothing, and records a
// refusal in a second write. WriteUnlogged is for bookkeeping that is nobody's
// act (sessions, counters of tries, the integrator).
//
// The invariants are in the schema: one current association per subject and
// per upload, one live grant per subject, application and purpose, one upload
// per code. Saving and erasing an upload is guarded by its version: no row
// means that another act was faster.
package store

//go:generate sqlc generate
