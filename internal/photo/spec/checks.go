package spec

import "myphoto/internal/photo"

// Checks is the verdict for one document as its applications receive it: what
// was advised and what was lifted by an exemption, and the version of the
// document's demands. It contains no words of the photographer.
type Checks struct {
	Profile   photo.ProfileID `json:"profile"`
	Version   int             `json:"version"` // of the profile
	Age       Age             `json:"age"`
	Exemption Exemption       `json:"override,omitempty"` // why rules were lifted; empty: none was
	Findings  []Disclosed     `json:"findings"`
}

// Disclosed is one finding that an official should know.
type Disclosed struct {
	Item     photo.Item `json:"item"`
	Check    string     `json:"check"`
	Severity Severity   `json:"severity"`
	Value    string     `json:"value,omitempty"` // as measured
	Limit    string     `json:"limit,omitempty"` // as demanded
	Exempted bool       `json:"lifted,omitempty"`
}

// Checks returns the part of the verdict that the applications of a document
// receive.
func (v Verdict) Checks(id photo.ProfileID) Checks {
	checks := Checks{Profile: id, Version: v.Profiles[id], Age: v.Age, Findings: []Disclosed{}}
	for _, f := range v.ForProfile(id) {
		if f.Severity == Info {
			continue
		}
		if f.Exempted != "" {
			checks.Exemption = f.Exempted
		}
		checks.Findings = append(checks.Findings, Disclosed{f.Item, f.Check, f.Severity, f.Value, f.Limit, f.Exempted != ""})
	}
	return checks
}
