// Package idempotency ensures that a request has its effect only once. The answer
// to the first request is saved, sealed, in the transaction of its effect, and
// returned for every repetition within [counts.ReplyTTL].
package idempotency
