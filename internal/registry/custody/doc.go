// Package custody asks two registers through the interoperability centre (ΚΕ.Δ.):
// what an adult is to a child (custodyRestService, getCustody), and who the person
// with a number is (amkaRestService, getPerson). Both are JSON over POST with HTTP
// Basic and six audit fields, none of which we leave blank.
//
// No public description of the two exists; the answers may have every peculiarity
// that is known of other registers, each with a test: errors come with status 200 in
// errorRecord, values are padded on the right, a missing one is null, blank or ___, a
// tax number may have 00 before it, a date the time with it. A number that was
// replaced is answered with the one in force. A ΠΑΑΥΠΑ that lapsed is the error
// PAAYPA_INACTIVE together with the record.
//
// Everything else is [registry.Unavailable]: whoever is taken for a custodian by
// mistake sees the pictures of somebody else's child. The errors say what was
// unexpected and repeat nothing of the question or the answer, but for an error code
// in the form of one.
package custody
