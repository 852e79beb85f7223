package portrait

import (
	"image"
	"math"
	"slices"

	"myphoto/internal/inspect/face"
)

// burntLuma is the luma that OFIQ counts as over-exposed.
const burntLuma = 247

// light holds the brightness and colour measures of the face's pixels.
type light struct {
	exposure float64 // mean luma, 0-1
	burnt    float64 // share of luma 247 and above, 0-1
	contrast float64 // entropy of the luma, bits
	spread   float64 // mean difference of the largest and the smallest channel, 0-255
}

// lightOf measures the pixels of a shape.
func lightOf(img *image.RGBA, shape spans) light {
	var levels [256]int
	pixels, sum, spread := 0, 0, 0
	for i := range shape.left {
		row := img.Pix[(shape.top+i)*img.Stride:]
		for x := shape.left[i]; x < shape.right[i]; x++ {
			red, green, blue := row[4*x], row[4*x+1], row[4*x+2]
			bright := luma(red, green, blue)
			levels[bright]++
			sum += int(bright)
			spread += int(max(red, green, blue)) - int(min(red, green, blue))
			pixels++
		}
	}
	if pixels == 0 {
		return light{}
	}
	high := 0
	for _, n := range levels[burntLuma:] {
		high += n
	}
	return light{
		exposure: float64(sum) / float64(pixels) / 255,
		burnt:    float64(high) / float64(pixels),
		contrast: entropy(levels[:], pixels),
		spread:   float64(spread) / float64(pixels),
	}
}

// eyesSeen returns how much is visible between the lids: the white of an eye,
// its iris and its pupil differ by at least a tenth of the face's mean luma in
// every light; glass, hair or a hand that hides them is even.
func eyesSeen(img *image.RGBA, f face.Face, exposure float64) float64 {
	if exposure == 0 {
		return 0
	}
	smallest := math.Inf(1)
	for _, outline := range eyeOutlines {
		corners := make([]point, len(outline))
		for i, n := range outline {
			corners[i] = at(f, n)
		}
		smallest = min(smallest, lumaRange(img, spansOf(corners, img.Rect.Dx(), img.Rect.Dy()))/(255*exposure))
	}
	return smallest
}

// lumaRange returns the range of the luma of a shape without its darkest and
// its brightest tenth, 0-255.
func lumaRange(img *image.RGBA, shape spans) float64 {
	var levels []int
	for i := range shape.left {
		row := img.Pix[(shape.top+i)*img.Stride:]
		for x := shape.left[i]; x < shape.right[i]; x++ {
			levels = append(levels, int(luma(row[4*x], row[4*x+1], row[4*x+2])))
		}
	}
	if len(levels) == 0 {
		return 0
	}
	slices.Sort(levels)
	return float64(levels[len(levels)*9/10] - levels[len(levels)/10])
}

// entropy returns the entropy of a histogram, in bits (OFIQ, DynamicRange).
func entropy(levels []int, total int) float64 {
	bits := 0.0
	for _, n := range levels {
		if n > 0 {
			share := float64(n) / float64(total)
			bits -= share * math.Log2(share)
		}
	}
	return bits
}

// whole returns the shape of the whole picture.
func whole(size image.Point) spans {
	s := spans{left: make([]int, size.Y), right: make([]int, size.Y)}
	for i := range s.right {
		s.right[i] = size.X
	}
	return s
}

// cheekSide is the side of the squares on the cheeks, in IED (OFIQ).
const cheekSide = 0.3

// cheekColours returns the mean red, green and blue (0-1) of the squares below
// the eyes where OFIQ measures light and colour: half way to the mouth, from
// the middle of each eye outwards.
func cheekColours(img *image.RGBA, s headPose) (left, right [3]float64) {
	down := distance(s.eyes, s.mouth) / 2
	across := s.right.minus(s.left).times(1 / s.ied)
	below := point{-across.y, across.x}
	square := func(eye point, outwards float64) []point {
		near := eye.plus(below.times(down))
		far := near.plus(across.times(outwards * cheekSide * s.ied))
		deep := below.times(cheekSide * s.ied)
		return []point{near, far, far.plus(deep), near.plus(deep)}
	}
	left = meanColour(img, square(s.left, -1))
	right = meanColour(img, square(s.right, 1))
	return left, right
}

func meanColour(img *image.RGBA, outline []point) [3]float64 {
	shape := spansOf(outline, img.Rect.Dx(), img.Rect.Dy())
	var sum [3]int
	pixels := 0
	for i := range shape.left {
		row := img.Pix[(shape.top+i)*img.Stride:]
		for x := shape.left[i]; x < shape.right[i]; x++ {
			for c := range sum {
				sum[c] += int(row[4*x+c])
			}
			pixels++
		}
	}
	var mean [3]float64
	for c := range mean {
		mean[c] = float64(sum[c]) / float64(max(pixels, 1)) / 255
	}
	return mean
}

// brightness returns the luma of a mean colour, 0-1.
func brightness(c [3]float64) float64 { return 0.299*c[0] + 0.587*c[1] + 0.114*c[2] }

// sideLight returns how much brighter one cheek is than the other, as a share
// of the brighter one.
func sideLight(left, right [3]float64) float64 {
	one, other := brightness(left), brightness(right)
	if max(one, other) == 0 {
		return 0
	}
	return math.Abs(one-other) / max(one, other)
}
