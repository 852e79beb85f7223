// Package api is the door for the applications of public bodies. It speaks
// JSON over HTTP, asks the desk service.Applications, and knows no other act.
//
// What it promises to integrators stands in openapi.yaml beside this file,
// which the door itself serves at /dev/openapi.yaml; a test holds the two
// together. In one breath: an application shows its client id and secret at
// POST /oauth2/token and gets a token for ten minutes (RFC 6749 §4.4); with it,
// it names a person, the items, a purpose, a case and on whose behalf it asks
// at POST /api/v1/retrievals; it gets measures, digests and a signed receipt,
// and fetches the bytes of each item, whole, within ten minutes.
//
// Every request takes the same way: [Routes] names it, the token is
// recognised, the input is read strictly (request.go, check.go), the desk
// acts, and a handler gives back an answer or an error. One function renders
// answers, one renders errors as problem documents (RFC 9457). Request ids,
// the record of the request, limits and panics are those of package httpx.
package api
