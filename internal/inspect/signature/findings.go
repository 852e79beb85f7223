package signature

import (
	"math"
	"slices"
	"strconv"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

// rule compares one measure with its limit. The codes are keys of lang, for a
// value that is too low and one that is too high.
type rule struct {
	check     string
	value     float64
	limit     spec.Limit
	low, high string
}

// rules lists the rules in the order in which people read their findings. A
// check makes one finding: of its most severe broken rules the first.
func (m Measures) rules(l spec.SignatureProfile) []rule {
	return []rule{
		{check: "signature.ink", value: m.Share, limit: l.Share, low: "signature.little", high: "signature.much"},
		{check: "signature.ink", value: m.Density, limit: l.Density, low: "signature.scattered"},
		{check: "signature.ink", value: m.Darkness, limit: l.Darkness, low: "signature.faint"},
		{check: "signature.size", value: m.Extent, limit: l.Extent, low: "signature.tiny"},
		{check: "signature.size", value: m.BoxWidth, limit: l.BoxWidth, low: "signature.small"},
		{check: "signature.edge", value: m.Border, limit: l.Border, high: "signature.cut"},
		{check: "signature.edge", value: m.Margin, limit: l.Margin, low: "signature.margin"},
		{check: "signature.blot", value: m.Blot, limit: l.Blot, high: "signature.blot"},
		{check: "signature.sharp", value: m.Edge, limit: l.Edge, low: "signature.blurred"},
		{check: "signature.paper", value: m.PaperLuma, limit: l.PaperLuma, low: "signature.dark"},
		{check: "signature.paper", value: m.PaperChroma, limit: l.PaperChroma, high: "signature.coloured"},
		{check: "signature.paper", value: m.PaperNoise, limit: l.PaperNoise, high: "signature.grain"},
		{check: "signature.lines", value: m.LineDark, limit: l.LineDark, high: "signature.ruled"},
		{check: "signature.lines", value: m.Lines, limit: l.Lines, high: "signature.lines"},
		{check: "signature.clean", value: m.Specks, limit: l.Specks, high: "signature.specks"},
		{check: "signature.clean", value: m.Parts, limit: l.Parts, high: "signature.parts"},
		{check: "signature.colour", value: m.OffBlue, limit: l.OffBlue, high: "signature.colour"},
	}
}

// Findings judges the measures. It returns what is wrong, then what is good, in
// words for the citizen (severity Info). The findings hold for every document
// that needs a signature, so their Profile is empty. The arguments have and
// limit are percentages where the measure is a share.
func (m Measures) Findings(limits spec.SignatureProfile) []spec.Finding {
	if other := m.notASignature(limits); other != nil {
		return []spec.Finding{*other}
	}
	var found []spec.Finding
	index := map[string]int{} // indexes into found, by check
	for _, r := range m.rules(limits) {
		f := r.judge()
		if f == nil {
			continue
		}
		at, known := index[r.check]
		switch {
		case !known:
			index[r.check] = len(found)
			found = append(found, *f)
		case f.Severity > found[at].Severity:
			found[at] = *f
		}
	}
	return append(found, m.facts(found)...)
}

// notASignature returns a finding when the picture shows something else than a
// signature; every other rule would only add noise.
func (m Measures) notASignature(l spec.SignatureProfile) *spec.Finding {
	if m.darkGround(l) {
		return &spec.Finding{
			Check: "signature.paper", Item: photo.ItemSignature, Severity: spec.Block, Code: "signature.inverted",
			Args: map[string]any{"have": percent(m.Ground / 255)}, Value: number(m.Ground),
		}
	}
	if m.turned() {
		return &spec.Finding{Check: "turned", Item: photo.ItemSignature, Severity: spec.Block, Code: "signature.turned"}
	}
	shaded := rule{check: "signature.ink", value: m.Halftone, limit: l.Halftone, high: "signature.photo"}
	if photograph := shaded.judge(); photograph != nil {
		return photograph
	}
	ink := rule{check: "signature.ink", value: m.Share, limit: l.Share, low: "signature.empty"}
	if empty := ink.judge(); empty != nil && empty.Severity == spec.Block && empty.Code == ink.low {
		return empty
	}
	return nil
}

// turned reports whether the signature lies on its side: it is taller than wide,
// as is the picture.
func (m Measures) turned() bool {
	const tall = 1.6
	return m.Height > m.Width && float64(m.Box.Dy()) > tall*float64(m.Box.Dx())
}

// judge returns what is wrong; nil when nothing is.
func (r rule) judge() *spec.Finding {
	severity, low, demanded := r.limit.Judge(r.value)
	if severity == spec.Info {
		return nil
	}
	code := r.high
	if low {
		code = r.low
	}
	return &spec.Finding{
		Check: r.check, Item: photo.ItemSignature, Severity: severity, Code: code,
		Args:  map[string]any{"have": percent(r.value), "limit": percent(demanded)},
		Value: number(r.value), Limit: number(demanded),
	}
}

// facts returns what is good, of the checks that found nothing wrong.
func (m Measures) facts(wrong []spec.Finding) []spec.Finding {
	ink := "signature.black"
	if m.InkTint >= minInkTint {
		ink = "signature.blue"
	}
	var facts []spec.Finding
	for _, fact := range [][2]string{
		{"signature.edge", "signature.whole"},
		{"signature.sharp", "signature.clear"},
		{"signature.colour", ink},
		{"signature.lines", "signature.plain"},
	} {
		if !slices.ContainsFunc(wrong, func(f spec.Finding) bool { return f.Check == fact[0] }) {
			facts = append(facts, spec.Finding{Check: fact[0], Item: photo.ItemSignature, Severity: spec.Info, Code: fact[1]})
		}
	}
	return facts
}

// percent returns a share in per cent, to one decimal.
func percent(share float64) float64 { return math.Round(share*1000) / 10 }

func number(v float64) string {
	return strconv.FormatFloat(math.Round(v*1e4)/1e4, 'f', -1, 64)
}
