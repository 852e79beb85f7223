// Package registers answers for four public registers, each in its own words.
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
//
// The custody register and the ΑΜΚΑ register are getCustody of custodyRestService
// and getPerson of amkaRestService of the interoperability centre: JSON over POST
// with HTTP Basic and six audit fields, which must be there and may be blank. Errors
// of the register come with HTTP 200 in an errorRecord, null otherwise; those of the
// gateway (401, 415, 400) have no record. No public description of the two exists;
// where ours had to choose, it takes what is harder on a client:
//
//   - values are padded on the right, tax numbers have 00 before them, a missing one is
//     null or ___, a date may have the time with it (midnight is 12:00:00);
//   - the ΑΜΚΑ register finds a person by any number that the person ever had and
//     answers with the one in force; the custody register knows that one alone, so a
//     client resolves a number first;
//   - the custody register goes on to name the custodians of those who have come of
//     age, and of those whose ΠΑΑΥΠΑ lapsed; it says NONE of whom it does not know;
//   - a lapsed ΠΑΑΥΠΑ is the errorRecord PAAYPA_INACTIVE together with the record.
package registers
