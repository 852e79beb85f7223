// Package servicetest opens the desks on real parts: SQLite and a folder in a
// temporary place, and the sandbox over its real protocols. Only the clock is
// the test's.
package servicetest
