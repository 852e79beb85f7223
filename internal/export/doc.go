// Package export makes what people carry away: a QR code, the sheet of paper
// with the code of an upload, the archive of their pictures, and tables.
//
// It knows no sentence and no rule: every word comes in from the caller, so
// that one sheet serves both languages. Everything is written as a stream or
// is small, nothing is stored, and the same input gives the same bytes.
package export
