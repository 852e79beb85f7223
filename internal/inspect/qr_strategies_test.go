package inspect_test

import (
	"image"
	"math"
	"testing"

	"rsc.io/qr"

	"myphoto/internal/inspect"
	"myphoto/internal/photo"
)

// Reading a screenshot of the message must not depend on the load of the
// machine: with raised contrast first, some were not read within the two
// seconds.
func TestCleanCodeIsReadAtFirstSight(t *testing.T) {
	t.Parallel()
	codes := []string{"Mooa/YA0lHDyiQSLWb0IwA"} // most searches miss its corners
	for range 300 {
		codes = append(codes, photo.NewCode().Reveal())
	}
	for _, text := range codes {
		code, err := qr.Encode(text, qr.M)
		if err != nil {
			t.Fatal(err)
		}
		const module, quiet = 8, 4 * 8 // pixels
		side := code.Size*module + 2*quiet
		clean := image.NewGray(image.Rect(0, 0, side, side))
		for y := range side {
			for x := range side {
				if !code.Black((x-quiet)/module, (y-quiet)/module) || x < quiet || y < quiet {
					clean.Pix[y*side+x] = 255
				}
			}
		}
		if read, err := inspect.FirstStrategy(clean); read != text || err != nil {
			t.Fatalf("%q read as %q: %v", text, read, err)
		}
	}
}

// These are found only when the picture is rectified and flattened.
func TestTippedAndBowedCodesAreRead(t *testing.T) {
	t.Parallel()
	kinds := map[string]func(s *snap, number int){
		"tipped": func(s *snap, number int) {
			s.tilt, s.way = degrees(50), degrees(90*float64(number)+20)
		},
		"bowed": func(s *snap, number int) {
			s.bend, s.turn = 1.5+0.3*float64(number), degrees(5)+float64(number)*math.Pi/2
		},
	}
	for name, spoil := range kinds {
		for number := range 4 {
			s := newSnap(t, 100, number)
			spoil(s, number)
			picture := s.taken(t)
			if text, _, err := patientQR(t, picture); text != qrText {
				t.Errorf("%s %d: %q, error %v", name, number, text, err)
			}
		}
	}
}
