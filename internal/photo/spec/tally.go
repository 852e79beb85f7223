package spec

import (
	"slices"

	"myphoto/internal/photo"
)

// Outcome is the result of a rule for one judged picture.
type Outcome string

// The outcomes. A verdict itself is counted as Judged; what a rule accepted is
// not counted, it is the remainder.
const (
	Judged   Outcome = "judged"
	Blocked  Outcome = "blocked" // the rule blocked
	Warned   Outcome = "warned"
	Exempted Outcome = "lifted" // the rule would have blocked and was lifted by an exemption
)

// Tally is one count in the statistics of the rules, by document, version and
// rule. It knows neither picture nor person.
type Tally struct {
	Profile photo.ProfileID
	Version int
	Rule    string // name of the check; empty for the verdict as a whole
	Outcome Outcome
}

// TallyCount is how often a tally was made.
type TallyCount struct {
	Tally
	N int
}

// Tallies returns the tallies that a verdict adds: for every document one that
// it was judged, one that it was refused or that rules were lifted for it, if
// so, and for every rule its most severe outcome. A document of which a picture is
// missing adds none: it is not judged yet.
func (v Verdict) Tallies() []Tally {
	var marks []Tally
	for id, version := range v.Profiles {
		if len(v.Unseen(id)) > 0 {
			continue
		}
		marks = append(marks, Tally{id, version, "", Judged})
		if !v.Suits(id) {
			marks = append(marks, Tally{id, version, "", Blocked})
		}
		worst, lifted := map[string]Outcome{}, false
		for _, f := range v.ForProfile(id) {
			lifted = lifted || f.Exempted != ""
			if is := f.outcome(); is.graver(worst[f.Check]) {
				worst[f.Check] = is
			}
		}
		if lifted {
			marks = append(marks, Tally{id, version, "", Exempted})
		}
		for rule, outcome := range worst {
			marks = append(marks, Tally{id, version, rule, outcome})
		}
	}
	return marks
}

// outcome returns how a finding is counted; empty when it only informs.
func (f Finding) outcome() Outcome {
	switch {
	case f.Severity == Block:
		return Blocked
	case f.Exempted != "":
		return Exempted
	case f.Severity == Warn:
		return Warned
	default:
		return ""
	}
}

// graver reports whether an outcome outweighs another of the same rule.
func (o Outcome) graver(than Outcome) bool {
	order := []Outcome{"", Warned, Exempted, Blocked}
	return slices.Index(order, o) > slices.Index(order, than)
}
