package signature_test

import (
	"bytes"
	"image"
	"image/draw"
	"image/jpeg"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"myphoto/internal/inspect/signature"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

func limits(t testing.TB) spec.SignatureProfile {
	t.Helper()
	l, err := spec.SignatureLimits()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// judged makes n pictures of a kind and returns what was found in each.
func judged(t testing.TB, k kind, n int) [][]spec.Finding {
	t.Helper()
	l := limits(t)
	found := make([][]spec.Finding, n)
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	var done sync.WaitGroup
	for i := range found {
		slots <- struct{}{}
		done.Go(func() {
			found[i] = signature.Measure(k.make(t, uint64(i))).Findings(l)
			<-slots
		})
	}
	done.Wait()
	return found
}

// codes lists the findings of one severity without their common prefix.
func codes(found []spec.Finding, s spec.Severity) []string {
	var of []string
	for _, f := range found {
		if f.Severity == s {
			of = append(of, strings.TrimPrefix(f.Code, "signature."))
		}
	}
	return of
}

// The service must not reject an ordinary signature.
func TestGoodSignaturesAreAccepted(t *testing.T) {
	t.Parallel()
	all, warned := 0, 0
	for _, k := range good() {
		for i, found := range judged(t, k, 18) {
			all++
			if blocked := codes(found, spec.Block); len(blocked) > 0 {
				t.Errorf("%s %d is blocked: %v", k.name, i, blocked)
			}
			if advice := codes(found, spec.Warn); len(advice) > 0 {
				warned++
				t.Logf("%s %d: %v", k.name, i, advice)
				if slices.Contains(advice, "lines") {
					t.Errorf("%s %d is called ruled", k.name, i)
				}
			}
		}
	}
	if all < 80 || warned*20 > all {
		t.Errorf("%d of %d with advice", warned, all)
	}
}

// Each of the eleven kinds is blocked, nearly always for a reason that names
// what a person sees.
func TestPicturesThatAreNoSignatureAreBlocked(t *testing.T) {
	t.Parallel()
	reasons := map[string][]string{
		"blank":          {"empty"},
		"shadowed blank": {"empty"},
		"faint":          {"empty", "faint"},
		"tiny":           {"empty", "tiny"},
		"cut":            {"cut"},
		"blot":           {"blot"},
		"coloured paper": {"coloured", "dark", "empty"},
		"inverted":       {"inverted"},
		"photograph":     {"photo", "inverted"},
		"blurred":        {"blurred"},
		"dusty":          {"empty", "scattered", "cut"},
	}
	for _, k := range bad() {
		named, blocked, n := 0, 0, 20
		for i, found := range judged(t, k, n) {
			why := codes(found, spec.Block)
			if len(why) > 0 {
				blocked++
			} else {
				t.Logf("%s %d passes, advice %v", k.name, i, codes(found, spec.Warn))
			}
			if slices.ContainsFunc(reasons[k.name], func(r string) bool { return slices.Contains(why, r) }) {
				named++
			}
		}
		if blocked*100 < n*98 || named*100 < n*90 || len(reasons[k.name]) == 0 {
			t.Errorf("%s: %d of %d blocked, %d for the right reason", k.name, blocked, n, named)
		}
	}
}

// What is wrong but legible is left to the photographer's judgement.
func TestOddSignaturesGetAdvice(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind
		advice string
	}{
		{kind{"printed text", of(printed)}, "parts"},
		{kind{"pale ruled lines", of(func(s *scene) { ruled(s, false) })}, "lines"},
		{kind{"pale squares", of(func(s *scene) { ruled(s, true) })}, "lines"},
		{kind{"signature in dust", of(func(s *scene) { s.signed(); sprinkle(s, 150) })}, "specks"},
		{kind{"red ink", of(func(s *scene) { s.signed().colour = [3]float64{190, 20, 30} })}, "colour"},
		{kind{"green ink", of(func(s *scene) { s.signed().colour = [3]float64{10, 110, 40} })}, "colour"},
	} {
		advised := 0
		for i, found := range judged(t, c.kind, 20) {
			if slices.Contains(codes(found, spec.Warn), c.advice) {
				advised++
			}
			if blocked := codes(found, spec.Block); len(blocked) > 0 {
				t.Errorf("%s %d is blocked: %v", c.name, i, blocked)
			}
		}
		if advised < 18 {
			t.Errorf("%s: %d of 20 with advice %q", c.name, advised, c.advice)
		}
	}
}

// Dark lines would be printed on the licence; that they reach the edge must not
// be reported as a signature that is cut.
func TestDarkRuledLinesAreBlockedByTheirName(t *testing.T) {
	t.Parallel()
	k := kind{"dark lines", of(func(s *scene) {
		s.signed()
		slope := 20 * s.r.Float64()
		p := pen{on: s.ink, width: 2, strength: 0.75}
		for y := 60.0; y < 380; y += 80 {
			for x := -2.0; x < 1202; x += 0.8 {
				p.dab(point{x, y + slope*x/1200}, 1.1, p.strength)
			}
		}
	})}
	for i, found := range judged(t, k, 10) {
		if why := codes(found, spec.Block); !slices.Equal(why, []string{"ruled"}) {
			t.Errorf("%d: %v", i, why)
		}
	}
}

func TestSignatureToTryWithIsAccepted(t *testing.T) {
	t.Parallel()
	m := signature.Measure(opened(t, stored(t, "../../../testdata/signature.jpg")))
	found := m.Findings(limits(t))
	if why := codes(found, spec.Block); len(why) > 0 {
		t.Error(why)
	}
	if told := codes(found, spec.Info); !slices.Contains(told, "whole") || !slices.Contains(told, "blue") {
		t.Error(told)
	}
}

// A finding carries the measure and the limit for programs, and percentages for
// the sentence.
func TestFindingTellsMeasureAndLimit(t *testing.T) {
	t.Parallel()
	m := signature.Measure(opened(t, stored(t, "../../../testdata/signature.jpg")))
	m.BoxWidth, m.Extent = 0.2346, 0.2346
	for _, f := range m.Findings(limits(t)) {
		if f.Item != photo.ItemSignature || f.Profile != "" || !strings.HasPrefix(f.Check, "signature.") {
			t.Errorf("%+v", f)
		}
		if f.Check == "signature.size" && (f.Code != "signature.tiny" || f.Severity != spec.Block ||
			f.Value != "0.2346" || f.Limit != "0.25" || f.Args["have"] != 23.5 || f.Args["limit"] != 25.0) {
			t.Errorf("%+v", f)
		}
	}
}

// Browser and server must agree, and so must two runs.
func TestSamePixelsGiveTheSameNumbers(t *testing.T) {
	t.Parallel()
	img := ordinary(3).signed().taken(t)
	first := signature.Measure(img)
	if second := signature.Measure(img); first != second {
		t.Errorf("%+v\n%+v", first, second)
	}
	other := image.NewRGBA(image.Rect(0, 0, 2000, 500)).SubImage(image.Rect(0, 0, 1200, 400)).(*image.RGBA)
	draw.Draw(other, img.Rect, img, image.Point{}, draw.Src)
	if wide := signature.Measure(other); first != wide {
		t.Errorf("with another stride: %+v", wide)
	}
}

// Whatever was uploaded, measuring ends and returns numbers.
func TestAnyPictureIsMeasured(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 1))
	l := limits(t)
	for _, size := range []image.Point{{0, 0}, {1, 1}, {2, 2}, {3, 1}, {1, 400}, {1200, 1}, {7, 9}, {40, 1600}, {1600, 30}, {300, 300}} {
		for _, value := range []int{0, 255, -1} {
			img := image.NewRGBA(image.Rectangle{Max: size})
			for i := range img.Pix {
				img.Pix[i] = uint8(value)
				if value < 0 {
					img.Pix[i] = uint8(r.Uint32())
				}
			}
			m := signature.Measure(img)
			for _, f := range m.Findings(l) {
				if strings.Contains(f.Value, "N") || strings.Contains(f.Value, "I") {
					t.Errorf("%v of %d: %+v", size, value, f)
				}
			}
			if size.X >= 40 && len(codes(m.Findings(l), spec.Block)) == 0 {
				t.Errorf("%v of %d is accepted", size, value)
			}
		}
	}
}

// A copy of the picture and some tables, no allocation for each pixel.
func TestMeasuringAllocatesLittle(t *testing.T) {
	img := ordinary(5).signed().taken(t)
	if n := testing.AllocsPerRun(3, func() { signature.Measure(img) }); n > 150 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkMeasure(b *testing.B) {
	img := ordinary(5).signed().taken(b)
	b.ReportAllocs()
	for b.Loop() {
		signature.Measure(img)
	}
}

// BenchmarkDecode is for comparison with BenchmarkMeasure: the JPEG decoder of
// the standard library on the same picture.
func BenchmarkDecode(b *testing.B) {
	var file bytes.Buffer
	if err := jpeg.Encode(&file, ordinary(5).signed().taken(b), &jpeg.Options{Quality: 90}); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := jpeg.Decode(bytes.NewReader(file.Bytes())); err != nil {
			b.Fatal(err)
		}
	}
}
