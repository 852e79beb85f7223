package photo

import "time"

// LocalizedText is a text of a public body in both languages.
type LocalizedText struct{ El, En string }

// Purpose is one approved purpose of an application.
type Purpose struct {
	ID   string
	Name LocalizedText
}

// Registration is what the register holds about an application of a public
// body, in the words of that body.
type Registration struct {
	ID                ApplicationID
	Body              BodyID
	BodyName          LocalizedText
	Name              LocalizedText
	LegalBasis        LocalizedText
	Refusal           LocalizedText // what happens when the citizen does not authorise
	Items             []Item
	Purposes          []Purpose
	Profile           ProfileID // the document for which it needs pictures
	SignatureApproved bool      // may receive the signature
	SuspendedAt       time.Time // zero while it is not suspended
}

// PurposeName returns the name of a purpose of the application, empty when the
// application does not have that purpose.
func (r Registration) PurposeName(id string) LocalizedText {
	for _, p := range r.Purposes {
		if p.ID == id {
			return p.Name
		}
	}
	return LocalizedText{}
}
