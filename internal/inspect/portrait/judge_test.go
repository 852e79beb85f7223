package portrait_test

import (
	"fmt"
	"image"
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/inspect/face"
	"myphoto/internal/inspect/portrait"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

var wholePicture = spec.Crop{X: 0.5, Y: 0.5, Width: 1}

// fine returns measures of a portrait that passes everywhere.
func fine(tb testing.TB) portrait.Measures {
	tb.Helper()
	m := ofHead(image.Pt(800, 1200), aHead(400, 510, 345, 0))
	m.Sharpness, m.Exposure, m.Burnt, m.Contrast = 0.1, 0.55, 0, 7
	m.SideLight, m.SkinCast, m.Grey, m.EyesSeen = 0, 0, 70, 0.5
	m.Background, m.BackgroundLight, m.BackgroundChroma, m.Shadow = 1, 92, 1, 0
	return m
}

func judged(m portrait.Measures, p spec.Profile) []spec.Finding {
	return portrait.Judge(m, p, wholePicture, image.Pt(800, 1200))
}

// beyond returns measures beyond a limit, each with the finding that it makes
// for a driving licence.
func beyond() map[string]struct {
	change func(*portrait.Measures)
	adult  string
	under6 string
} {
	type m = portrait.Measures
	return map[string]struct {
		change func(*m)
		adult  string
		under6 string
	}{
		"no face":        {func(m *m) { m.Found = false }, "block face.none", "block face.none"},
		"two":            {func(m *m) { m.Faces, m.Second = 2, 0.8 }, "block face.many", "block face.many"},
		"small second":   {func(m *m) { m.Faces, m.Second = 2, 0.1 }, "warn face.second", "warn face.second"},
		"distant second": {func(m *m) { m.Faces, m.Second, m.Distant = 2, 0.4, true }, "warn face.second", "warn face.second"},
		"side":           {func(m *m) { m.Roll = -90 }, "block face.turned", "block face.turned"},
		"looks aside":    {func(m *m) { m.Yaw = -13 }, "warn face.yaw", "warn face.yaw"},
		"turned aside":   {func(m *m) { m.Yaw = 25 }, "block face.yaw", "warn face.yaw"},
		"looks down":     {func(m *m) { m.Pitch = 16 }, "warn face.down", ""},
		"looks up":       {func(m *m) { m.Pitch = -20 }, "warn face.up", ""},
		"squint":         {func(m *m) { m.EyeNarrow, m.EyeWide = 0.03, 0.05 }, "warn face.eyes", "warn face.eyes"},
		"wink":           {func(m *m) { m.EyeNarrow, m.EyeWide = 0.01, 0.05 }, "warn face.eyes", "warn face.eyes"},
		"shut":           {func(m *m) { m.EyeNarrow, m.EyeWide = 0.01, 0.02 }, "block face.eyes", "warn face.eyes"},
		"teeth":          {func(m *m) { m.Mouth = 0.1 }, "warn face.mouth", ""},
		"tongue":         {func(m *m) { m.Mouth = 0.3 }, "block face.mouth", ""},
		"eyes hidden":    {func(m *m) { m.EyesSeen = 0.02 }, "warn face.eyes-hidden", "warn face.eyes-hidden"},
		"soft":           {func(m *m) { m.Sharpness = 0.04 }, "warn face.blurred", "warn face.blurred"},
		"blurred":        {func(m *m) { m.Sharpness = 0.01 }, "block face.blurred", "block face.blurred"},
		"dim":            {func(m *m) { m.Exposure = 0.15 }, "warn face.dark", "warn face.dark"},
		"bright":         {func(m *m) { m.Exposure = 0.95 }, "block face.bright", "block face.bright"},
		"spots":          {func(m *m) { m.Burnt = 0.1 }, "warn face.burnt", "warn face.burnt"},
		"flat":           {func(m *m) { m.Contrast = 4 }, "block face.flat", "block face.flat"},
		"one side":       {func(m *m) { m.SideLight = 0.5 }, "warn face.side-light", "warn face.side-light"},
		"cast":           {func(m *m) { m.SkinCast = 100 }, "warn face.cast", "warn face.cast"},
		"patchy":         {func(m *m) { m.Background, m.Shadow = 0.9, 0.4 }, "warn face.background", "warn face.background"},
		"shadow":         {func(m *m) { m.Shadow = 0.4 }, "warn face.shadow", "warn face.shadow"},
		"dark behind":    {func(m *m) { m.BackgroundLight = 40 }, "block face.background-dark", "block face.background-dark"},
		"blue behind":    {func(m *m) { m.BackgroundChroma = 30 }, "warn face.background-coloured", "warn face.background-coloured"},
		"grey":           {func(m *m) { m.Grey, m.SkinCast = 0, 100 }, "block face.grey", "block face.grey"},
		"pale":           {func(m *m) { m.Grey = 6 }, "warn face.grey", "warn face.grey"},
	}
}

// Each rule alone, at its limits, for adults and for small children.
func TestEachMeasureMakesItsOwnFinding(t *testing.T) {
	t.Parallel()
	if found := judged(fine(t), licence(t)); found != nil {
		t.Fatalf("a sound portrait: %v", said(found))
	}
	for name, c := range beyond() {
		m := fine(t)
		c.change(&m)
		for age, want := range map[spec.Age]string{spec.Adult: c.adult, spec.Under6: c.under6} {
			got := ""
			for _, f := range judged(m, licence(t).For(age)) {
				got += f.Severity.String() + " " + f.Code
			}
			if got != want {
				t.Errorf("%s, %s: %q, want %q", name, age, got, want)
			}
		}
	}
}

// A misplaced face is reported in the direction in which the frame moves.
func TestMisplacedFaceIsToldByMeasureAndDirection(t *testing.T) {
	t.Parallel()
	for code, head := range map[string]face.Face{
		"face.left": aHead(300, 510, 345, 0), "face.right": aHead(490, 510, 345, 0),
		"face.high": aHead(400, 390, 345, 0), "face.low": aHead(400, 690, 345, 0),
		"face.small": aHead(400, 510, 300, 0), "face.large": aHead(400, 510, 390, 0),
		"face.narrow": aHead(400, 560, 280, 0), "face.wide": aHead(400, 530, 440, 0),
		"face.tilt": aHead(400, 510, 345, 6), "face.cut": aHead(400, 300, 345, 0),
	} {
		found := judged(ofHead(image.Pt(800, 1200), head), licence(t))
		if !slices.ContainsFunc(found, func(f spec.Finding) bool { return f.Code == code && f.Value != "" && f.Limit != "" }) {
			t.Errorf("%s: %v", code, said(found))
		}
	}
}

// A finding that has no sentence, or whose sentence shows a bare placeholder,
// leaves the photographer without the measure and the remedy.
func TestEveryFindingHasItsSentenceAndFillsIt(t *testing.T) {
	t.Parallel()
	sentence, hole := sentences(t), regexp.MustCompile(`\{(\w+)\}`)
	var all []spec.Finding
	for _, c := range beyond() {
		m := fine(t)
		c.change(&m)
		all = append(all, judged(m, licence(t))...)
		all = append(all, portrait.Facts(m)...)
	}
	for _, head := range []face.Face{
		aHead(300, 390, 300, 6), aHead(500, 690, 400, 0), aHead(400, 560, 280, 0), aHead(400, 530, 440, 0), aHead(400, 510, 90, 0),
		aHead(400, 300, 345, 0),
	} {
		m := ofHead(image.Pt(800, 1200), head)
		all = append(append(all, judged(m, licence(t))...), portrait.Facts(m)...)
	}
	size := image.Pt(1200, 1800)
	all = append(all, portrait.Judge(ofHead(size, aHead(600, 700, 230, 0)), licence(t), spec.Crop{X: 0.5, Y: 0.5, Width: 0.5}, size)...)
	for _, c := range tooLarge() {
		m, card := ofHead(c.size, c.head), profileOf(t, photo.IdentityCard)
		crop, _ := portrait.AutoCrop(m, card, c.size)
		all = append(all, portrait.Judge(m, card, crop, c.size)...)
	}
	codes := map[string]bool{}
	for _, f := range all {
		codes[f.Code] = true
		text, ok := sentence[f.Code]
		if f.Code == "fact.faces" {
			text, ok = sentence["fact.faces.other"], true
		}
		if !ok {
			t.Errorf("%s has no sentence", f.Code)
		}
		for _, name := range hole.FindAllStringSubmatch(text, -1) {
			if f.Args[name[1]] == nil {
				t.Errorf("%s does not fill %s: %v", f.Code, name[0], f.Args)
			}
		}
	}
	for key := range sentence {
		if regexp.MustCompile(`^(face|fact)\.`).MatchString(key) && !codes[key] && !regexp.MustCompile(`^fact\.faces\.`).MatchString(key) {
			t.Errorf("%s is said by nobody", key)
		}
	}
}

// 8.04° shown as "8°, at most 8°" would be a riddle.
func TestToldMeasureNeverReadsLikeItsLimit(t *testing.T) {
	t.Parallel()
	m := fine(t)
	m.Yaw, m.Background = 20.04, 0.6999
	for _, f := range judged(m, licence(t)) {
		if fmt.Sprint(f.Args["have"]) == fmt.Sprint(f.Args["limit"]) {
			t.Errorf("%s: %v", f.Code, f.Args)
		}
	}
}

// The list under the citizen's preview, for people who cannot see the picture.
func TestFactsSayInWordsWhatThePictureShows(t *testing.T) {
	t.Parallel()
	codes := func(m portrait.Measures) []string {
		var list []string
		for _, f := range portrait.Facts(m) {
			if f.Severity != spec.Info || f.Profile != "" {
				t.Errorf("%+v is no mere fact", f)
			}
			list = append(list, f.Code)
		}
		return list
	}
	good := []string{
		"fact.faces", "fact.upright", "fact.forward", "fact.eyes-open", "fact.mouth-shut", "fact.sharp", "fact.lit",
		"fact.background-light", "fact.background-even", "fact.colour",
	}
	if diff := cmp.Diff(good, codes(fine(t))); diff != "" {
		t.Error(diff)
	}
	bad := fine(t)
	bad.Roll, bad.Yaw, bad.EyeNarrow, bad.Mouth, bad.Sharpness = -10, 30, 0, 0.3, 0
	bad.Exposure, bad.BackgroundLight, bad.Background, bad.Grey = 0, 0, 0, 0
	want := []string{
		"fact.faces", "fact.tilted", "fact.sideways", "fact.eyes-shut", "fact.mouth-open", "fact.blurred", "fact.badly-lit",
		"fact.background-dark", "fact.background-uneven", "fact.grey",
	}
	if diff := cmp.Diff(want, codes(bad)); diff != "" {
		t.Error(diff)
	}
	bad.Roll = 90 // nothing else is judged of a picture that lies on its side
	if diff := cmp.Diff([]string{"fact.faces", "fact.turned"}, codes(bad)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"fact.face.none"}, codes(portrait.Measures{})); diff != "" {
		t.Error(diff)
	}
}
