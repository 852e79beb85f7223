package journal

import (
	"myphoto/internal/photo"
	"myphoto/internal/seal"
	"myphoto/internal/service/internal/names"
)

// Personal is the sealed part of the event of a retrieval. It may identify people:
// by the case, by the official who makes the request, and by whom it is about.
type Personal struct {
	Case   string `json:"case"`
	Audit  Audit  `json:"audit"`
	Person string `json:"person,omitempty"` // whose files: code of the tax number that outlives look-up keys, hexadecimal
}

// Audit holds the six fields of the interoperability centre, which state on whose
// behalf an application makes a request. The names of the fields are stored in
// sealed events for years and enter the fingerprints of requests, so they never
// change.
type Audit struct {
	TransactionID, TransactionDate, Unit, Protocol, UserID, UserIP string
}

// SealPersonal returns the sealed personal part of the event of a retrieval.
func SealPersonal(key *seal.Generations, id photo.RetrievalID, p Personal) ([]byte, error) {
	return key.SealJSON(p, names.Retrieval(id))
}

// OpenPersonal decrypts the personal part of the event of a retrieval.
func OpenPersonal(key *seal.Generations, id photo.RetrievalID, sealed []byte) (p Personal, err error) {
	err = key.OpenJSON(sealed, names.Retrieval(id), &p)
	return p, err
}
