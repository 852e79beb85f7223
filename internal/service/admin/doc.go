// Package admin is what an operator's commands do: they register the applications
// of public bodies, rotate their secrets, suspend them, end people's sessions, enter
// employments that were agreed outside the service, rotate the service's own keys,
// move records to new master and look-up keys, and read the statistics of all studios.
package admin
