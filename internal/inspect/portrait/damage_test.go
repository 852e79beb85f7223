package portrait_test

import (
	"image"
	"maps"
	"slices"
	"strings"
	"testing"

	"myphoto/internal/inspect/portrait"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

func licence(tb testing.TB) spec.Profile {
	tb.Helper()
	p, ok := spec.ProfileByID(photo.DrivingLicence)
	return must(tb, p, ok)
}

// verdict analyses a picture as the counter does: faces, automatic crop,
// judgement.
func verdict(img *image.RGBA, p spec.Profile) []spec.Finding {
	m := portrait.Examine(img, eyes())
	crop, _ := portrait.AutoCrop(m, p, img.Rect.Size())
	return portrait.Judge(m, p, crop, img.Rect.Size())
}

// said formats the findings as "block eyes".
func said(found []spec.Finding) []string {
	var list []string
	for _, f := range found {
		list = append(list, f.Severity.String()+" "+f.Check)
	}
	return list
}

func blocked(found []spec.Finding) bool {
	return slices.ContainsFunc(found, func(f spec.Finding) bool { return f.Severity == spec.Block })
}

// damage is an artificial fault and the rules that may catch it.
type damage struct {
	make  scene
	rules []string // any of "block x", "warn x" or "x"
}

// stripes is a flag behind the person.
func stripes(x, y int, _ [3]float64) [3]float64 {
	if (x+y/3)/60%2 == 0 {
		return [3]float64{200, 30, 50}
	}
	return [3]float64{245, 245, 245}
}

// fading is a background lit from one side.
func fading(x, _ int, c [3]float64) [3]float64 {
	light := 1 - 0.55*float64(x)/800
	return [3]float64{c[0] * light, c[1] * light, c[2] * light}
}

func greyed(_, _ int, c [3]float64) [3]float64 {
	l := 0.299*c[0] + 0.587*c[1] + 0.114*c[2]
	return [3]float64{l, l, l}
}

func flattened(_, _ int, c [3]float64) [3]float64 {
	for i := range c {
		c[i] = 128 + (c[i]-128)*0.08
	}
	return c
}

// litFromTheSide darkens the right half of the face.
func litFromTheSide(x, y int, c [3]float64) [3]float64 {
	if x < 400 || x > 640 || y < 330 || y > 830 {
		return c
	}
	light := max(0.45, 1-float64(x-400)/120)
	return [3]float64{c[0] * light, c[1] * light, c[2] * light}
}

// shadowed is a dark disc behind the head, away from the border.
func shadowed(x, y int, c [3]float64) [3]float64 {
	if x < 60 || x > 740 || y < 52 {
		return c
	}
	return [3]float64{c[0] * 0.7, c[1] * 0.7, c[2] * 0.7}
}

func damages() map[string]damage {
	return map[string]damage{
		"grey":                 {each(greyed), []string{"block grey"}},
		"two faces":            {both(moved(0, 0.5, image.Pt(400, 600), image.Pt(200, 600)), beside(1, image.Pt(400, 0))), []string{"block faces"}},
		"small second face":    {beside(0.25, image.Pt(600, 0)), []string{"faces"}},
		"tilted 12°":           {moved(12, 1, image.Pt(400, 600), image.Pt(400, 600)), []string{"block roll"}},
		"tilted -20°":          {moved(-20, 1, image.Pt(400, 600), image.Pt(400, 600)), []string{"block roll"}},
		"background lit aside": {behind(fading), []string{"block background"}},
		"flag behind":          {behind(stripes), []string{"background"}},
		"dark background":      {behind(func(_, _ int, _ [3]float64) [3]float64 { return [3]float64{70, 72, 75} }), []string{"block background-light"}},
		"coloured background":  {behind(func(_, _ int, _ [3]float64) [3]float64 { return [3]float64{190, 215, 245} }), []string{"warn background-colour"}},
		"shadow behind":        {behind(shadowed), []string{"warn shadow", "warn background"}},
		"underexposed":         {brighter(0.2, 0.2, 0.2), []string{"block exposure"}},
		"overexposed":          {brighter(2.2, 2.2, 2.2), []string{"exposure", "burnt"}},
		"little contrast":      {each(flattened), []string{"block contrast"}},
		"lit from the side":    {each(litFromTheSide), []string{"warn side-light"}},
		"out of focus":         {blurred(3), []string{"sharpness"}},
		"far out of focus":     {blurred(5), []string{"block sharpness"}},
		"moved across":         {smeared(even(12), 1, 0), []string{"sharpness"}},
		"moved down":           {smeared(even(12), 0, 1), []string{"sharpness"}},
		"on its side":          {quarters(1), []string{"block turned"}},
		"on its other side":    {quarters(3), []string{"block turned"}},
		"upside down":          {quarters(2), []string{"block turned"}},
		"bluish":               {brighter(0.6, 0.95, 1.3), []string{"warn skin-colour", "warn background-colour"}},
		"greenish":             {brighter(0.65, 1.2, 0.8), []string{"warn skin-colour"}},
		"no face":              {filled(image.Rect(0, 0, 800, 860)), []string{"block faces"}},
		"face too small":       {moved(0, 0.5, image.Pt(400, 600), image.Pt(400, 800)), []string{"block head-height"}},
		"face too large":       {moved(0, 1.6, image.Pt(400, 460), image.Pt(400, 500)), []string{"block head-height", "block head-cut"}},
		"off centre":           {moved(0, 1, image.Pt(400, 600), image.Pt(560, 600)), []string{"block centring"}},
		"too low":              {moved(0, 1, image.Pt(400, 600), image.Pt(400, 870)), []string{"block eye-height"}},
		"chin cut":             {moved(0, 1, image.Pt(400, 600), image.Pt(400, 1030)), []string{"block head-cut", "block eye-height"}},
		"crown cut":            {moved(0, 1, image.Pt(400, 600), image.Pt(400, 420)), []string{"head-cut"}},
	}
}

func caught(found []spec.Finding, rules []string) bool {
	for _, s := range said(found) {
		for _, rule := range rules {
			if s == rule || strings.HasSuffix(s, " "+rule) {
				return true
			}
		}
	}
	return false
}

// variants is in how many of the harmless variants each damage is tried:
// unchanged, and some others, which differ from damage to damage.
const variants = 3

// The promise to the photographer: what an office will refuse is reported here,
// by the rule that names the fault, whatever the variant.
func TestEveryDamageIsCaughtByItsOwnRule(t *testing.T) {
	t.Parallel()
	ways := slices.DeleteFunc(slices.Sorted(maps.Keys(harmless())), func(way string) bool { return way == asItIs })
	for i, name := range slices.Sorted(maps.Keys(damages())) {
		tried := []string{asItIs}
		for n := range variants - 1 {
			tried = append(tried, ways[(i+n*len(ways)/(variants-1))%len(ways)])
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := damages()[name]
			broken := d.make(hopper())
			for _, way := range tried {
				if found := verdict(harmless()[way](broken), licence(t)); !caught(found, d.rules) {
					t.Errorf("%s: %v, not %v", way, said(found), d.rules)
				}
			}
		})
	}
}

// The promise the other way: nobody is sent home for nothing.
func TestSoundPortraitIsBlockedByNoRule(t *testing.T) {
	t.Parallel()
	for name, change := range harmless() {
		img := change(hopper())
		m := portrait.Measure(img, eyes().Find(img))
		for _, id := range []photo.ProfileID{photo.DrivingLicence, photo.Passport, photo.TachographCard, photo.AcademicID} {
			p, ok := spec.ProfileByID(id)
			crop, found := portrait.AutoCrop(m, must(t, p, ok), img.Rect.Size())
			if broken := portrait.Judge(m, p, crop, img.Rect.Size()); !found || blocked(broken) {
				t.Errorf("%s, %s: %v", name, id, said(broken))
			}
		}
	}
	if found := verdict(hopper(), licence(t)); len(found) != 0 {
		t.Errorf("the portrait as it is: %v", said(found))
	}
}
