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

// rules is what is looked at, in the order people read it. A check speaks
// once: the gravest of its rules that are broken, and the first of those.
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

// Findings judges the measures: what is wrong, then what is good in words for
// the citizen (severity Info). They hold for every document that needs a
// signature, so that their Profile is empty. Args have and limit are per
// cents where the measure is a share.
func (m Measures) Findings(limits spec.SignatureProfile) []spec.Finding {
	if alone := m.notASignature(limits); alone != nil {
		return []spec.Finding{*alone}
	}
	var found []spec.Finding
	spoken := map[string]int{} // places in found
	for _, r := range m.rules(limits) {
		f := r.judge()
		if f == nil {
			continue
		}
		at, again := spoken[r.check]
		switch {
		case !again:
			spoken[r.check] = len(found)
			found = append(found, *f)
		case f.Severity > found[at].Severity:
			found[at] = *f
		}
	}
	return append(found, m.facts(found)...)
}

// notASignature tells what is shown instead of one; beside it, every
// other rule would be noise.
func (m Measures) notASignature(l spec.SignatureProfile) *spec.Finding {
	paper := rule{check: "signature.paper", value: m.PaperLuma, limit: l.PaperLuma, low: "signature.inverted"}
	if inverted := paper.judge(); inverted != nil {
		// Where paper is dark, what is far lighter is the ink.
		if written, _, _ := l.Share.Judge(m.Light); written != spec.Block {
			return inverted
		}
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

// judge gives what is wrong; nil when nothing is.
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

// facts says what is good, of the checks that found nothing wrong.
func (m Measures) facts(wrong []spec.Finding) []spec.Finding {
	ink := "signature.black"
	if m.InkTint >= minInkTint {
		ink = "signature.blue"
	}
	var told []spec.Finding
	for _, fact := range [][2]string{
		{"signature.edge", "signature.whole"},
		{"signature.sharp", "signature.clear"},
		{"signature.colour", ink},
		{"signature.lines", "signature.plain"},
	} {
		if !slices.ContainsFunc(wrong, func(f spec.Finding) bool { return f.Check == fact[0] }) {
			told = append(told, spec.Finding{Check: fact[0], Item: photo.ItemSignature, Severity: spec.Info, Code: fact[1]})
		}
	}
	return told
}

// percent gives a share in per cent, to one decimal.
func percent(share float64) float64 { return math.Round(share*1000) / 10 }

func number(v float64) string {
	return strconv.FormatFloat(math.Round(v*1e4)/1e4, 'f', -1, 64)
}
