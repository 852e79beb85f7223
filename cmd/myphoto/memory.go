package main

import "runtime/debug"

// How the collector of garbage trades memory for time. Little is kept between
// requests, and collecting at the usual doubling of so little would come round
// every few of them. The bound keeps uploads, which hold much more for a
// moment, from growing as freely.
const (
	gcPercent     = 300       // percent
	memoryLimit = 250 << 20 // bytes
)

// tuneMemory sets both, where the operator has not (GOGC, GOMEMLIMIT).
func tuneMemory(lookup func(string) (string, bool)) {
	if _, set := lookup("GOGC"); !set {
		debug.SetGCPercent(gcPercent)
	}
	if _, set := lookup("GOMEMLIMIT"); !set {
		debug.SetMemoryLimit(memoryLimit)
	}
}
