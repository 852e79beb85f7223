// Package blob stores sealed image files: ciphertext only, named by random ids.
// It has no keys; a file that no record refers to cannot be opened by anybody.
package blob
