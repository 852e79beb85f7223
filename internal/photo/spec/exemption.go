package spec

import (
	"slices"

	"myphoto/internal/photo"
)

// Exemption is the reason for which a portrait need not obey certain rules.
type Exemption string

// The exemptions.
const (
	Infant         Exemption = "infant"
	Disability     Exemption = "disability"
	ReligiousCover Exemption = "religious-cover"
	ToldReason     Exemption = "told" // another, explained in the photographer's words
)

// Exemptions lists the exemptions in the order of the form.
func Exemptions() []Exemption { return []Exemption{Infant, Disability, ReligiousCover, ToldReason} }

// ErrUnknownExemption refuses an exemption that is not one of [Exemptions].
var ErrUnknownExemption = &photo.Error{Kind: photo.Malformed, Code: "override.unknown", Field: "override_reason"}

// ParseExemption reads an exemption as the upload form and the API spell it.
// The error is [ErrUnknownExemption].
func ParseExemption(text string) (Exemption, error) {
	if r := Exemption(text); slices.Contains(Exemptions(), r) {
		return r, nil
	}
	return "", ErrUnknownExemption
}

// Exemptible is one version of the rules that each exemption may lift, by the
// names of their checks. Rules about the file, and about the identity of the
// face, are never among them.
type Exemptible struct {
	Version int                                   `json:"version"`
	Lifts   map[Exemption]map[photo.Item][]string `json:"lifts"`
}

// Exemptibles returns the rules that the exemptions may lift.
func Exemptibles() Exemptible {
	o, err := read[Exemptible]("override")
	if err != nil {
		return Exemptible{} // lifts nothing
	}
	return o
}

// Allows reports whether the exemption may lift the rule that made the finding.
func (o Exemptible) Allows(why Exemption, f Finding) bool {
	return f.Severity == Block && slices.Contains(o.Lifts[why][f.Item], f.Check)
}

// ExemptibleBy returns the exemptions that may lift at least one of the
// blocking rules, in the order of the form; none when no exemption would change
// anything.
func (v Verdict) ExemptibleBy() []Exemption {
	rules := Exemptibles()
	var found []Exemption
	for _, why := range Exemptions() {
		for _, f := range v.Findings {
			if rules.Allows(why, f) {
				found = append(found, why)
				break
			}
		}
	}
	return found
}

// Exempt returns the verdict with the rules lifted that the exemption may lift.
// Their findings warn instead of blocking and name the exemption, so that the
// office and the citizen see it. Everything else still blocks.
func (v Verdict) Exempt(why Exemption) Verdict {
	rules := Exemptibles()
	lifted := v
	lifted.Findings = make([]Finding, len(v.Findings))
	for i, f := range v.Findings {
		if rules.Allows(why, f) {
			f.Severity, f.Exempted = Warn, why
		}
		lifted.Findings[i] = f
	}
	lifted.Rules = map[string]int{"override": rules.Version}
	for name, version := range v.Rules {
		lifted.Rules[name] = version
	}
	return lifted
}

// Exempted returns the names of the checks whose rules were lifted, each once,
// in the order of the findings.
func (v Verdict) Exempted() []string {
	var names []string
	for _, f := range v.Findings {
		if f.Exempted != "" && !slices.Contains(names, f.Check) {
			names = append(names, f.Check)
		}
	}
	return names
}

// ExemptibleChecks returns the names of the blocking checks that the exemption
// may lift, each once, in the order of the findings.
func (v Verdict) ExemptibleChecks(why Exemption) []string {
	rules := Exemptibles()
	var names []string
	for _, f := range v.Findings {
		if rules.Allows(why, f) && !slices.Contains(names, f.Check) {
			names = append(names, f.Check)
		}
	}
	return names
}

// WithoutExemption returns the verdict as it was before any rule was lifted, so
// that another exemption can be considered.
func (v Verdict) WithoutExemption() Verdict {
	bare := v
	bare.Findings = make([]Finding, len(v.Findings))
	for i, f := range v.Findings {
		if f.Exempted != "" {
			f.Severity, f.Exempted = Block, ""
		}
		bare.Findings[i] = f
	}
	return bare
}
