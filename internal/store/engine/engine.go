package engine

import (
	"context"
	"errors"

	"myphoto/internal/store/db"
)

// ErrDuplicate means that a unique index refused a row.
var ErrDuplicate = errors.New("already there")

// ErrSchema means that a database has triggers, views, tables or indexes that no
// migration made, or lacks some: they could hide or change what is written. An engine
// does not open such a database.
var ErrSchema = errors.New("the database has a schema that this service did not make " +
	"(keep a copy for the investigation, then remove what does not belong there; operations.md, Ledger)")

// Engine runs transactions on one database. Its methods return [ErrDuplicate]
// where a unique index refused, photo.ErrUnavailable where the database cannot
// answer (full, read-only, locked, broken disk), sql.ErrNoRows where no row
// matches, and any other error as f returned it. It is safe for concurrent use.
type Engine interface {
	// Do runs f in a writing transaction. It returns nil when what f did would
	// survive a loss of power, and an error when nothing of it is kept.
	Do(ctx context.Context, f func(*db.Queries) error) error
	// Read runs f on one consistent view of the records.
	Read(ctx context.Context, f func(*db.Queries) error) error
	// Query runs f, which makes one query, outside any transaction.
	Query(ctx context.Context, f func(context.Context, *db.Queries) error) error
	// Compact removes overwritten content from the disk as far as the engine
	// keeps it.
	Compact(ctx context.Context) error
	// CopyTo writes the database, as it is at one moment, into the empty file at path.
	CopyTo(ctx context.Context, path string) error
	// Ping reports whether the database answers.
	Ping(ctx context.Context) error
	Close() error
}
