// Package business asks the business register of the tax authority (ΑΑΔΕ,
// service RgWsPublic2, version 4) for the activities of a tax number: SOAP 1.2
// with a WS-Security user name token. The answers have these peculiarities,
// each with a test: errors come with status 200 in error_rec, empty fields are
// xsi:nil, texts are padded and contain double spaces.
//
// The register counts calls per month and notifies the person asked about, so
// callers keep the answer.
package business
