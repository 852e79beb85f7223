// Package form reads what browsers send: small forms of text, and forms with
// files. Every body, file, field and number of parts is bounded. Files are read
// into memory, and the package writes none to a disk: package spool keeps what
// arrives, sealed, until it is read. A field that comes twice where one is asked is
// refused.
//
// A body over its limit is [httpx.ErrTooLarge]; one that cannot be parsed is
// [photo.ErrMalformed].
package form
