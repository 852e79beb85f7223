// Package courier sends messages to people. A [Sender] hands one [Message] to a
// gateway or mail server and reports whether that accepted it. It stores
// nothing and never retries: that is the job of the outbox, which learns from
// [ErrPermanent] that another attempt is pointless.
//
// There are two senders: package smtp for e-mail and package sms for text
// messages through a Kannel gateway. Package couriertest is the conformance
// suite for both. Delivery is at least once: when the response is lost after
// the other side accepted the message, the sender reports a failure and the
// message may arrive twice.
//
// A message contains a code, a number and an address. None of them, and no
// address or password of a gateway, is ever part of an error or a log line.
package courier
