package qr_test

import (
	"image"
	"testing"

	"rsc.io/qr"

	search "myphoto/internal/inspect/qr"
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
		if read, err := search.FirstStrategy(clean); read != text || err != nil {
			t.Fatalf("%q read as %q: %v", text, read, err)
		}
	}
}
