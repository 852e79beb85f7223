// Package application is the desk of the machines of public bodies: a token for a
// secret, a retrieval of what a citizen granted, its files, cancelling it, and the
// public side of the ledger. What depends on the application alone is refused
// first; everything about a person gives one neutral refusal.
package application
