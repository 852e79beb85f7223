// Package application is the service for the programs of public bodies: it issues
// a token for a secret, creates a retrieval of what a citizen granted, sends its
// files, cancels it, and publishes the public part of the ledger. What depends on
// the application alone is refused first; every refusal about a person is the
// same.
package application
