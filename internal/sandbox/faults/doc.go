// Package faults lets the sandbox's systems misbehave on request, because a
// client of a government system is only finished when it survives that system
// on a bad day. A fault names one system, one manner and an end:
//
//	down   the connection is dropped, or pages answer 503, or SMTP greets 421
//	slow   the answer is held for 20 seconds or until the client leaves
//	error  the system answers, in its own protocol, that it cannot
//	ok     the fault is lifted
//
// A fault ends by itself after the seconds it was given.
package faults
