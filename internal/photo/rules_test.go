package photo_test

import (
	"errors"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/photo"
)

func aProfile(tb testing.TB, id photo.ProfileID) photo.Profile {
	tb.Helper()
	p, ok := photo.ProfileByID(id)
	if !ok {
		tb.Fatalf("no profile %s", id)
	}
	return p
}

// measures are all that a portrait is judged by.
func measures() []string {
	return []string{
		"background", "background-colour", "background-light", "burnt", "centring", "contrast", "exposure",
		"eye-distance", "eye-height", "eyes", "eyes-seen", "eyes-wider", "face-width", "grey", "head-cut", "head-height",
		"mouth", "pitch", "roll", "second-face", "shadow", "sharpness", "side-light", "skin-colour", "turned", "yaw",
	}
}

// A measure without a limit in some document would silently not be judged.
func TestEveryDocumentLimitsEveryMeasure(t *testing.T) {
	t.Parallel()
	for _, p := range photo.Profiles() {
		if diff := cmp.Diff(measures(), slices.Sorted(maps.Keys(p.Limits))); diff != "" {
			t.Errorf("%s: %s", p.ID, diff)
		}
	}
}

// The cut must be obtainable without enlarging: its size is the least size
// accepted, and it has the ratio and the print that the office demands.
func TestCutSuitsItsOffice(t *testing.T) {
	t.Parallel()
	for _, p := range photo.Profiles() {
		for _, item := range []photo.Item{photo.ItemPhoto, photo.ItemSignature} {
			spec, needed := p.Spec(item)
			if !needed {
				continue
			}
			cut := spec.Cut
			if !cut.Bounded && (cut.Width != spec.MinWidth || cut.Height != spec.MinHeight || !spec.RatioFits(cut.Width, cut.Height)) {
				t.Errorf("%s %s: cut %+v for %+v", p.ID, item, cut, spec)
			}
			if cut.Bounded && (cut.Width < spec.MinWidth || cut.Height < spec.MinHeight) {
				t.Errorf("%s %s: bounds %+v below %+v", p.ID, item, cut, spec)
			}
		}
		if f := p.Frame; f.WidthMM*float64(p.Photo.RatioHeight) != f.HeightMM*float64(p.Photo.RatioWidth) && p.Photo.Ratio() != "" {
			t.Errorf("%s: frame %+v is not %s", p.ID, f, p.Photo.Ratio())
		}
	}
}

// What the automatic cut aims for must itself pass, or it would make advice.
func TestAutomaticCutAimsInsideTheLimits(t *testing.T) {
	t.Parallel()
	for _, p := range photo.Profiles() {
		for measure, aim := range map[string]float64{"head-height": p.Frame.HeadMM, "eye-height": p.Frame.EyesMM} {
			if severity, _, demanded := p.Limits[measure].Judge(aim); severity != photo.Info {
				t.Errorf("%s: %s %v against %v", p.ID, measure, aim, demanded)
			}
		}
	}
}

// Pose, expression and eyes of children are forgiven; the file, the light and
// the number of faces are not.
func TestChildrenAreForgivenPoseExpressionAndEyes(t *testing.T) {
	t.Parallel()
	beyond := map[string]float64{
		"roll": 15, "yaw": 30, "eyes": 0.001, "mouth": 0.5, "head-height": 50, "centring": 0.1,
		"turned": 90, "second-face": 0.5, "sharpness": 0.001, "background": 0.1, "exposure": 0.05, "grey": 1,
	}
	for age, want := range map[photo.Age]map[string]photo.Severity{
		photo.Adult:   {"mouth": photo.Block, "eyes": photo.Block, "roll": photo.Block, "yaw": photo.Block, "head-height": photo.Block, "centring": photo.Block},
		photo.Under10: {"mouth": photo.Warn, "eyes": photo.Warn, "roll": photo.Warn, "yaw": photo.Warn, "head-height": photo.Warn, "centring": photo.Warn},
		photo.Under6:  {"mouth": photo.Info, "eyes": photo.Warn, "roll": photo.Warn, "yaw": photo.Warn, "head-height": photo.Warn, "centring": photo.Warn},
	} {
		p := aProfile(t, photo.DrivingLicence).For(age)
		for measure, v := range beyond {
			expected, forgiven := want[measure]
			if !forgiven {
				expected = photo.Block
			}
			if got, _, _ := p.Limits[measure].Judge(v); got != expected {
				t.Errorf("%s: %s %v is %v, want %v", age, measure, v, got, expected)
			}
		}
	}
}

// A shared map would make every later adult a child.
func TestForgivingAChildLeavesAdultsAlone(t *testing.T) {
	t.Parallel()
	p := aProfile(t, photo.Passport)
	_ = p.For(photo.Under6)
	if diff := cmp.Diff(aProfile(t, photo.Passport), p); diff != "" {
		t.Error(diff)
	}
}

