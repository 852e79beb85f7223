package studio

import (
	"net/url"
	"slices"
	"strings"

	"myphoto/internal/photo/spec"
	"myphoto/internal/web/page"
)

// noReason is how the form spells that no rule is to be lifted.
const noReason = "none"

// judgingView is the part of a form that says how the pictures are judged.
type judgingView struct {
	Years, Lifting, Words string // age, reason and words chosen
	Ages, Reasons         []page.Option
	Helps                 bool // a reason would lift what blocks: they are offered in the open
	Open                  bool // something was chosen already
}

// judgingOn makes that part for pictures that got a verdict, or none yet. It
// tells of every reason what it would change about it.
func judgingOn(l language, j spec.Options, given spec.Verdict) judgingView {
	v := judgingView{
		Years: string(j.Age), Lifting: string(j.Exemption), Words: j.ExemptionReason,
		Open: j.Exemption != "" || j.ExemptionReason != "",
	}
	if v.Lifting == "" {
		v.Lifting = noReason
	}
	for _, age := range spec.Ages() {
		v.Ages = append(v.Ages, page.Option{Value: string(age), Label: l.Say("studio.age."+string(age), nil)})
	}
	bare := given.WithoutExemption()
	v.Helps = len(bare.ExemptibleBy()) > 0
	v.Reasons = []page.Option{{Value: noReason, Label: l.Say("studio.override.none", nil)}}
	for _, why := range spec.Exemptions() {
		option := page.Option{Value: string(why), Label: l.Say("override."+string(why), nil)}
		if v.Helps {
			option.Hint = effect(l, bare, why)
		}
		v.Reasons = append(v.Reasons, option)
	}
	return v
}

// effect tells what a reason would change about a verdict.
func effect(l language, bare spec.Verdict, why spec.Exemption) string {
	lifted := bare.ExemptibleChecks(why)
	if len(lifted) == 0 {
		return l.Say("studio.override.nothing", nil)
	}
	told := l.Say("studio.override.would", map[string]any{"rules": ruleNames(l, lifted)})
	var left []string
	for _, f := range bare.Exempt(why).Findings {
		if f.Severity == spec.Block && !slices.Contains(left, f.Check) {
			left = append(left, f.Check)
		}
	}
	if len(left) > 0 {
		told += ". " + l.Say("studio.override.left", map[string]any{"rules": ruleNames(l, left)})
	}
	return told
}

// judgingOf reads how the pictures are to be judged. A box that was merely
// ticked means a reason told in words alone.
func judgingOf(v url.Values) (spec.Options, error) {
	j := spec.Options{
		Age: spec.Age(v.Get("age")), Exemption: spec.Exemption(v.Get("override")),
		ExemptionReason: strings.Join(strings.Fields(v.Get("override_reason")), " "), // a field of several lines, a text of one
	}
	switch {
	case j.Exemption == noReason:
		j.Exemption = ""
	case ticked(v, "override"):
		j.Exemption = spec.ToldReason
	}
	var err error
	j.Crops, err = cropsOf(v)
	return j, err
}
