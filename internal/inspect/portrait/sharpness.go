package portrait

import (
	"image"
	"math"
)

// The face is resampled to a standard size before its sharpness is measured, so
// that the number does not depend on the size or the tilt of the face: 100
// pixels between the eyes, or as many as there are, on a canvas that holds the
// oval of any head.
const (
	alignedIED    = 100.0
	alignedWidth  = 260
	alignedHeight = 380
	alignedEyesX  = alignedWidth / 2
	alignedEyesY  = 140
	maxTaps       = 8 // for one pixel of the canvas, each way
	subpixelShift = 16
)

// sharpness returns the smaller of the two ratios of second to first
// derivatives (squared and summed over the oval of the face, across and down):
// about 0.1 for a sharp face, less than 0.03 when it is out of focus or moved.
// It does not depend on contrast, exposure or skin tone.
func sharpness(img *image.RGBA, s headPose, outline []point) float64 {
	canvas, oval := align(img, s, outline)
	soft := blur(canvas)
	var first, second [2]float64
	for i := range oval.left {
		y := oval.top + i
		if y < 2 || y >= alignedHeight-2 {
			continue
		}
		for x := max(2, oval.left[i]); x < min(alignedWidth-2, oval.right[i]); x++ {
			here := y*alignedWidth + x
			for way, step := range [2]int{1, alignedWidth} {
				before, middle, after := soft[here-step], soft[here], soft[here+step]
				slope, bend := float64(after-before), float64(after-2*middle+before)
				first[way] += slope * slope
				second[way] += bend * bend
			}
		}
	}
	if first[0] == 0 || first[1] == 0 {
		return 0
	}
	return min(second[0]/first[0], second[1]/first[1])
}

// align draws the face's luma on the canvas and returns the oval in its pixels.
// Where the picture is larger than the canvas, a pixel of the canvas is the
// mean of a grid of samples.
func align(img *image.RGBA, s headPose, outline []point) ([]int32, spans) {
	scale := max(1, s.ied/alignedIED) // pixels of the picture for each pixel of the canvas
	across := s.right.minus(s.left).times(scale / s.ied)
	down := point{-across.y, across.x}
	aligned := make([]point, len(outline))
	for i, p := range outline {
		from := p.minus(s.eyes)
		aligned[i] = point{
			alignedEyesX + (from.x*across.x+from.y*across.y)/(scale*scale),
			alignedEyesY + (from.x*down.x+from.y*down.y)/(scale*scale),
		}
	}
	oval := spansOf(aligned, alignedWidth, alignedHeight)
	taps := min(max(1, int(math.Round(scale))), maxTaps)
	canvas := make([]int32, alignedWidth*alignedHeight)
	source := sampler{img: img, across: across, down: down, taps: taps}
	for y := max(0, oval.top-3); y < min(alignedHeight, oval.top+len(oval.left)+3); y++ {
		i := min(max(0, y-oval.top), len(oval.left)-1)
		for x := max(0, oval.left[i]-6); x < min(alignedWidth, oval.right[i]+6); x++ {
			place := s.eyes.plus(across.times(float64(x - alignedEyesX))).plus(down.times(float64(y - alignedEyesY)))
			canvas[y*alignedWidth+x] = source.mean(place)
		}
	}
	return canvas, oval
}

// sampler reads luma between the pixels of a picture.
type sampler struct {
	img          *image.RGBA
	across, down point // one pixel of the canvas
	taps         int
}

// mean returns the luma around a position, in 1/256.
func (s sampler) mean(place point) int32 {
	sum := 0
	for row := range s.taps {
		for column := range s.taps {
			right := (float64(column)+0.5)/float64(s.taps) - 0.5
			below := (float64(row)+0.5)/float64(s.taps) - 0.5
			sum += s.bilinear(place.plus(s.across.times(right)).plus(s.down.times(below)))
		}
	}
	return int32(sum / (s.taps * s.taps))
}

// bilinear returns the luma at a position from the four pixels around it, in
// 1/256; beyond the edges the outermost pixels are repeated.
func (s sampler) bilinear(place point) int {
	const one = 1 << subpixelShift
	x, y := int(math.Floor(place.x*one)), int(math.Floor(place.y*one))
	fx, fy := (x&(one-1))>>8, (y&(one-1))>>8
	x, y = x>>subpixelShift, y>>subpixelShift
	upper := s.luma(x, y)*(256-fx) + s.luma(x+1, y)*fx
	lower := s.luma(x, y+1)*(256-fx) + s.luma(x+1, y+1)*fx
	return (upper*(256-fy) + lower*fy) / 256
}

func (s sampler) luma(x, y int) int {
	size := s.img.Rect.Size()
	x, y = min(max(0, x), size.X-1), min(max(0, y), size.Y-1)
	p := s.img.Pix[y*s.img.Stride+4*x:]
	return int(luma(p[0], p[1], p[2]))
}

// blur averages each pixel with its eight neighbours, against sensor noise.
func blur(canvas []int32) []int32 {
	soft := make([]int32, len(canvas))
	for y := 1; y < alignedHeight-1; y++ {
		for x := 1; x < alignedWidth-1; x++ {
			sum := int32(0)
			for row := y - 1; row <= y+1; row++ {
				here := row*alignedWidth + x
				sum += canvas[here-1] + canvas[here] + canvas[here+1]
			}
			soft[y*alignedWidth+x] = sum / 9
		}
	}
	return soft
}
