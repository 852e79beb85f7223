package specs

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/web/page"
)

// Sheet is one document on one sheet of paper, for the wall of a studio.
type Sheet struct {
	ID, Name string
	Version  int
	Common   int // version of the common rules
	Rows     []page.Row
	Limits   page.Table // every rule of the photo
	Sources  []string
	Drawing  Drawing
}

// Drawing is how the face stands in the print: lengths in millimetres, from the upper
// left corner. The crown and the chin stand as far above and below the eyes.
type Drawing struct {
	Width, Height          float64
	Middle                 float64 // the line on which the face stands
	Crown, Eyes, Chin      float64 // below the upper edge
	HeadHeight, HeadWidth  float64 // half of the oval
	HeadMM, EyesMM, SizeMM string  // in words
}

// ViewWidth and ViewHeight are the size of the drawing with a margin of a millimetre.
func (d Drawing) ViewWidth() float64 { return d.Width + 2 }

// ViewHeight is the height of the drawing with its margin.
func (d Drawing) ViewHeight() float64 { return d.Height + 2 }

// NewSheet describes a document on one sheet; false when there is no such document.
func NewSheet(l lang.Language, id photo.ProfileID) (Sheet, bool) {
	p, known := spec.ProfileByID(id)
	if !known {
		return Sheet{}, false
	}
	s := Sheet{
		ID: string(p.ID), Name: l.Say(p.Name, nil), Version: p.Version, Common: p.Rules["portrait"], Rows: demandRows(l, p),
		Sources: slices.Concat(p.Sources, spec.PortraitSources()), Drawing: drawing(l, p.Frame),
	}
	caption := l.Say("studio.sheet.limits", nil)
	s.Limits = page.Table{Caption: caption, HeaderColumn: 1}
	for _, key := range []string{"rule", "warn", "block"} {
		s.Limits.Heads = append(s.Limits.Heads, l.Say("studio.specs."+key, nil))
	}
	for _, row := range limitTable(l, caption, faceRules(l, judging(p.Limits))).Rows {
		s.Limits.Rows = append(s.Limits.Rows, []page.Cell{{Text: row[0].Text}, row[2], row[3]})
	}
	return s, true
}

// judging returns the limits by which something is refused or advised against.
func judging(all spec.Limits) spec.Limits {
	limits := maps.Clone(all)
	maps.DeleteFunc(limits, func(_ string, l spec.Limit) bool {
		return cmp.Or(l.WarnBelow, l.WarnAbove, l.BlockBelow, l.BlockAbove) == nil
	})
	return limits
}

func drawing(l lang.Language, f spec.Frame) Drawing {
	eyes, half := f.HeightMM-f.EyesMM, f.HeadMM/2
	mm := func(numbers ...float64) string {
		said := make([]string, len(numbers))
		for i, n := range numbers {
			said[i] = l.Exact(n)
		}
		return l.Say("studio.spec.millimetres", map[string]any{"size": strings.Join(said, " × ")})
	}
	return Drawing{
		Width: f.WidthMM, Height: f.HeightMM, Middle: f.WidthMM / 2, Crown: eyes - half, Eyes: eyes, Chin: eyes + half,
		HeadHeight: half, HeadWidth: half * 3 / 4, HeadMM: mm(f.HeadMM), EyesMM: mm(f.EyesMM), SizeMM: mm(f.WidthMM, f.HeightMM),
	}
}
