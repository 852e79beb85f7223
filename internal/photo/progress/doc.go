// Package progress derives the status of an upload for the photographer, who
// wants to know whether the code has arrived: from the upload's state, the
// reason of its erasure, and what is known of its messages.
package progress
