package spec_test

import (
	"errors"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

func aProfile(tb testing.TB, id photo.ProfileID) spec.Profile {
	tb.Helper()
	p, ok := spec.ProfileByID(id)
	if !ok {
		tb.Fatalf("no profile %s", id)
	}
	return p
}

// measures lists everything by which a portrait is judged.
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
	for _, p := range spec.Profiles() {
		if diff := cmp.Diff(measures(), slices.Sorted(maps.Keys(p.Limits))); diff != "" {
			t.Errorf("%s: %s", p.ID, diff)
		}
	}
}

// The cut must be obtainable without enlarging: its size is the smallest size
// accepted, and it has the ratio and the print that the office demands.
func TestCutSuitsItsOffice(t *testing.T) {
	t.Parallel()
	for _, p := range spec.Profiles() {
		for _, item := range []photo.Item{photo.ItemPhoto, photo.ItemSignature} {
			demands, needed := p.Demands(item)
			if !needed {
				continue
			}
			cut := demands.Cut
			if !cut.Bounded && (cut.Width != demands.MinWidth || cut.Height != demands.MinHeight || !demands.RatioFits(cut.Width, cut.Height)) {
				t.Errorf("%s %s: cut %+v for %+v", p.ID, item, cut, demands)
			}
			if cut.Bounded && (cut.Width < demands.MinWidth || cut.Height < demands.MinHeight) {
				t.Errorf("%s %s: bounds %+v below %+v", p.ID, item, cut, demands)
			}
		}
		if f := p.Frame; f.WidthMM*float64(p.Photo.RatioHeight) != f.HeightMM*float64(p.Photo.RatioWidth) && p.Photo.Ratio() != "" {
			t.Errorf("%s: frame %+v is not %s", p.ID, f, p.Photo.Ratio())
		}
	}
}

// What the automatic cut aims for must itself pass, or it would cause advice.
func TestAutomaticCutAimsInsideTheLimits(t *testing.T) {
	t.Parallel()
	for _, p := range spec.Profiles() {
		for measure, aim := range map[string]float64{"head-height": p.Frame.HeadMM, "eye-height": p.Frame.EyesMM} {
			if severity, _, demanded := p.Limits[measure].Judge(aim); severity != spec.Info {
				t.Errorf("%s: %s %v against %v", p.ID, measure, aim, demanded)
			}
		}
	}
}

