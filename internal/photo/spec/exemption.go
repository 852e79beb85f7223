package spec

import (
	"slices"

	"myphoto/internal/photo"
)

// Exemption is why the portrait of somebody need not obey a rule that does.
type Exemption string

// The reasons.
const (
	Infant         Exemption = "infant"
	Disability     Exemption = "disability"
	ReligiousCover Exemption = "religious-cover"
	ToldReason     Exemption = "told" // another, which the photographer's words tell
)

// Exemptions lists the reasons in the order of the form.
func Exemptions() []Exemption { return []Exemption{Infant, Disability, ReligiousCover, ToldReason} }

// ErrUnknownExemption refuses a reason that is not one of [Exemptions].
var ErrUnknownExemption = &photo.Error{Kind: photo.Malformed, Code: "override.unknown", Field: "override_reason"}

// ParseExemption reads a reason as the upload form and the API spell it.
func ParseExemption(text string) (Exemption, error) {
	if r := Exemption(text); slices.Contains(Exemptions(), r) {
		return r, nil
	}
	return "", ErrUnknownExemption
}

// Exemptible is one version of the rules that each reason may lift, by the names
// of their checks. Rules about the file and about whose face it is are never
// among them.
type Exemptible struct {
	Version int                                   `json:"version"`
	Lifts   map[Exemption]map[photo.Item][]string `json:"lifts"`
}

// Exemptibles gives what the reasons may lift.
func Exemptibles() Exemptible {
	o, err := read[Exemptible]("override")
	if err != nil {
		return Exemptible{} // lifts nothing
	}
	return o
}

// Allows reports whether the reason may lift the rule that made the finding.
func (o Exemptible) Allows(why Exemption, f Finding) bool {
	return f.Severity == Block && slices.Contains(o.Lifts[why][f.Item], f.Check)
}

// ExemptibleBy gives the reasons that may lift at least one of the rules that
// block, in the order of the form; none when a reason would change nothing.
func (v Verdict) ExemptibleBy() []Exemption {
	rules := Exemptibles()
	var able []Exemption
	for _, why := range Exemptions() {
		for _, f := range v.Findings {
			if rules.Allows(why, f) {
				able = append(able, why)
				break
			}
		}
	}
	return able
}

// Exempt gives the verdict with the rules lifted that the reason may lift: their
// findings warn instead of blocking and say by which reason, so that the
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

// Exempted names the checks whose rules were lifted, each once, in the order in
// which they were found.
func (v Verdict) Exempted() []string {
	var names []string
	for _, f := range v.Findings {
		if f.Exempted != "" && !slices.Contains(names, f.Check) {
			names = append(names, f.Check)
		}
	}
	return names
}

// ExemptibleChecks names the checks that block and that the reason may lift,
// each once, in the order in which they were found.
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

// WithoutExemption gives the verdict as it was before any rule was lifted, so that
// another reason can be weighed.
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
