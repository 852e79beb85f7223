// Package sandboxclient reads what the sandbox delivered to phones and mailboxes,
// and makes its systems misbehave. It is written against the sandbox's public
// interface.
package sandboxclient
