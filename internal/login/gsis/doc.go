// Package gsis speaks the OAuth 2.0 dialect of the General Secretariat of
// Information Systems (TAXISnet, TAXISnet with OTP, public servants): the
// authorization code grant of RFC 6749 §4.1 with the client secret in the body,
// scope read, no PKCE, no discovery, and instead of an ID token an XML document
// at …/userinfo?format=xml.
//
// The document has these peculiarities, each with a test: attribute values
// padded with spaces, Greek as numeric entities next to UTF-8 or in ISO-8859-7,
// tax numbers with leading zeros, and errors as JSON with status 200.
//
// The provider is trusted as little as possible: https unless the server is on
// this machine, no redirects, five seconds, 64 KB, and no error text repeats
// what the server or the browser sent.
package gsis
