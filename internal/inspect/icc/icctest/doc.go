// Package icctest builds colour profiles for tests: those that pictures
// commonly carry, from their published primaries and curves, and broken ones
// from the same parts.
package icctest
