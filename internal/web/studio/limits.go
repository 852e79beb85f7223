package studio

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/web/page"
)

// unit is how the numbers of a measure are told.
type unit struct {
	name  string  // last part of a lang key "studio.unit.…"
	times float64 // what people are told is the value times this
}

// units gives the unit of every measure that has a limit, by the name of the
// measure; the others are plain numbers.
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

// limited is one limit to be told.
type limited struct {
	measure string
	check   string // whose rule it is
	name    string // of the rule, in words
	limit   spec.Limit
	item    photo.Item
}

// limitTable tells limits in words: what is measured, what is advised against,
// what is not accepted, and for which reasons it is after all.
func limitTable(l language, caption string, all []limited) page.Table {
	table := page.Table{Caption: caption, Names: 1}
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
			{Text: beyond(l, u, one.limit.WarnBelow, one.limit.WarnAbove)},
			{Text: beyond(l, u, one.limit.BlockBelow, one.limit.BlockAbove)},
			{Text: lifters(l, one)},
		})
	}
	return table
}

// beyond tells what lies outside two limits, either of which may be open.
func beyond(l language, u unit, low, high *float64) string {
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

// lifters names the reasons that lift a rule, where it blocks at all.
func lifters(l language, one limited) string {
	if one.limit.BlockBelow == nil && one.limit.BlockAbove == nil {
		return l.Say("studio.specs.none", nil)
	}
	rules := spec.Exemptibles()
	var reasons []string
	for _, why := range spec.Exemptions() {
		if rules.Allows(why, spec.Finding{Check: one.check, Item: one.item, Severity: spec.Block}) {
			reasons = append(reasons, l.Say("override."+string(why), nil))
		}
	}
	if len(reasons) == 0 {
		return l.Say("studio.specs.lift.never", nil)
	}
	return strings.Join(reasons, ", ")
}

// ofFace lists limits of the face in the order of the verdict's columns. Two
// of them belong to the rule of another.
func ofFace(l language, limits spec.Limits) []limited {
	rules := map[string]string{"second-face": "faces", "eyes-wider": "eyes"}
	var all []limited
	for _, measure := range inOrder(limits) {
		check := measure
		if of, another := rules[measure]; another {
			check = of
		}
		all = append(all, limited{measure, check, ruleName(l, measure), limits[measure], photo.ItemPhoto})
	}
	return all
}

// inOrder sorts measures as the columns of the verdict have them.
func inOrder(limits spec.Limits) []string {
	var order []string
	for _, g := range groups() {
		order = append(order, g.checks...)
	}
	measures := slices.Sorted(maps.Keys(limits))
	slices.SortStableFunc(measures, func(a, b string) int {
		return column(order, a) - column(order, b)
	})
	return measures
}

func column(order []string, measure string) int {
	if at := slices.Index(order, strings.TrimSuffix(measure, "-wider")); at >= 0 {
		return at
	}
	return slices.Index(order, "faces") // second-face
}

// differing gives the limits of a document that are not those of all.
func differing(p spec.Profile) spec.Limits {
	common, own := spec.PortraitLimits(), spec.Limits{}
	for measure, limit := range p.Limits {
		if !reflect.DeepEqual(limit, common[measure]) {
			own[measure] = limit
		}
	}
	return own
}

// ofFile lists the limits of the file of a picture.
func ofFile(l language, item photo.Item) []limited {
	limits := spec.FileLimits(item)
	var all []limited
	for _, measure := range inOrder(limits) {
		name := l.Say("studio.specs.file."+string(item), map[string]any{"check": ruleName(l, measure)})
		all = append(all, limited{measure, measure, name, limits[measure], item})
	}
	return all
}

// ofInk lists the limits of a signature.
func ofInk(l language, p spec.SignatureProfile) []limited {
	var all []limited
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
		all = append(all, limited{"ink." + one.measure, check, ruleName(l, check), one.limit, photo.ItemSignature})
	}
	return all
}
