package journal

import (
	"myphoto/internal/photo"
	"myphoto/internal/seal"
	"myphoto/internal/service/internal/names"
)

// Personal is the part of a retrieval's event that is sealed. It may name people:
// the case they are in, and the official who asks.
type Personal struct {
	Case  string `json:"case"`
	Audit Audit  `json:"audit"`
}

// Audit holds the six fields of the interoperability centre: on whose behalf an
// application asks. The names of the fields are kept in sealed events for years
// and in the fingerprints of requests: they never change.
type Audit struct {
	TransactionID, TransactionDate, Unit, Protocol, UserID, UserIP string
}

// SealPersonal seals the personal part of a retrieval's event.
func SealPersonal(key seal.Key, id photo.RetrievalID, p Personal) ([]byte, error) {
	return key.SealJSON(p, names.Retrieval(id))
}

// OpenPersonal opens the personal part of a retrieval's event.
func OpenPersonal(key seal.Key, id photo.RetrievalID, sealed []byte) (p Personal, err error) {
	err = key.OpenJSON(sealed, names.Retrieval(id), &p)
	return p, err
}
