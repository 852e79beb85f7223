package photo

import (
	"crypto/rand"
	"strings"
)

// Every record has a random identifier of 130 bits with a short prefix for its
// kind. The types differ so that mixing them up does not compile. Applications
// and bodies are the exception: people choose their identifiers.
type (
	// SubjectID names a person: "sub_…".
	SubjectID string
	// StudioID names a photographer's business: "stu_…".
	StudioID string
	// UploadID names an upload: "upl_…".
	UploadID string
	// BatchID names a batch of a studio: "bat_…".
	BatchID string
	// FileID names a sealed file: "fil_…".
	FileID string
	// AssociationID names an association: "asc_…".
	AssociationID string
	// GrantID names a grant: "grn_…".
	GrantID string
	// TicketID names a ticket: "tkt_…".
	TicketID string
	// RetrievalID names a retrieval: "ret_…".
	RetrievalID string
	// ApplicationID names an application of a body, as people chose it: "driving-licences".
	ApplicationID string
	// BodyID names a public body, as people chose it.
	BodyID string
)

// newID returns the prefix and 26 random characters of base32 in lower case.
func newID(prefix string) string {
	return prefix + strings.ToLower(rand.Text())
}

// NewSubjectID returns a new random subject id.
func NewSubjectID() SubjectID { return SubjectID(newID("sub_")) }

// NewStudioID returns a new random studio id.
func NewStudioID() StudioID { return StudioID(newID("stu_")) }

// NewUploadID returns a new random upload id.
func NewUploadID() UploadID { return UploadID(newID("upl_")) }

// Number returns the short name of an upload: the first random letters of its id,
// enough to tell the uploads of a day apart.
func (id UploadID) Number() string { return string(id[min(4, len(id)):min(10, len(id))]) }

// NewBatchID returns a new random batch id.
func NewBatchID() BatchID { return BatchID(newID("bat_")) }

// NewFileID returns a new random file id.
func NewFileID() FileID { return FileID(newID("fil_")) }

// NewAssociationID returns a new random association id.
func NewAssociationID() AssociationID { return AssociationID(newID("asc_")) }

// NewGrantID returns a new random grant id.
func NewGrantID() GrantID { return GrantID(newID("grn_")) }

// NewTicketID returns a new random ticket id.
func NewTicketID() TicketID { return TicketID(newID("tkt_")) }

// NewRetrievalID returns a new random retrieval id.
func NewRetrievalID() RetrievalID { return RetrievalID(newID("ret_")) }

// NewID returns a new random identifier with the prefix, for a record whose
// identifier has no type, such as an event ("evt_") or an outgoing message
// ("msg_").
func NewID(prefix string) string { return newID(prefix) }
