// Package registers answers for two public registers, each in its own words.
//
// The National Contact Register (Ε.Μ.Επ.) is notificationCenterElementsService
// of the interoperability centre: SOAP 1.1 with a WS-Security UsernameToken
// (password as text) and two operations, getNncIdentityExt and getNncIdentity.
// Errors of the register come with HTTP 200 in an errorRecord, those of the
// gateway as SOAP faults; a person without a confirmed mobile has xsi:nil there.
// Numbers come as people once typed them: national, spaced, with 0030.
//
// The business register is RgWsPublic2 of the tax authority: SOAP 1.2 with a
// WS-Security UsernameToken. Errors come with HTTP 200 and a filled error_rec,
// empty fields as xsi:nil, and texts padded or with double spaces. A firm is
// told as it stood on as_on_date.
//
// Both describe themselves at ?wsdl.
package registers
