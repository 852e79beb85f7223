package specs

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/web/page"
	"myphoto/internal/web/verdict"
)

// unit is the unit in which the numbers of a measure are published.
type unit struct {
	name  string  // last part of a lang key "studio.unit.…"
	times float64 // the published number is the value times this
}

// units returns the unit of every measure that has a limit, by the name of the
// measure; measures without an entry are plain numbers.
func units() map[string]unit {
	percent, mm, degrees := unit{"percent", 100}, unit{"mm", 1}, unit{"degrees", 1}
	return map[string]unit{
		"head-height": mm, "eye-height": mm, "face-width": mm, "head-cut": percent, "centring": percent,
		"roll": degrees, "yaw": degrees, "pitch": degrees, "turned": degrees, "eye-distance": {"pixels", 1},
		"eyes": percent, "eyes-seen": percent, "eyes-wider": percent, "mouth": percent, "sharpness": {"plain", 100}, "exposure": percent,
		"burnt": percent, "contrast": {"bit", 1}, "side-light": percent, "background": percent, "shadow": percent,
		"second-face": percent, "bytes": {"kilobytes", 0.001}, "megapixels": {"million", 1},
		"ink.share": percent, "ink.density": percent, "ink.darkness": percent, "ink.extent": percent,
		"ink.box_width": percent, "ink.border": {"pixels", 1}, "ink.margin": percent, "ink.blot": percent,
		"ink.edge": percent, "ink.paper_noise": percent, "ink.halftone": percent, "ink.off_blue": degrees,
		"ink.line_dark": percent,
	}
}

// rule is one limit to be published.
type rule struct {
	measure string
	check   string // whose rule it is
	name    string // of the rule, in words
	limit   spec.Limit
	item    photo.Item
}

// limitTable puts limits into words: what is measured, what is advised against,
// what is not accepted, and by which exemptions it is accepted after all.
func limitTable(l lang.Language, caption string, all []rule) page.Table {
	table := page.Table{Caption: caption, HeaderColumn: 1}
	for _, head := range []string{"rule", "measure", "warn", "block", "lift"} {
		table.Heads = append(table.Heads, l.Say("studio.specs."+head, nil))
	}
	for _, one := range all {
		u, known := units()[one.measure]
		if !known {
			u = unit{"plain", 1}
		}
		table.Rows = append(table.Rows, []page.Cell{
			{Text: one.name},
			{Text: l.Say("studio.measure."+one.measure, nil)},
			{Text: bounds(l, u, one.limit.WarnBelow, one.limit.WarnAbove)},
			{Text: bounds(l, u, one.limit.BlockBelow, one.limit.BlockAbove)},
			{Text: exemptions(l, one)},
		})
	}
	return table
}

// bounds says what lies outside two limits, either of which may be absent.
func bounds(l lang.Language, u unit, low, high *float64) string {
	value := func(v *float64) string {
		return l.Say("studio.unit."+u.name, map[string]any{"v": l.Exact(*v * u.times)})
	}
	switch {
	case low != nil && high != nil:
		return l.Say("studio.limit.both", map[string]any{"low": value(low), "high": value(high)})
	case low != nil:
		return l.Say("studio.limit.below", map[string]any{"low": value(low)})
	case high != nil:
		return l.Say("studio.limit.above", map[string]any{"high": value(high)})
	default:
		return l.Say("studio.specs.none", nil)
	}
}

// exemptions names the exemptions that remove a rule, where it blocks at all.
func exemptions(l lang.Language, one rule) string {
	if one.limit.BlockBelow == nil && one.limit.BlockAbove == nil {
		return l.Say("studio.specs.none", nil)
	}
	rules := spec.Exemptibles()
	var names []string
	for _, why := range spec.Exemptions() {
		if rules.Allows(why, spec.Finding{Check: one.check, Item: one.item, Severity: spec.Block}) {
			names = append(names, l.Say("override."+string(why), nil))
		}
	}
	if len(names) == 0 {
		return l.Say("studio.specs.lift.never", nil)
	}
	return strings.Join(names, ", ")
}

// faceRules lists limits of the face in the order of the verdict's columns. Two
// measures belong to the rule of another one.
func faceRules(l lang.Language, limits spec.Limits) []rule {
	rules := map[string]string{"second-face": "faces", "eyes-wider": "eyes"}
	var all []rule
	for _, measure := range inOrder(limits) {
		check := measure
		if of, another := rules[measure]; another {
			check = of
		}
		all = append(all, rule{measure, check, verdict.RuleName(l, measure), limits[measure], photo.ItemPhoto})
	}
	return all
}

// inOrder sorts measures by the columns of the verdict.
func inOrder(limits spec.Limits) []string {
	order := verdict.CheckOrder()
	measures := slices.Sorted(maps.Keys(limits))
	slices.SortStableFunc(measures, func(a, b string) int {
		return columnIndex(order, a) - columnIndex(order, b)
	})
	return measures
}

func columnIndex(order []string, measure string) int {
	if at := slices.Index(order, strings.TrimSuffix(measure, "-wider")); at >= 0 {
		return at
	}
	return slices.Index(order, "faces") // second-face
}

// ownLimits returns the limits of a document that differ from the common ones.
func ownLimits(p spec.Profile) spec.Limits {
	common, own := spec.PortraitLimits(), spec.Limits{}
	for measure, limit := range p.Limits {
		if !reflect.DeepEqual(limit, common[measure]) {
			own[measure] = limit
		}
	}
	return own
}

// fileRules lists the limits of the file of a picture.
func fileRules(l lang.Language, item photo.Item) []rule {
	limits := spec.FileLimits(item)
	var all []rule
	for _, measure := range inOrder(limits) {
		name := l.Say("studio.specs.file."+string(item), map[string]any{"check": verdict.RuleName(l, measure)})
		all = append(all, rule{measure, measure, name, limits[measure], item})
	}
	return all
}

// signatureRules lists the limits of a signature.
func signatureRules(l lang.Language, p spec.SignatureProfile) []rule {
	var all []rule
	for _, one := range []struct {
		check, measure string
		limit          spec.Limit
	}{
		{"ink", "share", p.Share},
		{"ink", "density", p.Density},
		{"ink", "darkness", p.Darkness},
		{"ink", "halftone", p.Halftone},
		{"size", "extent", p.Extent},
		{"size", "box_width", p.BoxWidth},
		{"edge", "border", p.Border},
		{"edge", "margin", p.Margin},
		{"blot", "blot", p.Blot},
		{"sharp", "edge", p.Edge},
		{"paper", "paper_luma", p.PaperLuma},
		{"paper", "paper_chroma", p.PaperChroma},
		{"paper", "paper_noise", p.PaperNoise},
		{"lines", "lines", p.Lines},
		{"lines", "line_dark", p.LineDark},
		{"clean", "specks", p.Specks},
		{"clean", "parts", p.Parts},
		{"colour", "off_blue", p.OffBlue},
	} {
		check := "signature." + one.check
		all = append(all, rule{"ink." + one.measure, check, verdict.RuleName(l, check), one.limit, photo.ItemSignature})
	}
	return all
}
