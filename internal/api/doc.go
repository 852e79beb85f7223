// Package api is the HTTP API for the applications of public bodies. It speaks
// JSON and calls application.Service, and no other part of the service.
//
// The contract for integrators is openapi.yaml beside this file, served at
// /dev/openapi.yaml; a test compares the two. In short: an application sends its
// client id and secret to POST /oauth2/token and receives a token for ten
// minutes (RFC 6749 §4.4). With the token it names, at POST /api/v1/retrievals,
// a person, the items, a purpose, a case and the user on whose behalf it asks.
// It receives measures, digests and a signed receipt, and downloads each item,
// as a whole, within ten minutes.
//
// Every request is handled in the same steps: [Routes] names it, the token is
// authenticated, the input is read strictly (request.go, validate.go), the
// service acts, and the handler returns a response or an error. One function
// writes responses, one renders errors as problem documents (RFC 9457). Request
// ids, the log, limits of bodies and panics are handled by package httpx.
package api
