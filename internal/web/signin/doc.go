// Package signin holds the pages on the way in and out: sign-in at the identity
// provider, one-time code, personal details, choice of a profile, terms, the
// link that carries a code number, sign-out.
//
// Signing in goes through stages (service.Stage). Each stage has one page;
// whoever opens another one is led to it by [Next]. A visit gets a new number
// whenever the visitor gains a right.
package signin
