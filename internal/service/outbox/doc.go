// Package outbox sends messages to people. A message is first written as a row, in
// the transaction of the act that needs it, so that no promised message is lost
// when the program dies. [Outbox.Deliver] hands it to a sender, at least once, and
// [Outbox.Report] records the delivery report of the SMS gateway.
//
// The first accepted message of an upload starts its retention period.
package outbox
