// Package batchtable reads the table of a batch: comma-separated values as the
// spreadsheets of Greek computers write them, with a header row that names the columns
// file, mobile, email, documents and label. It reads structure alone: whether a contact
// is one, and what a picture shows, is decided where the row becomes a draft.
package batchtable
