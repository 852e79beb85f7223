package qr_test

import (
	"context"
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

// counted is a context that counts how often it is asked: once for each try, and
// once for each corner that a try finds.
type counted struct {
	context.Context
	asked *int
}

func (c counted) Err() error { *c.asked++; return c.Context.Err() }

// A picture full of corners, large and dark, is tried in every way, tiles and
// negatives included. The work is counted, not timed.
func TestWorkOfAHopelessSearchIsBounded(t *testing.T) {
	t.Parallel()
	const width, height = 2400, 1700
	sheet := image.NewGray(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width * 2 / 3 { // the rest is black
			dx, dy := max(x%9, 6-x%9)-3, max(y%9, 6-y%9)-3
			if ring := max(dx, dy); ring == 2 || ring > 3 {
				sheet.Pix[y*width+x] = 255
			}
		}
	}
	asked := 0
	text, err := search.Unhurried(counted{t.Context(), &asked}, sheet)
	if text != "" || err != nil || asked > 3000 { // 1400 today
		t.Errorf("%q, error %v, after %d", text, err, asked)
	}
}
