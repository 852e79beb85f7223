package portrait

import (
	"image"

	"myphoto/internal/inspect/face"
)

// A detector sees a face in a face that stands on its head about every second
// time, as one of which it is not quite sure: at most 0.81 where upright faces
// reach 0.89. So below doubtful the picture is looked at again upside down, and
// the way in which the face is clearer by the margin is believed.
const (
	minUprightScore = 0.87
	minFlipGain     = 0.05
)

// Examine finds the faces of an upright picture in sRGB (origin 0,0; opaque)
// and measures it. A picture that stands on its head is measured upright, and
// its Roll says so.
func Examine(img *image.RGBA, finder *face.Finder) Measures {
	faces := finder.Find(img)
	if len(faces) > 0 && faces[0].Score >= minUprightScore {
		return Measure(img, faces)
	}
	flipped := upsideDown(img)
	again := finder.Find(flipped)
	if len(again) == 0 || again[0].Presence < minPresence || len(faces) > 0 && again[0].Score < faces[0].Score+minFlipGain {
		return Measure(img, faces)
	}
	m := Measure(flipped, again)
	m.Roll += 180
	if m.Roll > 180 {
		m.Roll -= 360
	}
	return m
}

// upsideDown turns a picture by half a circle.
func upsideDown(img *image.RGBA) *image.RGBA {
	size := img.Rect.Size()
	out := image.NewRGBA(image.Rectangle{Max: size})
	for y := range size.Y {
		from, to := img.Pix[y*img.Stride:], out.Pix[(size.Y-1-y)*out.Stride:]
		for x := range size.X {
			copy(to[4*(size.X-1-x):4*(size.X-x)], from[4*x:4*x+4])
		}
	}
	return out
}
