package photo

import (
	"crypto/rand"
	"strings"
)

// Every record carries a random identifier of 130 bits with a short prefix
// that tells its kind. The types differ so that mixing them does not compile.
type (
	// SubjectID names a person: "sub_…".
	SubjectID string
	// StudioID names a photographer's business: "stu_…".
	StudioID string
	// UploadID names an upload: "upl_…".
	UploadID string
	// FileID names a sealed file: "fil_…".
	FileID string
	// AssociationID names an association: "asc_…".
	AssociationID string
	// GrantID names a grant: "grn_…".
	GrantID string
	// RetrievalID names a retrieval: "ret_…".
	RetrievalID string
	// ApplicationID names an application of a body, named by people: "driving-licences".
	ApplicationID string
	// BodyID names a public body, named by people.
	BodyID string
)

func newID(prefix string) string {
	return prefix + strings.ToLower(rand.Text())
}

// NewSubjectID makes a random subject id.
func NewSubjectID() SubjectID { return SubjectID(newID("sub_")) }

// NewStudioID makes a random studio id.
func NewStudioID() StudioID { return StudioID(newID("stu_")) }

// NewUploadID makes a random upload id.
func NewUploadID() UploadID { return UploadID(newID("upl_")) }

// NewFileID makes a random file id.
func NewFileID() FileID { return FileID(newID("fil_")) }

// NewAssociationID makes a random association id.
func NewAssociationID() AssociationID { return AssociationID(newID("asc_")) }

// NewGrantID makes a random grant id.
func NewGrantID() GrantID { return GrantID(newID("grn_")) }

// NewRetrievalID makes a random retrieval id.
func NewRetrievalID() RetrievalID { return RetrievalID(newID("ret_")) }

// NewID makes a random identifier for a record that has no type of its own,
// such as an event ("evt_") or an outgoing message ("msg_").
func NewID(prefix string) string { return newID(prefix) }
