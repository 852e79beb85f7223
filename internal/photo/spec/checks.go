package spec

import "myphoto/internal/photo"

// Checks is the verdict for one document as its applications are told it: what
// was advised and what was lifted with a reason, measured against which
// version of the document's demands. It holds no words of the photographer's.
type Checks struct {
	Profile   photo.ProfileID `json:"profile"`
	Version   int             `json:"version"` // of the profile
	Age       Age             `json:"age"`
	Exemption Exemption       `json:"override,omitempty"` // why rules were lifted; empty when none was
	Findings  []Disclosed     `json:"findings"`
}

// Disclosed is one finding that an official should know of.
type Disclosed struct {
	Item     photo.Item `json:"item"`
	Check    string     `json:"check"`
	Severity Severity   `json:"severity"`
	Value    string     `json:"value,omitempty"` // as measured
	Limit    string     `json:"limit,omitempty"` // as demanded
	Exempted bool       `json:"lifted,omitempty"`
}

// Checks gives what the applications of a document are told of the verdict.
func (v Verdict) Checks(id photo.ProfileID) Checks {
	told := Checks{Profile: id, Version: v.Profiles[id], Age: v.Age, Findings: []Disclosed{}}
	for _, f := range v.ForProfile(id) {
		if f.Severity == Info {
			continue
		}
		if f.Exempted != "" {
			told.Exemption = f.Exempted
		}
		told.Findings = append(told.Findings, Disclosed{f.Item, f.Check, f.Severity, f.Value, f.Limit, f.Exempted != ""})
	}
	return told
}
