// Package sqlite keeps the records in one SQLite file.
//
// One connection writes. Acts take turns on it, each in a savepoint of its own,
// and those that wait for each other share one commit; no caller learns of
// success before that commit (writer.go, decision 8). Several connections read
// beside it.
//
// The text of the queries and of the schema is PostgreSQL's; adapt.go rewrites
// it.
package sqlite
