// Package outbox sends messages to people. A message is a row first, written in
// the transaction of the act that needs it, so that nothing that was promised is
// lost when the program dies; [Outbox.Deliver] hands it to a sender, at least
// once, and [Outbox.Report] takes what the SMS gateway says became of it.
//
// The first accepted message of an upload starts the upload's clock.
package outbox
