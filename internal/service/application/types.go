package application

import (
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/vault"
)

// Audit holds the six fields of the interoperability centre, which state on whose
// behalf an application makes a request.
type Audit = journal.Audit

// RetrievalRequest is an application's request for a person's files.
type RetrievalRequest struct {
	TaxID          string // nine digits
	AMKA, PAAYPA   string
	Items          []photo.Item
	Purpose        string
	Case           string
	Audit          Audit
	IdempotencyKey string
}

// RetrievedItem describes one file that may now be fetched.
type RetrievedItem struct {
	Item          photo.Item
	MediaType     string
	Width, Height int // pixels of the stored file
	Bytes         int64
	SHA256        string // hexadecimal
}

// RetrievalReply is what the application receives before it fetches the files.
type RetrievalReply struct {
	ID      photo.RetrievalID
	Grant   photo.GrantID
	Items   []RetrievedItem
	Receipt string // compact JWS
	Checks  []byte // JSON of spec.Checks; nil when the upload was not checked for the application's document

	RetrievedAt, UploadedAt, AssociatedAt, ExpiresAt time.Time

	files []vault.ReleasedFile
}

// receipt holds the claims of a receipt: who released what to whom, when, and under
// which grant. It holds no tax number.
type receipt struct {
	Issuer    string            `json:"iss"`
	Audience  string            `json:"aud"`
	IssuedAt  int64             `json:"iat"`
	Retrieval string            `json:"retrieval"`
	Grant     string            `json:"grant"`
	Purpose   string            `json:"purpose"`
	Case      string            `json:"case"`
	Digests   map[string]string `json:"digests"` // item → SHA-256, hexadecimal
}
