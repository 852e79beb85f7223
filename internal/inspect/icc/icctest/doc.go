// Package icctest makes colour profiles for tests: the ones that pictures of
// the world carry, from their published primaries and curves, and broken ones
// from the same parts.
package icctest
