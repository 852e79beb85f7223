// Package people holds the invented people of the sandbox: who can sign in,
// their tax numbers (valid by checksum, assigned to nobody), and the mobile
// and mail address at which the sandbox delivers to them. Every other part of
// the sandbox answers from this one list, so that a person is the same person
// in the identity provider, in the registers and on the page of phones.
package people
