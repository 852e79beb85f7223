// Package signin serves the pages of signing in and out: sign-in at the identity
// provider, one-time code, personal details, choice of a profile, terms, the link
// with a code number, sign-out.
//
// Signing in has stages (signin.Stage), each with one page. A visitor who opens
// another page is redirected to that of the stage ([Next]). The token of the session
// changes whenever the visitor gains a right.
package signin
