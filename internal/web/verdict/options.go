package verdict

import (
	"slices"

	"myphoto/internal/lang"
	"myphoto/internal/photo/spec"
	"myphoto/internal/web/page"
)

// NoExemption is how the form spells that no exemption is claimed.
const NoExemption = "none"

// OptionsView is the part of a form that says how the pictures are judged.
type OptionsView struct {
	Age, Exemption, ExemptionReason string // as chosen: age, exemption, and the words that give its reason
	Ages, Exemptions                []page.Option
	Useful                          bool // an exemption would remove what blocks: they are offered unfolded
	Open                            bool // an exemption was chosen already
}

// NewOptions describes the options for pictures with their last verdict; the
// zero verdict is that of pictures not judged yet. Where an exemption would remove
// what blocks, each one is shown with what it would change.
func NewOptions(l lang.Language, j spec.Options, given spec.Verdict) OptionsView {
	v := OptionsView{
		Age: string(j.Age), Exemption: string(j.Exemption), ExemptionReason: j.ExemptionReason,
		Open: j.Exemption != "" || j.ExemptionReason != "",
	}
	if v.Exemption == "" {
		v.Exemption = NoExemption
	}
	for _, age := range spec.Ages() {
		v.Ages = append(v.Ages, page.Option{Value: string(age), Label: l.Say("studio.age."+string(age), nil)})
	}
	bare := given.WithoutExemption()
	v.Useful = len(bare.ExemptibleBy()) > 0
	v.Exemptions = []page.Option{{Value: NoExemption, Label: l.Say("studio.override.none", nil)}}
	for _, why := range spec.Exemptions() {
		option := page.Option{Value: string(why), Label: l.Say("override."+string(why), nil)}
		if v.Useful {
			option.Hint = effect(l, bare, why)
		}
		v.Exemptions = append(v.Exemptions, option)
	}
	return v
}

// effect says what an exemption would change about a verdict, whose exemptions
// are taken out.
func effect(l lang.Language, bare spec.Verdict, why spec.Exemption) string {
	lifted := bare.ExemptibleChecks(why)
	if len(lifted) == 0 {
		return l.Say("studio.override.nothing", nil)
	}
	told := l.Say("studio.override.would", map[string]any{"rules": RuleNames(l, lifted)})
	var left []string
	for _, f := range bare.Exempt(why).Findings {
		if f.Severity == spec.Block && !slices.Contains(left, f.Check) {
			left = append(left, f.Check)
		}
	}
	if len(left) > 0 {
		told += ". " + l.Say("studio.override.left", map[string]any{"rules": RuleNames(l, left)})
	}
	return told
}
