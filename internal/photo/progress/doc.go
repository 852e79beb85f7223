// Package progress says in one word where an upload stands, for the photographer
// who wants to know whether the code has arrived: from its state, from why it
// was erased, and from what is known of its messages.
package progress
