package spec

import (
	"strings"

	"myphoto/internal/photo"
)

// Options is how a studio wants its pictures to be judged.
type Options struct {
	Age             Age       `json:"age,omitempty"`             // of the client
	Exemption       Exemption `json:"override,omitempty"`        // why rules of the portrait are lifted; empty: none is
	ExemptionReason string    `json:"override_reason,omitempty"` // in the photographer's words

	// Crops are the frames chosen by hand, for the documents that have one.
	Crops map[photo.ProfileID]Crop `json:"crops,omitempty"`
}

// ErrExemptionReason refuses an exemption without an explanation.
var ErrExemptionReason = &photo.Error{Kind: photo.Invalid, Code: "override.reason", Field: "override_reason"}

// maxExemptionReason is the longest explanation, in characters.
const maxExemptionReason = 200

// Faults returns everything that is wrong with the options.
func (o Options) Faults() []*photo.Error {
	var faults []*photo.Error
	if fault := photo.CheckText(o.ExemptionReason, maxExemptionReason); fault != nil {
		faults = append(faults, fault.OnField("override_reason"))
	}
	if _, fault := ParseAge(string(o.Age)); fault != nil {
		faults = append(faults, ErrUnknownAge)
	}
	if o.Exemption == "" {
		return faults
	}
	if _, fault := ParseExemption(string(o.Exemption)); fault != nil {
		faults = append(faults, ErrUnknownExemption)
	}
	if strings.TrimSpace(o.ExemptionReason) == "" {
		faults = append(faults, ErrExemptionReason)
	}
	return faults
}

// After returns the options for pictures that replace earlier ones: without an
// age and an exemption of its own, it takes those of the earlier pictures.
func (o Options) After(earlier Options) Options {
	if o.Age == "" && o.Exemption == "" && o.ExemptionReason == "" {
		o.Age, o.Exemption, o.ExemptionReason = earlier.Age, earlier.Exemption, earlier.ExemptionReason
	}
	return o
}
