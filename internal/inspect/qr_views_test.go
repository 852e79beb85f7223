package inspect_test

import (
	"image"
	"image/color"
	"image/draw"
	"testing"

	"rsc.io/qr"
)

// inks are the colours of a code and of the picture around it.
type inks struct{ dark, light, ground color.Color }

// placed draws a code of modules of scale pixels at a point of a picture.
func placed(t testing.TB, size, at image.Point, scale int, ink inks) *image.NRGBA {
	t.Helper()
	code, err := qr.Encode(qrText, qr.M)
	if err != nil {
		t.Fatal(err)
	}
	img := image.NewNRGBA(image.Rectangle{Max: size})
	draw.Draw(img, img.Rect, image.NewUniform(ink.ground), image.Point{}, draw.Src)
	for y := range code.Size {
		for x := range code.Size {
			paint := ink.light
			if code.Black(x, y) {
				paint = ink.dark
			}
			module := image.Rect(x*scale, y*scale, (x+1)*scale, (y+1)*scale).Add(at)
			draw.Draw(img, module, image.NewUniform(paint), image.Point{}, draw.Src)
		}
	}
	return img
}

// A twentieth of the width of a phone's picture is enough, wherever it is.
func TestSmallQRInALargePictureIsRead(t *testing.T) {
	t.Parallel()
	dark, light := color.Gray{Y: 30}, color.Gray{Y: 220}
	for _, at := range []image.Point{{40, 40}, {700, 500}, {1100, 1150}, {2000, 1400}, {3700, 2700}} {
		picture := encoded(t, placed(t, image.Pt(4000, 3000), at, 6, inks{dark, light, light}))
		if text, _, err := patientQR(t, picture); text != qrText || err != nil {
			t.Errorf("at %v: %q, error %v", at, text, err)
		}
	}
}

// The sentence promises that a tenth of the width is enough.
func TestQROfATenthOfThePictureIsRead(t *testing.T) {
	t.Parallel()
	for _, width := range []int{1000, 1600, 3000, 4000} {
		scale := width / 10 / 33
		picture := encoded(t, placed(t, image.Pt(width, width*3/4), image.Pt(width/3, width/4), scale, inks{color.Black, color.White, color.White}))
		if text, _, err := patientQR(t, picture); text != qrText || err != nil {
			t.Errorf("width %d: %q, error %v", width, text, err)
		}
	}
}

func TestQRWithoutMarginIsRead(t *testing.T) {
	t.Parallel()
	transparent := color.NRGBA{}
	for name, picture := range map[string]*image.NRGBA{
		"on black":                         placed(t, image.Pt(400, 500), image.Pt(80, 90), 6, inks{color.Black, color.White, color.Black}),
		"on dark grey":                     placed(t, image.Pt(900, 900), image.Pt(80, 190), 12, inks{color.Gray{Y: 10}, color.Gray{Y: 230}, color.Gray{Y: 40}}),
		"filling the picture":              placed(t, image.Pt(198, 198), image.Pt(0, 0), 6, inks{color.Black, color.White, color.Black}),
		"white modules on transparency":    placed(t, image.Pt(400, 400), image.Pt(90, 90), 6, inks{color.White, transparent, transparent}),
		"white between transparent ones":   placed(t, image.Pt(400, 400), image.Pt(90, 90), 6, inks{transparent, color.White, transparent}),
		"black modules on transparency":    placed(t, image.Pt(400, 400), image.Pt(90, 90), 6, inks{color.Black, transparent, transparent}),
		"white ground, transparent around": placed(t, image.Pt(400, 400), image.Pt(90, 90), 6, inks{color.Black, color.White, transparent}),
	} {
		if text, _, err := patientQR(t, aPNG(t, picture)); text != qrText || err != nil {
			t.Errorf("%s: %q, error %v", name, text, err)
		}
	}
}

// In a dark theme, and in the negative of a screenshot, the code is light on dark.
func TestNegativeOfACleanPictureIsRead(t *testing.T) {
	t.Parallel()
	white, black := color.White, color.Gray{Y: 20}
	for name, picture := range map[string]*image.NRGBA{
		"alone":                   placed(t, image.Pt(250, 250), image.Pt(26, 26), 6, inks{white, black, black}),
		"without margin":          placed(t, image.Pt(198, 198), image.Pt(0, 0), 6, inks{white, black, black}),
		"on white":                placed(t, image.Pt(400, 500), image.Pt(80, 90), 6, inks{white, black, white}),
		"phone":                   placed(t, image.Pt(1170, 2532), image.Pt(400, 900), 10, inks{white, black, black}),
		"small on a large screen": placed(t, image.Pt(3840, 2160), image.Pt(1700, 900), 4, inks{white, black, black}),
	} {
		if text, _, err := patientQR(t, aPNG(t, picture)); text != qrText || err != nil {
			t.Errorf("%s: %q, error %v", name, text, err)
		}
	}
}
