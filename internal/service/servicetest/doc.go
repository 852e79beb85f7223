// Package servicetest opens the desks for tests on real parts: SQLite and files
// in a temporary folder, and the sandbox over its real protocols. Only the clock
// is set by the test.
package servicetest
