package photo

// ProfileID names a document a client may need, as the upload form and the API
// spell it.
type ProfileID string

// The documents with a profile.
const (
	DrivingLicence ProfileID = "driving-licence"
	IdentityCard   ProfileID = "identity-card"
	Passport       ProfileID = "passport"
	AcademicID     ProfileID = "academic-id"
	TachographCard ProfileID = "tachograph-card"
)

// Item is one of the two pictures of an upload.
type Item string

// The pictures.
const (
	ItemPhoto     Item = "photo"     // the face
	ItemSignature Item = "signature" // the handwritten signature
)

// Phrase is the key of a sentence in lang, where it stands as a value inside
// another sentence (the name of a document, for example).
type Phrase string

// SentenceKey is the key by which lang says the value.
func (p Phrase) SentenceKey() string { return string(p) }
