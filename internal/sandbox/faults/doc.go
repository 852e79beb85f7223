// Package faults makes the sandbox's systems fail on request, because a client
// of a government system is only finished when it survives the failures of that
// system. A fault has one system, one mode and an end:
//
//	down      the connection is dropped, or pages answer 503, or SMTP greets 421
//	slow      the answer is held for 20 seconds or until the client leaves
//	error     the system answers with an error of its own protocol
//	nonsense  the register answers, but with what is no answer
//	closed    the business register answers that every business closed yesterday
//	ok        the fault is removed
//
// A fault ends after its number of seconds.
package faults
