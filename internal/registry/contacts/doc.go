// Package contacts asks the National Contact Register (Ε.Μ.Επ.) for the mobile
// number and the e-mail address that a person has confirmed: the operation
// getNncIdentityExt of notificationCenterElementsService at the
// interoperability centre.
//
// The service speaks SOAP 1.1 with a UsernameToken of WS-Security (password as
// text, over TLS); its answers are not secured. Every question carries six
// audit fields. Errors of the service come inside an answer with status 200,
// those of the gateway as a SOAP fault with status 500. The register returns
// what its owner has confirmed, and nothing else.
//
// The namespace of the body and its schema are not published, so the namespace
// is a setting and answers are read by local names.
package contacts
