// Package business asks the business register of the tax authority (ΑΑΔΕ,
// service RgWsPublic2, version 4) what trade a tax number has: SOAP 1.2 with a
// WS-Security user name token. Its answers have habits, each with a test:
// errors come with status 200 in error_rec, empty fields are xsi:nil, texts
// are padded and hold double spaces.
//
// The register counts calls by the month and notifies the person asked about;
// whoever calls this package keeps the answer.
package business
