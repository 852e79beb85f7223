// Package courier carries messages to people. A [Sender] takes one [Message]
// to one address and says whether the next system took it over; it keeps
// nothing and repeats nothing: retrying is the outbox's business, which learns
// from [ErrPermanent] when trying again is pointless.
//
// There are two carriers: package smtp for e-mail and package sms for text
// messages through a Kannel gateway. Package couriertest holds what both must
// satisfy. Delivery is at least once: when an answer is lost after the other
// side took the message, the carrier reports a failure and the message may
// arrive twice.
//
// A message holds a code, a number and an address. None of them, and no
// address or password of a gateway, is ever part of an error or a log line.
package courier
