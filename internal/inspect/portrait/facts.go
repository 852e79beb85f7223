package portrait

import (
	"math"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

// Facts describes the picture in words, for people who cannot see it and for
// anybody who wants to know why it passed. The facts hold for every document
// and are judged by the limits common to all; good and bad alike are Info. They
// never mention sex, age, origin or mood. Of a picture that must be turned first there
// are no more: nothing else is judged of it.
func Facts(m Measures) []spec.Finding {
	if !m.Found {
		return []spec.Finding{fact("faces", "fact.face.none")}
	}
	limits, facts := spec.PortraitLimits(), []spec.Finding{countFact(m)}
	beyond := func(check string, value float64) bool {
		severity, _, _ := limits[check].Judge(value)
		return severity != spec.Info
	}
	if beyond("turned", math.Abs(m.Roll)) {
		return append(facts, fact("turned", "fact.turned"))
	}
	if beyond("roll", math.Abs(m.Roll)) {
		facts = append(facts, tiltFact(m))
	} else {
		facts = append(facts, fact("turned", "fact.upright"))
	}
	for _, one := range []struct {
		check     string
		value     float64
		good, bad string
	}{
		{"yaw", math.Abs(m.Yaw), "fact.forward", "fact.sideways"},
		{"eyes", m.EyeNarrow, "fact.eyes-open", "fact.eyes-shut"},
		{"mouth", m.Mouth, "fact.mouth-shut", "fact.mouth-open"},
		{"sharpness", m.Sharpness, "fact.sharp", "fact.blurred"},
		{"exposure", m.Exposure, "fact.lit", "fact.badly-lit"},
		{"background-light", m.BackgroundLight, "fact.background-light", "fact.background-dark"},
		{"background", m.Background, "fact.background-even", "fact.background-uneven"},
		{"grey", m.Grey, "fact.colour", "fact.grey"},
	} {
		code := one.good
		if beyond(one.check, one.value) {
			code = one.bad
		}
		if one.check == "eyes" && beyond("eyes-seen", m.EyesSeen) {
			code = "fact.eyes-hidden" // lids that cannot be seen are neither open nor shut
		}
		facts = append(facts, fact(one.check, code))
	}
	return facts
}

// tiltFact reports that the picture is upright and the head in it is not.
func tiltFact(m Measures) spec.Finding {
	f := fact("turned", "fact.tilted")
	f.Args = map[string]any{"have": int(math.Round(math.Abs(m.Roll)))}
	return f
}

func countFact(m Measures) spec.Finding {
	f := fact("faces", "fact.faces")
	f.Args = map[string]any{"n": max(1, m.Faces)}
	return f
}

func fact(check, code string) spec.Finding {
	return spec.Finding{Check: check, Item: photo.ItemPhoto, Severity: spec.Info, Code: code}
}