func TestVerdictSaysByWhichRulesAndForWhom(t *testing.T) {
	t.Parallel()
	child := aProfile(t, photo.DrivingLicence).For(photo.Under6)
	v := photo.NewVerdict([]photo.Profile{child})
	want := photo.Verdict{
		Profiles: map[photo.ProfileID]int{photo.DrivingLicence: 2},
		Age:      photo.Under6,
		Rules:    map[string]int{"portrait": 2, "file": 1, "child-under-6": 1},
	}
	if diff := cmp.Diff(want, v); diff != "" {
		t.Error(diff)
	}
}

func TestAgeIsReadAsItIsSpelled(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]photo.Age{"": photo.Adult, "adult": photo.Adult, "under-10": photo.Under10, "under-6": photo.Under6} {
		if got, err := photo.ParseAge(text); got != want || err != nil {
			t.Errorf("%q is %q, %v", text, got, err)
		}
	}
	if _, err := photo.ParseAge("5"); !errors.Is(err, photo.ErrUnknownAge) {
		t.Errorf("unknown age: %v", err)
	}
	for _, age := range photo.Ages() {
		if v, ok := photo.VariantFor(age); ok != (age != photo.Adult) || ok && (v.Version < 1 || v.ID != "child-"+string(age)) {
			t.Errorf("%s: %+v, %v", age, v, ok)
		}
	}
}

// Whose face it is, whether the file is sound and how it was lit are never
// excused.
func TestReasonsLiftRulesAboutTheFaceOnly(t *testing.T) {
	t.Parallel()
	rules := photo.Overrides()
	never := []string{
		"faces", "turned", "format", "pixels", "ratio", "bytes", "colour", "jpeg-quality", "megapixels", "grey",
		"sharpness", "exposure", "contrast", "burnt", "eye-distance",
	}
	for _, why := range photo.Reasons() {
		if len(rules.Lifts[why][photo.ItemPhoto]) == 0 {
			t.Errorf("%s lifts nothing", why)
		}
		for _, check := range rules.Lifts[why][photo.ItemPhoto] {
			if !slices.Contains(measures(), check) || slices.Contains(never, check) {
				t.Errorf("%s lifts %s", why, check)
			}
		}
		if got, err := photo.ParseReason(string(why)); got != why || err != nil {
			t.Errorf("%s read as %q, %v", why, got, err)
		}
	}
	if len(rules.Lifts) != len(photo.Reasons()) {
		t.Errorf("%d reasons in the data", len(rules.Lifts))
	}
	if _, err := photo.ParseReason("haste"); !errors.Is(err, photo.ErrUnknownReason) {
		t.Errorf("unknown reason: %v", err)
	}
}

func TestLiftedRuleWarnsAndSaysWhy(t *testing.T) {
	t.Parallel()
	before := aVerdict(t,
		photo.Finding{Check: "eyes", Item: photo.ItemPhoto, Profile: photo.Passport, Severity: photo.Block},
		photo.Finding{Check: "faces", Item: photo.ItemPhoto, Profile: photo.DrivingLicence, Severity: photo.Block},
		photo.Finding{Check: "eyes", Item: photo.ItemSignature, Profile: photo.DrivingLicence, Severity: photo.Block},
	)
	if diff := cmp.Diff([]photo.Reason{photo.Infant, photo.Disability, photo.ToldReason}, before.LiftableBy()); diff != "" {
		t.Error(diff)
	}
	after := before.Lift(photo.Infant)
	if !after.Accepts(photo.Passport) || after.Accepts(photo.DrivingLicence) {
		t.Errorf("passport %v, licence %v", after.Accepts(photo.Passport), after.Accepts(photo.DrivingLicence))
	}
	if f := after.Findings[0]; f.Severity != photo.Warn || f.Lifted != photo.Infant {
		t.Errorf("lifted finding: %+v", f)
	}
	if after.Rules["override"] != photo.Overrides().Version || before.Rules["override"] != 0 {
		t.Errorf("rules %v, before %v", after.Rules, before.Rules)
	}
	if before.Findings[0].Severity != photo.Block || before.Lift(photo.ReligiousCover).Accepts(photo.Passport) {
		t.Error("a reason lifted what it may not, or changed the verdict it was asked of")
	}
}

func TestFilesAreLimitedForBothPictures(t *testing.T) {
	t.Parallel()
	for _, item := range []photo.Item{photo.ItemPhoto, photo.ItemSignature} {
		limits := photo.FileLimits(item)
		for measure, severe := range map[string]float64{"jpeg-quality": 59, "bytes": 9_000, "megapixels": 25} {
			if s, _, _ := limits[measure].Judge(severe); s < photo.Warn {
				t.Errorf("%s: %s %v is %v", item, measure, severe, s)
			}
		}
	}
}
