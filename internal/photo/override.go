package photo

// Reason is why the portrait of somebody need not obey a rule that does.
type Reason string

// The reasons.
const (
	Infant         Reason = "infant"
	Disability     Reason = "disability"
	ReligiousCover Reason = "religious-cover"
	ToldReason     Reason = "told" // another, which the photographer's words tell
)

// Reasons lists the reasons in the order of the form.
func Reasons() []Reason { return []Reason{Infant, Disability, ReligiousCover, ToldReason} }

// ErrUnknownReason refuses a reason that is not one of [Reasons].
var ErrUnknownReason = &Error{Kind: Malformed, Code: "override.unknown", Field: "override_reason"}

// ParseReason reads a reason as the upload form and the API spell it.
func ParseReason(text string) (Reason, error) {
	if r := Reason(text); contains(Reasons(), r) {
		return r, nil
	}
	return "", ErrUnknownReason
}

// Override is one version of the rules that each reason may lift, by the names
// of their checks. Rules about the file and about whose face it is are never
// among them.
type Override struct {
	Version int                          `json:"version"`
	Lifts   map[Reason]map[Item][]string `json:"lifts"`
}

// Overrides gives what the reasons may lift.
func Overrides() Override {
	o, err := read[Override]("override")
	if err != nil {
		return Override{} // lifts nothing
	}
	return o
}

// Allows reports whether the reason may lift the rule that made the finding.
func (o Override) Allows(why Reason, f Finding) bool {
	return f.Severity == Block && contains(o.Lifts[why][f.Item], f.Check)
}

// LiftableBy gives the reasons that may lift at least one of the rules that
// block, in the order of the form; none when a reason would change nothing.
func (v Verdict) LiftableBy() []Reason {
	rules := Overrides()
	var able []Reason
	for _, why := range Reasons() {
		for _, f := range v.Findings {
			if rules.Allows(why, f) {
				able = append(able, why)
				break
			}
		}
	}
	return able
}

// Lift gives the verdict with the rules lifted that the reason may lift: their
// findings warn instead of blocking and say by which reason, so that the
// office and the citizen see it. Everything else still blocks.
func (v Verdict) Lift(why Reason) Verdict {
	rules := Overrides()
	lifted := v
	lifted.Findings = make([]Finding, len(v.Findings))
	for i, f := range v.Findings {
		if rules.Allows(why, f) {
			f.Severity, f.Lifted = Warn, why
		}
		lifted.Findings[i] = f
	}
	lifted.Rules = map[string]int{"override": rules.Version}
	for name, version := range v.Rules {
		lifted.Rules[name] = version
	}
	return lifted
}

// Lifted names the checks whose rules were lifted, each once, in the order in
// which they were found.
func (v Verdict) Lifted() []string {
	var names []string
	for _, f := range v.Findings {
		if f.Lifted != "" && !contains(names, f.Check) {
			names = append(names, f.Check)
		}
	}
	return names
}

// LiftableChecks names the checks that block and that the reason may lift,
// each once, in the order in which they were found.
func (v Verdict) LiftableChecks(why Reason) []string {
	rules := Overrides()
	var names []string
	for _, f := range v.Findings {
		if rules.Allows(why, f) && !contains(names, f.Check) {
			names = append(names, f.Check)
		}
	}
	return names
}

// Unlifted gives the verdict as it was before any rule was lifted, so that
// another reason can be weighed.
func (v Verdict) Unlifted() Verdict {
	bare := v
	bare.Findings = make([]Finding, len(v.Findings))
	for i, f := range v.Findings {
		if f.Lifted != "" {
			f.Severity, f.Lifted = Block, ""
		}
		bare.Findings[i] = f
	}
	return bare
}