// Pose, expression and eyes of children are judged leniently; the file, the
// light and the number of faces are not.
func TestChildrenAreForgivenPoseExpressionAndEyes(t *testing.T) {
	t.Parallel()
	beyond := map[string]float64{
		"roll": 15, "yaw": 30, "eyes": 0.001, "mouth": 0.5, "head-height": 50, "centring": 0.1,
		"turned": 90, "second-face": 0.5, "sharpness": 0.001, "background": 0.1, "exposure": 0.05, "grey": 1,
	}
	for age, want := range map[spec.Age]map[string]spec.Severity{
		spec.Adult:   {"mouth": spec.Block, "eyes": spec.Block, "roll": spec.Block, "yaw": spec.Block, "head-height": spec.Block, "centring": spec.Block},
		spec.Under10: {"mouth": spec.Warn, "eyes": spec.Warn, "roll": spec.Warn, "yaw": spec.Warn, "head-height": spec.Warn, "centring": spec.Warn},
		spec.Under6:  {"mouth": spec.Info, "eyes": spec.Warn, "roll": spec.Warn, "yaw": spec.Warn, "head-height": spec.Warn, "centring": spec.Warn},
	} {
		p := aProfile(t, photo.DrivingLicence).For(age)
		for measure, v := range beyond {
			expected, forgiven := want[measure]
			if !forgiven {
				expected = spec.Block
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
	_ = p.For(spec.Under6)
	if diff := cmp.Diff(aProfile(t, photo.Passport), p); diff != "" {
		t.Error(diff)
	}
}

func TestVerdictSaysByWhichRulesAndForWhom(t *testing.T) {
	t.Parallel()
	child := aProfile(t, photo.DrivingLicence).For(spec.Under6)
	v := spec.NewVerdict([]spec.Profile{child})
	want := spec.Verdict{
		Profiles: map[photo.ProfileID]int{photo.DrivingLicence: 2},
		Age:      spec.Under6,
		Rules:    map[string]int{"portrait": 2, "file": 1, "child-under-6": 1},
	}
	if diff := cmp.Diff(want, v); diff != "" {
		t.Error(diff)
	}
}

func TestAgeIsReadAsItIsSpelled(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]spec.Age{"": spec.Adult, "adult": spec.Adult, "under-10": spec.Under10, "under-6": spec.Under6} {
		if got, err := spec.ParseAge(text); got != want || err != nil {
			t.Errorf("%q is %q, %v", text, got, err)
		}
	}
	if _, err := spec.ParseAge("5"); !errors.Is(err, spec.ErrUnknownAge) {
		t.Errorf("unknown age: %v", err)
	}
	for _, age := range spec.Ages() {
		if v, ok := spec.VariantFor(age); ok != (age != spec.Adult) || ok && (v.Version < 1 || v.ID != "child-"+string(age)) {
			t.Errorf("%s: %+v, %v", age, v, ok)
		}
	}
}

// The identity of the face, the soundness of the file and the light are never
// exempted.
func TestReasonsLiftRulesAboutTheFaceOnly(t *testing.T) {
	t.Parallel()
	rules := spec.Exemptibles()
	never := []string{
		"faces", "turned", "format", "pixels", "ratio", "bytes", "colour", "jpeg-quality", "megapixels", "grey",
		"sharpness", "exposure", "contrast", "burnt", "eye-distance",
	}
	for _, why := range spec.Exemptions() {
		if len(rules.Lifts[why][photo.ItemPhoto]) == 0 {
			t.Errorf("%s lifts nothing", why)
		}
		for _, check := range rules.Lifts[why][photo.ItemPhoto] {
			if !slices.Contains(measures(), check) || slices.Contains(never, check) {
				t.Errorf("%s lifts %s", why, check)
			}
		}
		if got, err := spec.ParseExemption(string(why)); got != why || err != nil {
			t.Errorf("%s read as %q, %v", why, got, err)
		}
	}
	if len(rules.Lifts) != len(spec.Exemptions()) {
		t.Errorf("%d reasons in the data", len(rules.Lifts))
	}
	if _, err := spec.ParseExemption("haste"); !errors.Is(err, spec.ErrUnknownExemption) {
		t.Errorf("unknown reason: %v", err)
	}
}

func TestLiftedRuleWarnsAndSaysWhy(t *testing.T) {
	t.Parallel()
	before := aVerdict(t,
		spec.Finding{Check: "eyes", Item: photo.ItemPhoto, Profile: photo.Passport, Severity: spec.Block},
		spec.Finding{Check: "faces", Item: photo.ItemPhoto, Profile: photo.DrivingLicence, Severity: spec.Block},
		spec.Finding{Check: "eyes", Item: photo.ItemSignature, Profile: photo.DrivingLicence, Severity: spec.Block},
	)
	if diff := cmp.Diff([]spec.Exemption{spec.Infant, spec.Disability, spec.ToldReason}, before.ExemptibleBy()); diff != "" {
		t.Error(diff)
	}
	after := before.Exempt(spec.Infant)
	if !after.Accepts(photo.Passport) || after.Accepts(photo.DrivingLicence) {
		t.Errorf("passport %v, licence %v", after.Accepts(photo.Passport), after.Accepts(photo.DrivingLicence))
	}
	if f := after.Findings[0]; f.Severity != spec.Warn || f.Exempted != spec.Infant {
		t.Errorf("lifted finding: %+v", f)
	}
	if after.Rules["override"] != spec.Exemptibles().Version || before.Rules["override"] != 0 {
		t.Errorf("rules %v, before %v", after.Rules, before.Rules)
	}
	if before.Findings[0].Severity != spec.Block || before.Exempt(spec.ReligiousCover).Accepts(photo.Passport) {
		t.Error("a reason lifted what it may not, or changed the verdict it was asked of")
	}
}

func TestFilesAreLimitedForBothPictures(t *testing.T) {
	t.Parallel()
	for _, item := range []photo.Item{photo.ItemPhoto, photo.ItemSignature} {
		limits := spec.FileLimits(item)
		for measure, severe := range map[string]float64{"jpeg-quality": 59, "bytes": 9_000, "megapixels": 25} {
			if s, _, _ := limits[measure].Judge(severe); s < spec.Warn {
				t.Errorf("%s: %s %v is %v", item, measure, severe, s)
			}
		}
	}
}
