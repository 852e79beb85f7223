package e2e_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"math"
	"testing"
	"time"

	"myphoto/internal/lang"
	"myphoto/internal/photo/spec"
)

// roomy returns the path of the portrait on a larger sheet, with room to move a frame.
func roomy(t *testing.T) string {
	t.Helper()
	face := decoded(t, "the portrait", read(t, portrait(t)))
	size, sheet := face.Bounds().Size(), image.NewRGBA(image.Rect(0, 0, 1600, 2000))
	const width, height = 1240, 1860
	for y := range 2000 {
		for x := range 1600 {
			fromX := min(max((x-(1600-width)/2)*size.X/width, 0), size.X-1)
			fromY := min(max((y-(2000-height))*size.Y/height, 0), size.Y-1)
			sheet.Set(x, y, face.At(fromX, fromY))
		}
	}
	return jpegFile(t, "roomy.jpg", sheet)
}

// frameOf returns the frame in the form's field of a document; the zero one where the
// field is empty.
func (v *person) frameOf(document string) spec.Crop {
	v.t.Helper()
	text := v.Value("crop_" + document)
	if text == "" {
		return spec.Crop{}
	}
	crop, err := spec.ParseCrop(text)
	if err != nil {
		v.t.Fatalf("the field of %s holds %q: %v", document, text, err)
	}
	return crop
}

// awaitText waits until a text under the frame shows what a function wants.
func (v *person) awaitText(selector string, want func(string) bool) string {
	v.t.Helper()
	for deadline := time.Now().Add(time.Minute); ; <-time.After(50 * time.Millisecond) {
		var text string
		v.Evaluate(`document.querySelector("`+selector+`").textContent`, &text)
		if want(text) {
			return text
		}
		if time.Now().After(deadline) {
			v.t.Fatalf("%s says %q", selector, text)
		}
	}
}

// chooseRoomy chooses the photo with room and waits for its automatic frame.
func (v *person) chooseRoomy() {
	v.t.Helper()
	v.ChooseFile("photo", roomy(v.t))
	v.awaitText("[data-crop-state]", func(text string) bool { return text == lang.Language(v.lang).Say("crop.auto", nil) })
	v.awaitCheck("photo")
}

// onPicture fails the test unless all four corners of a frame lie on the picture.
func onPicture(t *testing.T, c spec.Crop, size image.Point, ratio float64) {
	t.Helper()
	w, h := c.Width*float64(size.X), c.Width*float64(size.X)/ratio
	sin, cos := math.Sincos(-c.Angle * math.Pi / 180)
	for _, corner := range [][2]float64{{-1, -1}, {-1, 1}, {1, -1}, {1, 1}} {
		x := c.X*float64(size.X) + corner[0]*w/2*cos - corner[1]*h/2*sin
		y := c.Y*float64(size.Y) + corner[0]*w/2*sin + corner[1]*h/2*cos
		if x < -0.1 || y < -0.1 || x > float64(size.X)+0.1 || y > float64(size.Y)+0.1 {
			t.Errorf("a corner of %v lies at %.1f, %.1f of %v", c, x, y, size)
		}
	}
}

// apart returns how far a cut is, on average, from what a frame of the original shows.
func apart(original, cut image.Image, c spec.Crop) float64 {
	size, out := original.Bounds().Size(), cut.Bounds().Size()
	scale := c.Width * float64(size.X) / float64(out.X)
	sin, cos := math.Sincos(-c.Angle * math.Pi / 180)
	sum, n := 0.0, 0
	for y := 3; y < out.Y; y += 7 {
		for x := 3; x < out.X; x += 7 {
			dx, dy := (float64(x)+0.5-float64(out.X)/2)*scale, (float64(y)+0.5-float64(out.Y)/2)*scale
			fromX := int(c.X*float64(size.X) + dx*cos - dy*sin)
			fromY := int(c.Y*float64(size.Y) + dx*sin + dy*cos)
			r, g, b, _ := original.At(min(max(fromX, 0), size.X-1), min(max(fromY, 0), size.Y-1)).RGBA()
			r2, g2, b2, _ := cut.At(x, y).RGBA()
			for _, pair := range [][2]uint32{{r, r2}, {g, g2}, {b, b2}} {
				sum += math.Abs(float64(pair[0]>>8) - float64(pair[1]>>8))
				n++
			}
		}
	}
	return sum / float64(n)
}

// cutIs fails the test unless what the office of a document receives of the roomy photo
// is that frame of it, and no other.
func (v *person) cutIs(upload, document string, c spec.Crop) {
	v.t.Helper()
	status, content := v.get(upload + "/photo?document=" + document)
	if status != 200 {
		v.t.Fatalf("the cut for %s: %d", document, status)
	}
	cut, err := jpeg.Decode(bytes.NewReader(content))
	if err != nil {
		v.t.Fatal(err)
	}
	original := decoded(v.t, "the photo", read(v.t, roomy(v.t)))
	right := apart(original, cut, c)
	for _, wrong := range []spec.Crop{
		{X: c.X + 0.01, Y: c.Y, Width: c.Width, Angle: c.Angle},
		{X: c.X, Y: c.Y - 0.01, Width: c.Width, Angle: c.Angle},
		{X: c.X, Y: c.Y, Width: c.Width * 0.97, Angle: c.Angle},
		{X: c.X, Y: c.Y, Width: c.Width, Angle: c.Angle + 1},
		{X: c.X, Y: c.Y, Width: c.Width, Angle: -c.Angle - 1},
	} {
		if other := apart(original, cut, wrong); other <= right {
			v.t.Errorf("%s: the cut is nearer to %v (%.2f) than to %v (%.2f)", document, wrong, other, c, right)
		}
	}
	if right > 6 {
		v.t.Errorf("%s: the cut is %.2f apart from its frame", document, right)
	}
}
