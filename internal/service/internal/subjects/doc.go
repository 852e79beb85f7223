// Package subjects finds people by their numbers. A subject is a random id. A tax
// number is an alias of it, stored sealed and found by its keyed hash under any
// live look-up key. The package also seals the names of studios.
package subjects
