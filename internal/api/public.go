package api

import (
	_ "embed"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"myphoto/internal/photo"
)

//go:embed openapi.yaml
var openAPI []byte

// maxTreeDigits bounds the size of a ledger in an address, in digits: up to
// 10^18 records.
const maxTreeDigits = 18

// keys returns the public keys of receipts and checkpoints (RFC 7517 §5).
func (s *server) keys(r *http.Request, _ photo.Application) (response, error) {
	set, err := s.Service.Keys(r.Context())
	if err != nil {
		return response{}, err
	}
	return newResponse(http.StatusOK, "application/jwk-set+json", set).cacheable(), nil
}

// checkpoint returns the newest checkpoint of the ledger, a signed note.
func (s *server) checkpoint(r *http.Request, _ photo.Application) (response, error) {
	note, err := s.Service.Checkpoint(r.Context())
	if err != nil {
		return response{}, err
	}
	return newResponse(http.StatusOK, "text/plain; charset=utf-8", note), nil
}

// consistency returns the proof that the ledger of one size is an extension of
// the ledger of a smaller one (RFC 9162 §2.1.4).
func (s *server) consistency(r *http.Request, _ photo.Application) (response, error) {
	from, to, err := parseSizes(r)
	if err != nil {
		return response{}, err
	}
	proof, err := s.Service.Consistency(r.Context(), from, to)
	if err != nil {
		return response{}, err
	}
	return newResponse(http.StatusOK, "application/json", proof), nil
}

// parseSizes parses from and to: each once, whole numbers, 0 ≤ from ≤ to.
func parseSizes(r *http.Request) (from, to int64, err error) {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil || len(query) > 2 {
		return 0, 0, malformedField("query", "member")
	}
	from, ok := parseSize(query["from"])
	if !ok {
		return 0, 0, malformedField("from", "number")
	}
	to, ok = parseSize(query["to"])
	if !ok || to < from {
		return 0, 0, malformedField("to", "number")
	}
	return from, to, nil
}

func parseSize(given []string) (int64, bool) {
	if len(given) != 1 || len(given[0]) > maxTreeDigits {
		return 0, false
	}
	n, err := strconv.ParseUint(given[0], 10, 63)
	return int64(n), err == nil
}

// securityText says where to report vulnerabilities (RFC 9116). It is written for
// each request, so that it never expires unnoticed.
const securityText = "Contact: %s/help\nExpires: %s\nPreferred-Languages: el, en\nCanonical: %[1]s/.well-known/security.txt\n"

func (s *server) security(*http.Request, photo.Application) (response, error) {
	text := fmt.Sprintf(securityText, s.PublicURL, s.Now().AddDate(0, 6, 0).UTC().Format(time.RFC3339))
	return newResponse(http.StatusOK, "text/plain; charset=utf-8", []byte(text)), nil
}

// openAPI returns the contract of the API (RFC 9512 for the media type).
func (s *server) openAPI(*http.Request, photo.Application) (response, error) {
	return newResponse(http.StatusOK, "application/yaml", openAPI).cacheable(), nil
}
