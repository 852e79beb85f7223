package api

import (
	_ "embed"
	"net/http"
	"net/url"
	"strconv"

	"myphoto/internal/photo"
)

//go:embed openapi.yaml
var openAPI []byte

// maxTreeDigits bounds the size of a ledger as it is written in an address:
// anything up to 10^18 records.
const maxTreeDigits = 18

// keys gives the public keys of receipts and checkpoints (RFC 7517 §5).
func (d *door) keys(r *http.Request, _ photo.Application) (answer, error) {
	set, err := d.Desk.Keys(r.Context())
	if err != nil {
		return answer{}, err
	}
	return reply(http.StatusOK, "application/jwk-set+json", set).kept(), nil
}

// checkpoint gives the newest signed checkpoint of the ledger, a signed note.
func (d *door) checkpoint(r *http.Request, _ photo.Application) (answer, error) {
	note, err := d.Desk.Checkpoint(r.Context())
	if err != nil {
		return answer{}, err
	}
	return reply(http.StatusOK, "text/plain; charset=utf-8", note), nil
}

// consistency proves that the ledger of one size grew from that of another
// (RFC 9162 §2.1.4).
func (d *door) consistency(r *http.Request, _ photo.Application) (answer, error) {
	from, to, err := sizes(r)
	if err != nil {
		return answer{}, err
	}
	proof, err := d.Desk.Consistency(r.Context(), from, to)
	if err != nil {
		return answer{}, err
	}
	return reply(http.StatusOK, "application/json", proof), nil
}

// sizes reads from and to: each once, whole numbers, 0 ≤ from ≤ to.
func sizes(r *http.Request) (from, to int64, err error) {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil || len(query) > 2 {
		return 0, 0, faultIn("query", "member")
	}
	from, ok := size(query["from"])
	if !ok {
		return 0, 0, faultIn("from", "number")
	}
	to, ok = size(query["to"])
	if !ok || to < from {
		return 0, 0, faultIn("to", "number")
	}
	return from, to, nil
}

func size(given []string) (int64, bool) {
	if len(given) != 1 || len(given[0]) > maxTreeDigits {
		return 0, false
	}
	n, err := strconv.ParseUint(given[0], 10, 63)
	return int64(n), err == nil
}

// openAPI gives the contract of this door (RFC 9512 for the media type).
func (d *door) openAPI(*http.Request, photo.Application) (answer, error) {
	return reply(http.StatusOK, "application/yaml", openAPI).kept(), nil
}
