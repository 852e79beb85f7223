package photo

import "time"

// LocalizedText is a text in both languages, as a body gave it.
type LocalizedText struct{ El, En string }

// Purpose is one approved purpose of an application.
type Purpose struct {
	ID   string
	Name LocalizedText
}

// Registration is what is registered of an application of a public body, in the
// words of the body.
type Registration struct {
	ID                ApplicationID
	Body              BodyID
	BodyName          LocalizedText
	Name              LocalizedText
	LegalBasis        LocalizedText
	Refusal           LocalizedText // what happens if the citizen does not authorise
	Items             []Item
	Purposes          []Purpose
	Profile           ProfileID // the document its pictures are for
	SignatureApproved bool      // may receive the signature
	SuspendedAt       time.Time
}

// PurposeName returns the name of one of its purposes; empty for any other.
func (r Registration) PurposeName(id string) LocalizedText {
	for _, p := range r.Purposes {
		if p.ID == id {
			return p.Name
		}
	}
	return LocalizedText{}
}
