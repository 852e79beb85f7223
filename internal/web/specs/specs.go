package specs

import (
	"fmt"
	"strconv"
	"strings"

	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/web/page"
	"myphoto/internal/web/verdict"
)

// DocumentOptions lists the documents with their demands in words, as options of
// a form.
func DocumentOptions(l lang.Language) []page.Option {
	var options []page.Option
	for _, p := range spec.Profiles() {
		options = append(options, page.Option{Value: string(p.ID), Label: l.Say(p.Name, nil), Hint: Describe(l, p)})
	}
	return options
}

// Describe says in words what a document demands of the pictures that are
// uploaded for it.
func Describe(l lang.Language, p spec.Profile) string {
	said := l.Say("studio.spec.photo", nil) + ": " + describeUpload(l, p.Photo)
	if p.MaxMonths > 0 {
		said += ", " + l.Say("studio.spec.age", map[string]any{"n": p.MaxMonths})
	}
	said += ". "
	if p.Signature == nil {
		return said + l.Say("studio.spec.no-signature", nil)
	}
	return said + l.Say("studio.spec.signature", nil) + ": " + describeUpload(l, *p.Signature)
}

// describeUpload says what a picture must be so that it can be cut for an office,
// in one line.
func describeUpload(l lang.Language, s spec.Demands) string {
	said := l.Say("studio.spec.any", nil)
	if s.MinWidth > 0 {
		said = l.Say("studio.spec.least", map[string]any{"size": Pixels(s.MinWidth, s.MinHeight)})
	}
	if s.Ratio() != "" {
		said += ", " + l.Say("studio.spec.cut-to", map[string]any{"ratio": s.Ratio()})
	}
	return said
}

// describeDelivery says what an office receives, in one line.
func describeDelivery(l lang.Language, s spec.Demands) string {
	var said []string
	say := func(key string, args map[string]any) { said = append(said, l.Say("studio.spec."+key, args)) }
	if s.Ratio() != "" {
		say("ratio", map[string]any{"ratio": s.Ratio()})
	}
	key := "cut"
	if s.Cut.Bounded {
		key = "bounded"
	}
	say(key, map[string]any{"size": Pixels(s.Cut.Width, s.Cut.Height)})
	if s.Cut.DPI > 0 {
		say("dpi", map[string]any{"n": s.Cut.DPI})
	}
	if s.MaxBytes > 0 {
		say("bytes", map[string]any{"size": l.Bytes(s.MaxBytes)})
	}
	if s.CropOnly {
		say("crop-only", nil)
	}
	return strings.Join(said, ", ")
}

// Pixels writes a size as photographers do, without thousands separators.
func Pixels(width, height int) string { return strconv.Itoa(width) + " × " + strconv.Itoa(height) }

// View is the page of the specifications: what every document demands, and the
// rules that they have in common.
type View struct {
	Documents          []document
	Common, Files, Ink rulebook
	Children           []childRules
	Exemptions         []page.Row
	ExemptionsVersion  int
}

// document is one document. Its limits are those that differ from the common
// ones.
type document struct {
	ID, Name string
	Version  int
	Rows     []page.Row
	Limits   page.Table
	Sources  []string
}

// rulebook is one versioned table of limits.
type rulebook struct {
	Version int
	Limits  page.Table
	Sources []string
}

// Name is empty: the sources of a rulebook stand under its heading.
func (rulebook) Name() string { return "" }

// childRules are the rules that only advise, or do not apply, for the portrait of
// a child.
type childRules struct {
	Name    string
	Version int
	Rows    []page.Row
	Sources []string
}

// New describes all specifications in force.
func New(l lang.Language) (View, error) {
	ink, err := spec.SignatureLimits()
	if err != nil {
		return View{}, fmt.Errorf("publish rules: %w", err)
	}
	exemptible := spec.Exemptibles()
	table := func(title string, all []rule) page.Table {
		return limitTable(l, l.Say("studio.specs."+title, nil), all)
	}
	v := View{
		Ink:        rulebook{Version: ink.Version, Limits: table("ink", signatureRules(l, ink))},
		Exemptions: exemptionRows(l, exemptible), ExemptionsVersion: exemptible.Version,
	}
	v.Common.Sources = spec.PortraitSources()
	v.Common.Limits = table("common", faceRules(l, spec.PortraitLimits()))
	v.Files.Limits = table("file", append(fileRules(l, photo.ItemPhoto), fileRules(l, photo.ItemSignature)...))
	for _, p := range spec.Profiles() {
		v.Common.Version, v.Files.Version = p.Rules["portrait"], p.Rules["file"]
		v.Documents = append(v.Documents, newDocument(l, p))
	}
	for _, age := range []spec.Age{spec.Under10, spec.Under6} {
		if variant, is := spec.VariantFor(age); is {
			v.Children = append(v.Children, newChildRules(l, variant))
		}
	}
	return v, nil
}

