package main

import "runtime/debug"

// How the collector of garbage trades memory for time. Little is kept between
// requests, while every picture on its way out is hundreds of kilobytes of
// garbage: collecting at the usual doubling of so little cost an eighth of
// all processor time. The bound keeps uploads, which hold much more for a
// moment, from growing as freely.
const (
	growth     = 300       // percent
	memoryGoal = 250 << 20 // bytes
)

// tuneMemory sets both, where the operator has not (GOGC, GOMEMLIMIT).
func tuneMemory(lookup func(string) (string, bool)) {
	if _, set := lookup("GOGC"); !set {
		debug.SetGCPercent(growth)
	}
	if _, set := lookup("GOMEMLIMIT"); !set {
		debug.SetMemoryLimit(memoryGoal)
	}
}
