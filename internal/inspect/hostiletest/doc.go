// Package hostiletest makes, by code, the files that break decoders of
// pictures, for the tests of everything that strangers' pictures pass through:
// each is small, says what it does, and is the same every time.
//
// There are two kinds. [Rows] are those that must be turned away, or whose
// ballast must be dropped, before a decoder sees them. [Heavy] are those that
// keep every rule and cost as much as the rules allow: what the budget of
// memory and the limits of time must hold against.
package hostiletest
