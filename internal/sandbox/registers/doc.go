// Package registers answers for two public registers, each in its own words.
//
// The National Contact Register (Ε.Μ.Επ.) speaks the interoperability centre's
// REST style: HTTP Basic, {"auditRecord", "getNncIdentityExtInputRecord"} in,
// {"getNncIdentityExtOutputRecord", "callSequenceId", "callSequenceDate",
// "errorRecord"} out. Errors of the service come with HTTP 200; success is an
// empty errorRecord; a person without a confirmed mobile has a null there.
// Numbers come as people once typed them: national, spaced, with 0030.
//
// The business register is RgWsPublic2 of the tax authority: SOAP 1.2 with a
// WS-Security UsernameToken. Errors come with HTTP 200 and a filled error_rec,
// empty fields as xsi:nil, and texts padded or with double spaces.
package registers
