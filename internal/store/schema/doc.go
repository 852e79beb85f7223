// Package schema holds the migrations of the database, in PostgreSQL's syntax.
// An engine adapts them to its own.
package schema
