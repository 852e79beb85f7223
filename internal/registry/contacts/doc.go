// Package contacts asks the National Contact Register (Ε.Μ.Επ.) for the mobile
// and the e-mail a person has confirmed, through the interoperability centre's
// operation getNncIdentityExt: JSON over HTTP Basic, the six audit fields in
// every question, and errors inside an answer with status 200.
package contacts
