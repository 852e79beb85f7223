// Package gsis speaks the OAuth 2.0 dialect of the General Secretariat of
// Information Systems (TAXISnet, TAXISnet with OTP, public servants): the
// authorization code grant of RFC 6749 §4.1 with the client's secret in the
// body, scope read, no PKCE, no discovery, and instead of an id token an XML
// document at …/userinfo?format=xml.
//
// The document has traps, each with a test: attribute values padded with
// spaces, Greek as numeric entities beside UTF-8 or in ISO-8859-7, tax numbers
// with leading zeros, and errors that come as JSON with status 200.
//
// Nothing is trusted further than needed: https unless the server is on this
// machine, no redirects, five seconds, 64 KB, and no error text ever repeats
// what the server or the browser sent.
package gsis
