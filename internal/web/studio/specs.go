package studio

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/web/page"
)

type language = lang.Language

// offered lists the documents with their demands in words.
func offered(l language) []page.Option {
	var options []page.Option
	for _, p := range spec.Profiles() {
		options = append(options, page.Option{Value: string(p.ID), Label: l.Say(p.Name, nil), Hint: demanded(l, p)})
	}
	return options
}

// demanded tells in words what a document demands of the pictures that are
// uploaded for it.
func demanded(l language, p spec.Profile) string {
	said := l.Say("studio.spec.photo", nil) + ": " + toUpload(l, p.Photo) + ". "
	if p.Signature == nil {
		return said + l.Say("studio.spec.no-signature", nil)
	}
	return said + l.Say("studio.spec.signature", nil) + ": " + toUpload(l, *p.Signature)
}

// toUpload tells what a picture must be to be cut for an office, in one line.
func toUpload(l language, s spec.Demands) string {
	said := l.Say("studio.spec.any", nil)
	if s.MinWidth > 0 {
		said = l.Say("studio.spec.least", map[string]any{"size": pixels(s.MinWidth, s.MinHeight)})
	}
	if s.Ratio() != "" {
		said += ", " + l.Say("studio.spec.cut-to", map[string]any{"ratio": s.Ratio()})
	}
	return said
}

// toReceive tells what an office receives, in one line.
func toReceive(l language, s spec.Demands) string {
	var said []string
	say := func(key string, args map[string]any) { said = append(said, l.Say("studio.spec."+key, args)) }
	if s.Ratio() != "" {
		say("ratio", map[string]any{"ratio": s.Ratio()})
	}
	key := "cut"
	if s.Cut.Bounded {
		key = "bounded"
	}
	say(key, map[string]any{"size": pixels(s.Cut.Width, s.Cut.Height)})
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

// pixels writes a size as photographers do, without marks for thousands.
func pixels(width, height int) string { return strconv.Itoa(width) + " × " + strconv.Itoa(height) }

// specView is the page of the specifications: what every document demands, and
// the rules that they have in common.
type specView struct {
	Documents          []specified
	Common, Files, Ink rulebook
	Children           []childRules
	Lifts              []page.Row
	LiftsVersion       int
}

// specified is one document. Its limits are those that differ from the common.
type specified struct {
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
}

// childRules are what the portrait of a child is forgiven.
type childRules struct {
	Name    string
	Version int
	Rows    []page.Row
	Sources []string
}

func (s *Studio) specs(req *http.Request, _ photo.Operator) (page.Reply, error) {
	ink, err := spec.SignatureLimits()
	if err != nil {
		return nil, fmt.Errorf("publish rules: %w", err)
	}
	l := page.Language(req)
	overrides := spec.Exemptibles()
	table := func(title string, all []limited) page.Table {
		return limitTable(l, l.Say("studio.specs."+title, nil), all)
	}
	v := specView{
		Ink:   rulebook{ink.Version, table("ink", ofInk(l, ink))},
		Lifts: liftRows(l, overrides), LiftsVersion: overrides.Version,
	}
	v.Common.Limits = table("common", ofFace(l, spec.PortraitLimits()))
	v.Files.Limits = table("file", append(ofFile(l, photo.ItemPhoto), ofFile(l, photo.ItemSignature)...))
	for _, p := range spec.Profiles() {
		v.Common.Version, v.Files.Version = p.Rules["portrait"], p.Rules["file"]
		v.Documents = append(v.Documents, specOf(l, p))
	}
	for _, age := range []spec.Age{spec.Under10, spec.Under6} {
		if variant, is := spec.VariantFor(age); is {
			v.Children = append(v.Children, childOf(l, variant))
		}
	}
	return s.screen(req, "studio/specs", v), nil
}

func specOf(l language, p spec.Profile) specified {
	d := specified{ID: string(p.ID), Name: l.Say(p.Name, nil), Version: p.Version, Sources: p.Sources}
	row := func(key, value string) {
		d.Rows = append(d.Rows, page.Row{Key: l.Say("studio.spec."+key, nil), Value: value})
	}
	row("upload.photo", toUpload(l, p.Photo))
	row("receives.photo", toReceive(l, p.Photo))
	if p.Signature != nil {
		row("upload.signature", toUpload(l, *p.Signature))
		row("receives.signature", toReceive(l, *p.Signature))
	} else {
		row("signature", l.Say("studio.spec.no-signature", nil))
	}
	if p.Photo.WidthMM > 0 {
		row("print", l.Say("studio.spec.millimetres", map[string]any{"size": pixels(p.Photo.WidthMM, p.Photo.HeightMM)}))
	}
	f := p.Frame
	row("aim", l.Say("studio.spec.aim.value", map[string]any{
		"head": l.Exact(f.HeadMM), "eyes": l.Exact(f.EyesMM), "size": l.Exact(f.WidthMM) + " × " + l.Exact(f.HeightMM),
	}))
	d.Limits = limitTable(l, l.Say("studio.specs.limits.of", map[string]any{"document": d.Name}), ofFace(l, differing(p)))
	return d
}

// childOf tells which rules only advise for a child, and which do not judge.
func childOf(l language, v spec.Variant) childRules {
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
		{Key: l.Say("studio.specs.child.warn", nil), Value: ruleNames(l, said[spec.Warn])},
		{Key: l.Say("studio.specs.child.info", nil), Value: ruleNames(l, said[spec.Info])},
	}}
}

// liftRows tells for every reason which rules it lifts.
func liftRows(l language, o spec.Exemptible) []page.Row {
	var rows []page.Row
	for _, why := range spec.Exemptions() {
		var checks []string
		for _, item := range []photo.Item{photo.ItemPhoto, photo.ItemSignature} {
			checks = append(checks, o.Lifts[why][item]...)
		}
		rows = append(rows, page.Row{Key: l.Say("override."+string(why), nil), Value: ruleNames(l, checks)})
	}
	return rows
}
