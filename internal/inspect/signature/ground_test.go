package signature_test

import (
	"image"
	"image/color"
	"testing"

	"myphoto/internal/inspect/signature"
	"myphoto/internal/photo/spec"
)

// scribble draws a line across a ground, whose width is given in pixels.
func scribble(ground, line color.RGBA, width int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, 1200, 400))
	for i := range 1200 * 400 {
		img.SetRGBA(i%1200, i/1200, ground)
	}
	for x := 150; x < 1050; x++ {
		middle := 200 + (x*x/7+x*13)%140 - 70
		if x%90 < 45 {
			middle = 130 + x%90*3
		}
		for y := middle - width/2; y <= middle+width/2; y++ {
			for dx := range width {
				img.SetRGBA(x+dx, y, line)
			}
		}
	}
	return img
}

// One cause, one sentence: whatever the width of the line and the colours, a
// ground darker than its line is told as such and nothing else is.
func TestGroundDarkerThanItsLineIsToldAlone(t *testing.T) {
	t.Parallel()
	limits, err := spec.SignatureLimits()
	if err != nil {
		t.Fatal(err)
	}
	black, white := color.RGBA{A: 255}, color.RGBA{255, 255, 255, 255}
	for _, c := range []struct{ ground, line color.RGBA }{
		{black, white},
		{black, color.RGBA{30, 30, 160, 255}},
		{black, color.RGBA{0, 0, 90, 255}},
		{black, black},
		{color.RGBA{20, 20, 20, 255}, color.RGBA{8, 8, 30, 255}},
		{color.RGBA{60, 60, 60, 255}, white},
		{color.RGBA{110, 110, 110, 255}, color.RGBA{200, 200, 210, 255}},
		{color.RGBA{20, 40, 120, 255}, white},
		{color.RGBA{150, 20, 20, 255}, white},
		{color.RGBA{170, 170, 170, 255}, white},
	} {
		for _, width := range []int{1, 3, 5, 6, 8, 12, 16} {
			found := signature.Measure(scribble(c.ground, c.line, width)).Findings(limits)
			if len(found) != 1 || found[0].Code != "signature.inverted" || found[0].Severity != spec.Block {
				t.Errorf("%v on %v, %d pixels wide: %v", c.line, c.ground, width, found)
			}
		}
	}
}

// Paper in poor light is dark too, but its line is darker: another remedy.
func TestDarkPaperIsNotADarkGround(t *testing.T) {
	t.Parallel()
	limits, err := spec.SignatureLimits()
	if err != nil {
		t.Fatal(err)
	}
	for _, paper := range []uint8{60, 90, 130, 200, 250} {
		m := signature.Measure(scribble(color.RGBA{paper, paper, paper, 255}, color.RGBA{5, 5, 20, 255}, 5))
		for _, f := range m.Findings(limits) {
			if f.Code == "signature.inverted" {
				t.Errorf("paper of %d: %+v", paper, m)
			}
		}
	}
}
