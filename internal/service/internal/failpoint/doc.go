// Package failpoint names the moments at which the program may die without
// harm. A build for tests dies there on purpose.
package failpoint
