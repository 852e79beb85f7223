package verdict

import (
	"myphoto/internal/lang"
	"myphoto/internal/photo/spec"
)

// Reasons says what keeps pictures from being accepted, and what is advised, each once
// and after the name of its rule.
func Reasons(l lang.Language, v spec.Verdict) (refusals, advice []string) {
	for _, f := range v.Findings {
		r := newReason(l, f)
		switch f.Severity {
		case spec.Block:
			refusals = append(refusals, r.Rule+": "+r.Text)
		case spec.Info:
		case spec.Warn:
			advice = append(advice, r.Rule+": "+r.Text)
		}
	}
	for _, d := range v.Duplicates {
		advice = append(advice, l.Say("studio.repeat."+string(d.Item), map[string]any{"when": l.DateTime(d.At)}))
	}
	return distinct(refusals), distinct(advice)
}
