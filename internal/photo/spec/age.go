package spec

import (
	"maps"
	"slices"

	"myphoto/internal/photo"
)

// Age is the age group of the person in a portrait, as far as the rules for
// portraits differ. The photographer states it; it is never estimated.
type Age string

// The ages.
const (
	Adult   Age = "adult" // ten years or older, as far as the rules differ
	Under10 Age = "under-10"
	Under6  Age = "under-6"
)

// Ages lists the ages in the order of the form.
func Ages() []Age { return []Age{Adult, Under10, Under6} }

// ErrUnknownAge refuses an age that is not one of [Ages].
var ErrUnknownAge = &photo.Error{Kind: photo.Malformed, Code: "age.unknown", Field: "age"}

// ParseAge reads an age as the upload form and the API spell it. An empty text
// means an adult. The error is [ErrUnknownAge].
func ParseAge(text string) (Age, error) {
	if text == "" {
		return Adult, nil
	}
	if age := Age(text); slices.Contains(Ages(), age) {
		return age, nil
	}
	return "", ErrUnknownAge
}

// Variant is one version of the leniency for the portrait of a child. It
// applies to the limits of any document: a measure named in MaxSeverity is
// judged at most that severely.
type Variant struct {
	ID          string              `json:"id"` // child-under-10, child-under-6
	Version     int                 `json:"version"`
	Name        string              `json:"name"` // key in lang
	Age         Age                 `json:"age"`
	MaxSeverity map[string]Severity `json:"at_most"`
	Sources     []string            `json:"sources"`
}

// VariantFor returns the variant of an age; false for an adult, for whom the
// documents' limits are made.
func VariantFor(age Age) (Variant, bool) {
	if age != Under10 && age != Under6 {
		return Variant{}, false
	}
	v, err := read[Variant]("child-" + string(age))
	return v, err == nil && v.Age == age
}

// For returns the profile for a person of an age. Only limits of the face
// become lenient: the demands on the file stay.
func (p Profile) For(age Age) Profile {
	v, forgives := VariantFor(age)
	if !forgives {
		return p
	}
	p.Age, p.Limits, p.Rules = age, maps.Clone(p.Limits), maps.Clone(p.Rules)
	p.Rules[v.ID] = v.Version
	for measure, gravest := range v.MaxSeverity {
		if limit, judged := p.Limits[measure]; judged {
			p.Limits[measure] = limit.CapSeverity(gravest)
		}
	}
	return p
}
