// Package outage remembers what does not work now, so that an operator reads of each
// cause once, and of its end.
package outage
