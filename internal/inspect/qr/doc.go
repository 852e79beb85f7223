// Package qr searches decoded pictures, as people send them, for a QR code: it
// prepares a picture in the ways that undo what photographs, screens and
// editors do to a code, and asks a library to read each.
package qr
