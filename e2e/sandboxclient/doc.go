// Package sandboxclient asks the sandbox what it delivered to people's phones
// and mailboxes, and makes its systems misbehave. It is written from the
// sandbox's public interface.
package sandboxclient
