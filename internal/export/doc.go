// Package export writes the files that people take away: a QR code, the printed
// sheet with the code of an upload, the archive of their pictures, and tables.
//
// It contains no sentences and no rules: every word comes from the caller, so
// that one sheet serves both languages. Output is streamed or small, nothing is
// stored, and the same input yields the same bytes.
package export
