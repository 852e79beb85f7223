// Package spool keeps the bodies of requests while they arrive.
//
// A body may take minutes on a slow line, and must not hold the memory of its
// pictures meanwhile: it is sealed a chunk at a time and written to a file that
// has no name, under a key that only this process knows. What a crash leaves of it
// is ciphertext that nobody can open and that no folder lists.
package spool
