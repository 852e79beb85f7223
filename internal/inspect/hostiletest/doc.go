// Package hostiletest generates the files that break image decoders, for the
// tests of everything that untrusted pictures pass through. Each is small,
// named after what it does, and identical every time.
//
// There are two kinds. [Rows] must be refused, or stripped of their ballast,
// before a decoder sees them. [Heavy] keep every rule and cost as much as the
// rules allow: the memory budget and the time limits must withstand them.
package hostiletest
