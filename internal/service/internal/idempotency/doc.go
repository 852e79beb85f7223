// Package idempotency lets a request have its effect only once: the answer to
// the first one is kept, sealed, in the transaction of its effect, and given to
// whoever repeats it within [store.ReplyTTL].
package idempotency
