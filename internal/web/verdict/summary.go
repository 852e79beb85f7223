package verdict

import (
	"slices"

	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

// Summary is what the checks found, in plain words: for people who cannot see
// the pictures, and for all who want to know what their photographer was told.
type Summary struct {
	Pictures  []pictureFacts
	Advice    []string
	Exemption []string // the exemption that was claimed, and the rules it removed
}

// pictureFacts is what was seen in one picture.
type pictureFacts struct {
	Name  string
	Facts []string
}

// NewSummary describes a verdict that was given under an exemption, whose reason
// the photographer told in words; both are empty where none was claimed.
func NewSummary(l lang.Language, v spec.Verdict, exemption spec.Exemption, reason string) Summary {
	s := Summary{Advice: advice(l, v), Exemption: exempted(l, v, exemption, reason)}
	for _, item := range []photo.Item{photo.ItemPhoto, photo.ItemSignature} {
		one := pictureFacts{Name: l.Say("citizen.facts."+string(item), nil)}
		for _, f := range v.ForItem(item) {
			if f.Severity == spec.Info && f.Profile == "" && l.Has(f.Code) {
				one.Facts = append(one.Facts, l.Say(f.Code, f.Args))
			}
		}
		if one.Facts = distinct(one.Facts); len(one.Facts) > 0 {
			s.Pictures = append(s.Pictures, one)
		}
	}
	return s
}

// advice says once for each rule what the photographer was advised, with the
// documents where it does not hold for all. What an exemption removed is not among
// it.
func advice(l lang.Language, v spec.Verdict) []string {
	var order []string
	of := map[string][]photo.ProfileID{}
	for _, f := range v.Findings {
		if f.Severity != spec.Warn || f.Exempted != "" {
			continue
		}
		said := l.Say("citizen.advice."+f.Check, nil)
		if f.Item == photo.ItemSignature && l.Has("citizen.advice.signature."+f.Check) {
			said = l.Say("citizen.advice.signature."+f.Check, nil)
		}
		if _, before := of[said]; !before {
			order = append(order, said)
		}
		of[said] = append(of[said], concerned(v, f)...)
	}
	var list []string
	for _, said := range order {
		if documents := distinct(of[said]); len(documents) < len(v.Profiles) {
			said = l.Say("citizen.fact.only", map[string]any{"fact": said, "documents": DocumentNames(l, documents)})
		}
		list = append(list, said)
	}
	return list
}

// concerned lists the documents that a finding is about, in their usual order.
func concerned(v spec.Verdict, f spec.Finding) []photo.ProfileID {
	if f.Profile != "" {
		return []photo.ProfileID{f.Profile}
	}
	var all []photo.ProfileID
	for _, p := range spec.Profiles() {
		if _, judged := v.Profiles[p.ID]; !judged {
			continue
		}
		if _, needed := p.Demands(f.Item); needed {
			all = append(all, p.ID)
		}
	}
	return all
}

// exempted says which exemption was claimed and what it changed; nothing where
// none was claimed.
func exempted(l lang.Language, v spec.Verdict, exemption spec.Exemption, reason string) []string {
	if exemption == "" {
		return nil
	}
	list := []string{l.Say("citizen.fact.override", map[string]any{"reason": l.Say("override."+string(exemption), nil)})}
	if reason != "" {
		list = append(list, l.Say("citizen.fact.override.words", map[string]any{"words": reason}))
	}
	rules := v.Exempted()
	for _, check := range rules {
		list = append(list, l.Say("citizen.fact.override.rule", map[string]any{
			"rule": RuleName(l, check), "fact": l.Say("citizen.advice."+check, nil),
		}))
	}
	if len(rules) == 0 {
		list = append(list, l.Say("citizen.fact.override.none", nil))
	}
	return list
}

// distinct returns the first of each value, in order.
func distinct[T comparable](list []T) []T {
	var first []T
	for _, one := range list {
		if !slices.Contains(first, one) {
			first = append(first, one)
		}
	}
	return first
}
