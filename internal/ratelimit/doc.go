// Package ratelimit keeps one caller from taking what is meant for all: [Limiter]
// bound how often each may come, [Concurrency] how many of its requests run at once.
//
// A caller is any comparable key: a prefix of addresses, a person, an
// application. Everything is counted in the memory of this process, for a
// bounded number of callers. So each machine counts for itself: over several
// machines a caller gets at most the limit times their number. What must hold
// over all of them (codes a day, uploads an hour) is counted in the database
// instead.
package ratelimit
