// Package subjects finds people by their numbers. A subject is a random id; a
// tax number is an alias of it, kept sealed and found by its keyed hash under any
// live key. The names of studios are sealed here too.
package subjects