func newDocument(l lang.Language, p spec.Profile) document {
	d := document{ID: string(p.ID), Name: l.Say(p.Name, nil), Version: p.Version, Sources: p.Sources, Rows: demandRows(l, p)}
	d.Limits = limitTable(l, l.Say("studio.specs.limits.of", map[string]any{"document": d.Name}), faceRules(l, ownLimits(p)))
	return d
}

// demandRows says line by line what a document demands, and how its picture is made.
func demandRows(l lang.Language, p spec.Profile) (rows []page.Row) {
	row := func(key, value string) {
		rows = append(rows, page.Row{Key: l.Say("studio.spec."+key, nil), Value: value})
	}
	row("upload.photo", describeUpload(l, p.Photo))
	row("receives.photo", describeDelivery(l, p.Photo))
	if p.Signature != nil {
		row("upload.signature", describeUpload(l, *p.Signature))
		row("receives.signature", describeDelivery(l, *p.Signature))
	} else {
		row("signature", l.Say("studio.spec.no-signature", nil))
	}
	if p.Photo.WidthMM > 0 {
		row("print", l.Say("studio.spec.millimetres", map[string]any{"size": Pixels(p.Photo.WidthMM, p.Photo.HeightMM)}))
	}
	row("limit.age", describeAge(l, p))
	row("background", describeBackground(l, p.Limits["background-light"]))
	f := p.Frame
	row("aim", l.Say("studio.spec.aim.value", map[string]any{
		"head": l.Exact(f.HeadMM), "eyes": l.Exact(f.EyesMM), "size": l.Exact(f.WidthMM) + " × " + l.Exact(f.HeightMM),
	}))
	row("made", describeCut(l, p.Photo))
	return rows
}

// describeAge says how old a photo may be.
func describeAge(l lang.Language, p spec.Profile) string {
	if p.MaxMonths == 0 {
		return l.Say("studio.spec.limit.age.none", nil)
	}
	return l.Say("studio.spec.age", map[string]any{"n": p.MaxMonths})
}

// describeBackground says what background is asked for, with the limits of its
// brightness.
func describeBackground(l lang.Language, light spec.Limit) string {
	said := l.Say("studio.spec.background.colour", nil)
	if light.WarnBelow != nil {
		said += ", " + l.Say("studio.spec.background.light", map[string]any{"n": l.Exact(*light.WarnBelow)})
	}
	if light.BlockBelow != nil {
		said += ", " + l.Say("studio.spec.background.least", map[string]any{"n": l.Exact(*light.BlockBelow)})
	}
	return said
}

// describeCut says how the picture of an office is made from the one that was
// uploaded.
func describeCut(l lang.Language, s spec.Demands) string {
	switch {
	case s.CropOnly:
		return l.Say("studio.spec.made.lossless", nil)
	case s.Cut.Bounded:
		return l.Say("studio.spec.made.bounded", nil)
	default:
		return l.Say("studio.spec.made.once", nil)
	}
}

// newChildRules says which rules only advise for a child, and which do not apply.
func newChildRules(l lang.Language, v spec.Variant) childRules {
	said := map[spec.Severity][]string{}
	limits := spec.Limits{}
	for measure := range v.MaxSeverity {
		limits[measure] = spec.Limit{}
	}
	for _, measure := range inOrder(limits) {
		gravest := v.MaxSeverity[measure]
		said[gravest] = append(said[gravest], measure)
	}
	return childRules{Name: l.Say("studio.age."+string(v.Age), nil), Version: v.Version, Sources: v.Sources, Rows: []page.Row{
		{Key: l.Say("studio.specs.child.warn", nil), Value: verdict.RuleNames(l, said[spec.Warn])},
		{Key: l.Say("studio.specs.child.info", nil), Value: verdict.RuleNames(l, said[spec.Info])},
	}}
}

// exemptionRows lists for every exemption the rules that it removes.
func exemptionRows(l lang.Language, o spec.Exemptible) []page.Row {
	var rows []page.Row
	for _, why := range spec.Exemptions() {
		var checks []string
		for _, item := range []photo.Item{photo.ItemPhoto, photo.ItemSignature} {
			checks = append(checks, o.Lifts[why][item]...)
		}
		rows = append(rows, page.Row{Key: l.Say("override."+string(why), nil), Value: verdict.RuleNames(l, checks)})
	}
	return rows
}
