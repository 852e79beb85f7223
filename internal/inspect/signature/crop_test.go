package signature_test

import (
	"image"
	"image/draw"
	"testing"

	"myphoto/internal/inspect/signature"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

func licence(t testing.TB) spec.Demands {
	t.Helper()
	p, _ := spec.ProfileByID(photo.DrivingLicence)
	demands, ok := p.Demands(photo.ItemSignature)
	if !ok {
		t.Fatal("the licence needs no signature")
	}
	return demands
}

// A photograph of a whole upright sheet of paper: the cut must be accepted as
// if it had been made by hand.
func TestSuggestedCropOfAWholeSheetIsAccepted(t *testing.T) {
	t.Parallel()
	for i := range uint64(6) {
		sheet := image.NewRGBA(image.Rect(0, 0, 1600, 1200))
		draw.Draw(sheet, sheet.Rect, image.NewUniform(image.White), image.Point{}, draw.Src)
		s := ordinary(i).signed()
		s.paper = [3]float64{255, 255, 255}
		signed := s.taken(t)
		corner := image.Pt(int(i)*80, int(i)*160)
		draw.Draw(sheet, signed.Rect.Add(corner), signed, image.Point{}, draw.Src)
		m := signature.Measure(sheet)
		box, ok := signature.SuggestedCrop(m, 1600, 1200, licence(t))
		if !ok || box.Dx() != 3*box.Dy() || box.Dx() < 1200 || !box.In(sheet.Rect) || !m.Box.In(box) {
			t.Errorf("%d: %v of ink at %v, %t", i, box, m.Box, ok)
			continue
		}
		cut := image.NewRGBA(image.Rectangle{Max: box.Size()})
		draw.Draw(cut, cut.Rect, sheet, box.Min, draw.Src)
		if why := codes(signature.Measure(cut).Findings(limits(t)), spec.Block); len(why) > 0 {
			t.Errorf("%d: the cut is blocked: %v", i, why)
		}
	}
}

func TestSuggestedCropNeverEnlargesAndNeverCutsInk(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		measured      image.Point
		ink           image.Rectangle
		width, height int
		want          image.Rectangle
		ok            bool
	}{
		"already 3:1":          {image.Pt(1200, 400), image.Rect(300, 100, 900, 300), 1200, 400, image.Rect(0, 0, 1200, 400), true},
		"3:1, larger":          {image.Pt(1200, 400), image.Rect(300, 100, 900, 300), 3600, 1200, image.Rect(0, 0, 3600, 1200), true},
		"small ink":            {image.Pt(1600, 1200), image.Rect(700, 500, 900, 560), 1600, 1200, image.Rect(200, 330, 1400, 730), true},
		"ink in the corner":    {image.Pt(1600, 1200), image.Rect(10, 10, 210, 70), 1600, 1200, image.Rect(0, 0, 1200, 400), true},
		"measured on a copy":   {image.Pt(1600, 1200), image.Rect(400, 500, 1200, 700), 4000, 3000, image.Rect(800, 1100, 3200, 1900), true},
		"wide ink":             {image.Pt(1600, 1200), image.Rect(20, 500, 1580, 700), 1600, 1200, image.Rect(1, 334, 1600, 867), true},
		"too few pixels":       {image.Pt(1000, 800), image.Rect(300, 300, 700, 400), 1000, 800, image.Rectangle{}, false},
		"too low":              {image.Pt(1600, 390), image.Rect(300, 100, 900, 300), 1600, 390, image.Rectangle{}, false},
		"ink too tall":         {image.Pt(1600, 1200), image.Rect(700, 100, 900, 1100), 1600, 1200, image.Rectangle{}, false},
		"no ink":               {image.Pt(1600, 1200), image.Rectangle{}, 1600, 1200, image.Rectangle{}, false},
		"nothing was measured": {image.Point{}, image.Rect(1, 1, 2, 2), 1600, 1200, image.Rectangle{}, false},
	} {
		m := signature.Measures{Width: c.measured.X, Height: c.measured.Y, Box: c.ink}
		if got, ok := signature.SuggestedCrop(m, c.width, c.height, licence(t)); got != c.want || ok != c.ok {
			t.Errorf("%s: %v, %t; want %v", name, got, ok, c.want)
		}
	}
}
