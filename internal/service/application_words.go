package service

import (
	"context"
	"time"

	"myphoto/internal/photo"
)

// Audit holds the six fields of the interoperability centre: on whose behalf
// an application asks.
type Audit struct {
	TransactionID, TransactionDate, Unit, Protocol, UserID, UserIP string
}

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
	Width, Height int
	Bytes         int64
	SHA256        string // hexadecimal
}

// RetrievalReply is what the application receives before the bytes.
type RetrievalReply struct {
	ID      photo.RetrievalID
	Grant   photo.GrantID
	Items   []RetrievedItem
	Receipt string // compact JWS
	Checks  []byte // JSON of photo.Checks; nil when the upload was not judged for the application's document

	RetrievedAt, UploadedAt, AssociatedAt, ExpiresAt time.Time
}

// RetrievedBytes is one file on its way out. Sent must be called once the
// whole body was written: only then does the item count as fetched, so that
// its one-time grant is not given back. Broken must be called when it was not:
// then nothing is on its way any more. They are nil where that is not asked. Back
// may be called, once, when nobody will look at Bytes again; its memory then
// serves the next picture.
type RetrievedBytes struct {
	MediaType string
	Bytes     []byte
	SHA256    [32]byte
	Sent      func(ctx context.Context) error
	Broken    func(ctx context.Context) error
	Back      func()
}
