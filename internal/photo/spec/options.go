package spec

import (
	"strings"

	"myphoto/internal/photo"
)

// Options is what a studio says about how its pictures are to be judged.
type Options struct {
	Age             Age       `json:"age,omitempty"`             // of the client
	Exemption       Exemption `json:"override,omitempty"`        // why rules of the portrait are lifted; empty: they are not
	ExemptionReason string    `json:"override_reason,omitempty"` // in the photographer's words

	// Crops are the frames chosen by hand, of those documents that have one.
	Crops map[photo.ProfileID]Crop `json:"crops,omitempty"`
}

// ErrExemptionReason refuses a reason without words.
var ErrExemptionReason = &photo.Error{Kind: photo.Invalid, Code: "override.reason", Field: "override_reason"}

// maxOverrideReason is how long the photographer's words may be, in characters.
const maxOverrideReason = 200

// Faults lists everything that is wrong with what was said.
func (j Options) Faults() []*photo.Error {
	var faults []*photo.Error
	if fault := photo.CheckText(j.ExemptionReason, maxOverrideReason); fault != nil {
		faults = append(faults, fault.OnField("override_reason"))
	}
	if _, fault := ParseAge(string(j.Age)); fault != nil {
		faults = append(faults, ErrUnknownAge)
	}
	if j.Exemption == "" {
		return faults
	}
	if _, fault := ParseExemption(string(j.Exemption)); fault != nil {
		faults = append(faults, ErrUnknownExemption)
	}
	if strings.TrimSpace(j.ExemptionReason) == "" {
		faults = append(faults, ErrExemptionReason)
	}
	return faults
}

// After gives how pictures are judged that change earlier ones: about the
// person, what is left unsaid holds as it was said.
func (j Options) After(kept Options) Options {
	if j.Age == "" && j.Exemption == "" && j.ExemptionReason == "" {
		j.Age, j.Exemption, j.ExemptionReason = kept.Age, kept.Exemption, kept.ExemptionReason
	}
	return j
}
