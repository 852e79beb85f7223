package photo

// Checks is the verdict for one document as its applications are told it: what
// was advised and what was lifted with a reason, measured against which
// version of the document's demands. It holds no words of the photographer's.
type Checks struct {
	Profile  ProfileID `json:"profile"`
	Version  int       `json:"version"` // of the profile
	Age      Age       `json:"age"`
	Override Reason    `json:"override,omitempty"` // why rules were lifted; empty when none was
	Findings []Told    `json:"findings"`
}

// Told is one finding that an official should know of.
type Told struct {
	Item     Item     `json:"item"`
	Check    string   `json:"check"`
	Severity Severity `json:"severity"`
	Value    string   `json:"value,omitempty"` // as measured
	Limit    string   `json:"limit,omitempty"` // as demanded
	Lifted   bool     `json:"lifted,omitempty"`
}

// Checks gives what the applications of a document are told of the verdict.
func (v Verdict) Checks(id ProfileID) Checks {
	told := Checks{Profile: id, Version: v.Profiles[id], Age: v.Age, Findings: []Told{}}
	for _, f := range v.ForProfile(id) {
		if f.Severity == Info {
			continue
		}
		if f.Lifted != "" {
			told.Override = f.Lifted
		}
		told.Findings = append(told.Findings, Told{f.Item, f.Check, f.Severity, f.Value, f.Limit, f.Lifted != ""})
	}
	return told
}
