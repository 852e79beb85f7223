// Package failpoint names the moments at which the program may die without harm. A
// test build dies there on purpose.
package failpoint
