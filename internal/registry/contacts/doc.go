// Package contacts asks the National Contact Register (Ε.Μ.Επ.) for the mobile
// number and the e-mail address that a person has confirmed, through the
// operation getNncIdentityExt of the interoperability centre: JSON over HTTP
// Basic, six audit fields in every question, and errors inside an answer with
// status 200.
package contacts
