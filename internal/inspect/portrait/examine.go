package portrait

import (
	"image"

	"myphoto/internal/inspect/face"
)

// A detector finds an upside-down face about every second time, and with less
// certainty: its score is at most 0.81, where upright faces reach 0.89. So
// below minUprightScore the picture is examined flippedFaces upside down, and that
// result is used when its score is higher by at least minFlipGain.
const (
	minUprightScore = 0.87
	minFlipGain     = 0.05
)

// Examine finds the faces of an upright picture in sRGB (origin 0,0; opaque)
// and measures it. An upside-down picture is measured the right way up, and its
// Roll includes the half turn.
func Examine(img *image.RGBA, finder *face.Finder) Measures {
	faces := finder.Find(img)
	if len(faces) > 0 && faces[0].Score >= minUprightScore {
		return Measure(img, faces)
	}
	flipped := upsideDown(img)
	flippedFaces := finder.Find(flipped)
	if len(flippedFaces) == 0 || flippedFaces[0].Presence < minPresence || len(faces) > 0 && flippedFaces[0].Score < faces[0].Score+minFlipGain {
		return Measure(img, faces)
	}
	m := Measure(flipped, flippedFaces)
	m.Roll += 180
	if m.Roll > 180 {
		m.Roll -= 360
	}
	return m
}

// upsideDown turns a picture by 180 degrees.
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
