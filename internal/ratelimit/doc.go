// Package ratelimit keeps one caller from using what is meant for all: a
// [Limiter] bounds how often each caller may come, a [Concurrency] bounds how
// many of its requests run at once.
//
// A caller is any comparable key: a prefix of addresses, a person, an
// application. Everything is counted in the memory of this process, for a
// bounded number of callers. Each machine therefore counts for itself: over
// several machines a caller gets at most the limit times their number. What
// must hold over all of them (codes a day, uploads an hour) is counted in the
// database instead.
package ratelimit
