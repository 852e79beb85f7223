// Package staff is the desk at which the owner of a studio names employees and ends
// their employment.
package staff
