package main

import "runtime/debug"

// How the garbage collector trades memory for time. Little memory is retained
// between requests, and collecting whenever so little has doubled would happen
// every few requests. The limit keeps uploads, which use much more for a moment,
// from growing as freely.
const (
	gcPercent   = 300       // percent
	memoryLimit = 236 << 20 // bytes
)

// tuneMemory sets both, unless the operator has (GOGC, GOMEMLIMIT).
func tuneMemory(lookup func(string) (string, bool)) {
	if _, set := lookup("GOGC"); !set {
		debug.SetGCPercent(gcPercent)
	}
	if _, set := lookup("GOMEMLIMIT"); !set {
		debug.SetMemoryLimit(memoryLimit)
	}
}
