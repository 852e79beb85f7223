package citizen

import (
	"slices"

	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/service"
)

// told is what the checks found, in plain words: for people who cannot see the
// pictures, and for all who want to know what their photographer was told.
type told struct {
	Pictures []saw
	Advice   []string
	Lifted   []string // by which declared reason rules were lifted, and which
}

// saw is what was seen in one picture.
type saw struct {
	Name  string
	Facts []string
}

func tell(l lang.Language, c service.Claim) told {
	t := told{Advice: advice(l, c.Verdict), Lifted: lifted(l, c)}
	for _, item := range []photo.Item{photo.ItemPhoto, photo.ItemSignature} {
		one := saw{Name: l.Say("citizen.facts."+string(item), nil)}
		for _, f := range c.Verdict.ForItem(item) {
			if f.Severity == spec.Info && f.Profile == "" && l.Has(f.Code) {
				one.Facts = append(one.Facts, l.Say(f.Code, f.Args))
			}
		}
		if one.Facts = once(one.Facts); len(one.Facts) > 0 {
			t.Pictures = append(t.Pictures, one)
		}
	}
	return t
}

// advice tells once for each rule what the photographer was advised, with the
// documents where it does not hold for all. What was lifted is told apart.
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
		if documents := once(of[said]); len(documents) < len(v.Profiles) {
			said = l.Say("citizen.fact.only", map[string]any{"fact": said, "documents": papers(l, documents)})
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

// lifted tells what the photographer declared and what came of it; nothing
// when there was nothing to declare.
func lifted(l lang.Language, c service.Claim) []string {
	if c.Override == "" {
		return nil
	}
	list := []string{l.Say("citizen.fact.override", map[string]any{"reason": l.Say("override."+string(c.Override), nil)})}
	if c.OverrideReason != "" {
		list = append(list, l.Say("citizen.fact.override.words", map[string]any{"words": c.OverrideReason}))
	}
	rules := c.Verdict.Exempted()
	for _, check := range rules {
		list = append(list, l.Say("citizen.fact.override.rule", map[string]any{
			"rule": l.Say("studio.check."+check, nil), "fact": l.Say("citizen.advice."+check, nil),
		}))
	}
	if len(rules) == 0 {
		list = append(list, l.Say("citizen.fact.override.none", nil))
	}
	return list
}

// once drops what was said before.
func once[T comparable](list []T) []T {
	var first []T
	for _, one := range list {
		if !slices.Contains(first, one) {
			first = append(first, one)
		}
	}
	return first
}
