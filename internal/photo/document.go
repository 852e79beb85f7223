package photo

// ProfileID names a document for which a client may need pictures, as the upload
// form and the API spell it.
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

// Phrase is the key of a text in package lang that is a value inside another
// sentence, such as the name of a document.
type Phrase string

// SentenceKey returns the key by which package lang finds the text.
func (p Phrase) SentenceKey() string { return string(p) }
