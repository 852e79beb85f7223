// Package jobs is the clock as a visitor: a handful of loops that ask the service
// for its work. It decides nothing; every loop does one piece of work that is safe
// to do twice and on several machines at once, and a piece that fails is tried
// again at the next turn.
package jobs
