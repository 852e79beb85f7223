// Package registry asks public registers the few questions that the service
// has: how to reach a person (Ε.Μ.Επ., package contacts), whether a person
// is a photographer (the business register of ΑΑΔΕ, package business), who a minor
// is and who has custody of the minor (package custody). It
// defines what the answers mean, and the [Client] that sends the questions;
// the packages below it speak the protocol of each register.
//
// Answers are not stored here. Tax numbers and contacts appear in no error
// text. A refusal is always a [photo.Error]: "not-registered" or
// "register-unavailable".
package registry
