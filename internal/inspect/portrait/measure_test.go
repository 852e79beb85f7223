package portrait_test

import (
	"encoding/json"
	"image"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"myphoto/internal/inspect/face"
	"myphoto/internal/inspect/portrait"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

// The mesh enters every measure; these can be computed by hand.
func TestPoseAndGapsAreThoseOfTheLandmarks(t *testing.T) {
	t.Parallel()
	head := aHead(400, 500, 300, 12)
	head.Points[454].Z, head.Points[234].Z = 0, 1.24*300*math.Tan(20*math.Pi/180)
	m := ofHead(image.Pt(800, 1200), head)
	got := [6]float64{m.Roll, math.Abs(m.Yaw), m.Pitch, m.EyeNarrow, m.EyeWide, m.Mouth}
	want := [6]float64{12, 20, 0, 0.06, 0.06, 0.005}
	if diff := cmp.Diff(want, got, cmpopts.EquateApprox(0, 0.1)); diff != "" {
		t.Error(diff)
	}
}

// Landmarks come from a network and may be anywhere; nothing may panic or
// become NaN.
func TestStrangeLandmarksAreMeasuredOrLeft(t *testing.T) {
	t.Parallel()
	size := image.Pt(64, 96)
	for name, head := range map[string]face.Face{
		"outside":     aHead(-500, 4000, 30, 0),
		"huge":        aHead(32, 48, 1e5, 30),
		"a point":     aHead(32, 48, 0, 0),
		"not numbers": aHead(math.NaN(), 48, 20, 0),
		"no mesh":     {Left: 1, Top: 1, Width: 30, Height: 30, Score: 0.9, Presence: 1},
		"unsure":      {Width: 30, Score: 0.9, Presence: 0.5, Points: aHead(32, 48, 20, 0).Points},
	} {
		m := ofHead(size, head)
		raw, err := json.Marshal(m)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if strings.Contains(string(raw), "stance") {
			t.Errorf("%s: landmarks are written: %s", name, raw)
		}
		for _, p := range spec.Profiles() {
			crop, _ := portrait.AutoCrop(m, p, size)
			portrait.Judge(m, p, crop, size)
		}
	}
	if m := portrait.Measure(image.NewRGBA(image.Rectangle{}), nil); m.Found {
		t.Error("a face in no picture")
	}
}

// A browser and a server must compute the same numbers; a map or a clock in the
// measures would show here.
func TestSamePixelsGiveTheSameNumbers(t *testing.T) {
	t.Parallel()
	found := eyes().Find(hopper())
	first, second := portrait.Measure(hopper(), found), portrait.Measure(hopper(), found)
	if first != second {
		t.Errorf("%+v\n%+v", first, second)
	}
}

// The camera's distance and the size of the scan must not decide whether a
// face is sharp.
func TestSharpnessDoesNotDependOnSizeTiltOrLight(t *testing.T) {
	t.Parallel()
	sharp := func(change scene) float64 {
		img := change(hopper())
		return portrait.Measure(img, eyes().Find(img)).Sharpness
	}
	want := sharp(harmless()[asItIs])
	for name, change := range map[string]scene{
		"smaller": moved(0, 0.75, image.Pt(400, 600), image.Pt(400, 600)), "tilted": moved(15, 1, image.Pt(400, 600), image.Pt(400, 600)),
		"dark": brighter(0.5, 0.5, 0.5),
	} {
		if got := sharp(change); math.Abs(got/want-1) > 0.25 {
			t.Errorf("%s: %v, not about %v", name, got, want)
		}
	}
}

// Requests share one processor: the pixels must not cost an allocation each.
func TestMeasuringAllocatesAFewBuffersOnly(t *testing.T) {
	found := eyes().Find(hopper())
	if n := testing.AllocsPerRun(3, func() { portrait.Measure(hopper(), found) }); n > 60 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkMeasure(b *testing.B) {
	found := eyes().Find(hopper())
	b.ReportAllocs()
	for b.Loop() {
		portrait.Measure(hopper(), found)
	}
}

func BenchmarkJudge(b *testing.B) {
	m := portrait.Measure(hopper(), eyes().Find(hopper()))
	p, ok := spec.ProfileByID(photo.DrivingLicence)
	must(b, p, ok)
	b.ReportAllocs()
	for b.Loop() {
		crop, _ := portrait.AutoCrop(m, p, image.Pt(800, 1200))
		portrait.Judge(m, p, crop, image.Pt(800, 1200))
	}
}

// sentences returns the keys of the Greek sentences.
func sentences(tb testing.TB) map[string]string {
	tb.Helper()
	raw, err := os.ReadFile("../../lang/el.json")
	if err != nil {
		tb.Fatal(err)
	}
	var said map[string]string
	if err := json.Unmarshal(raw, &said); err != nil {
		tb.Fatal(err)
	}
	return said
}
