// Package registry asks public registers the few questions the service has:
// how to reach a person (Ε.Μ.Επ., package contacts) and whether a person is a
// photographer (the business register of ΑΑΔΕ, package business). It holds
// what the answers mean and the guarded [Client] over which they are asked; the
// packages below speak each register's own protocol.
//
// Answers are never kept here. Tax numbers and contacts appear in no error
// text; a refusal is always a [photo.Error]: Missing "not-registered" or
// Unavailable "register-unavailable".
package registry
