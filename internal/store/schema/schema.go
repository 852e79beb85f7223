// Package schema holds the migrations of the database, in PostgreSQL's syntax.
// An engine adapts them to its own.
package schema

import "embed"

// Files holds the migrations, one numbered .sql file each.
//
//go:embed *.sql
var Files embed.FS
