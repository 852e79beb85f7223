// Package blob keeps sealed image files: ciphertext only, named by random ids.
// It knows nothing of keys; a file here that no record wants is noise.
package blob
