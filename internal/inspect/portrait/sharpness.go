package portrait

import (
	"image"
	"math"
)

// The face is laid out alike before its sharpness is measured, so that the
// number does not depend on how large or how tilted it is: 100 pixels between
// the eyes, or as many as there are, in a sheet that holds the oval of any head.
const (
	alignedIED    = 100.0
	alignedWidth  = 260
	alignedHeight = 380
	alignedEyesX  = alignedWidth / 2
	alignedEyesY  = 140
	maxTaps       = 8   // of one sheet pixel, each way
	tapsUnit      = 256 // the sheet is in 1/256 of a level
	subpixelShift = 16
)

// sharpness gives the smaller of the two ratios of second to first derivatives
// (squared and summed over the oval of the face, across and down): about 0.1
// for a sharp face, less than 0.03 when it is out of focus or moved. It does
// not depend on contrast, exposure or the tone of the skin.
func sharpness(img *image.RGBA, s headPose, outline []point) float64 {
	sheet, oval := align(img, s, outline)
	soft := blur(sheet)
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

// align draws the face's luma on the sheet, and the oval in its pixels. Where
// the picture is larger than the sheet, a pixel of the sheet is the mean of a
// grid of points.
func align(img *image.RGBA, s headPose, outline []point) ([]int32, spans) {
	scale := max(1, s.ied/alignedIED) // pixels of the picture for one of the sheet
	across := s.right.minus(s.left).times(scale / s.ied)
	down := point{-across.y, across.x}
	laid := make([]point, len(outline))
	for i, p := range outline {
		from := p.minus(s.eyes)
		laid[i] = point{
			alignedEyesX + (from.x*across.x+from.y*across.y)/(scale*scale),
			alignedEyesY + (from.x*down.x+from.y*down.y)/(scale*scale),
		}
	}
	oval := spansOf(laid, alignedWidth, alignedHeight)
	taps := min(max(1, int(math.Round(scale))), maxTaps)
	sheet := make([]int32, alignedWidth*alignedHeight)
	source := sampler{img: img, across: across, down: down, taps: taps}
	for y := max(0, oval.top-3); y < min(alignedHeight, oval.top+len(oval.left)+3); y++ {
		i := min(max(0, y-oval.top), len(oval.left)-1)
		for x := max(0, oval.left[i]-6); x < min(alignedWidth, oval.right[i]+6); x++ {
			place := s.eyes.plus(across.times(float64(x - alignedEyesX))).plus(down.times(float64(y - alignedEyesY)))
			sheet[y*alignedWidth+x] = source.mean(place)
		}
	}
	return sheet, oval
}

// sampler reads luma between the pixels of a picture.
type sampler struct {
	img          *image.RGBA
	across, down point // one pixel of the sheet
	taps         int
}

// mean gives the luma around a place, in 1/256.
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

// bilinear gives the luma at a place by the four pixels around it, in 1/256;
// beyond the edges the outermost pixels go on.
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

// blur takes the mean of each pixel and its eight neighbours, against the
// noise of the sensor.
func blur(sheet []int32) []int32 {
	soft := make([]int32, len(sheet))
	for y := 1; y < alignedHeight-1; y++ {
		for x := 1; x < alignedWidth-1; x++ {
			sum := int32(0)
			for row := y - 1; row <= y+1; row++ {
				here := row*alignedWidth + x
				sum += sheet[here-1] + sheet[here] + sheet[here+1]
			}
			soft[y*alignedWidth+x] = sum / 9
		}
	}
	return soft
}
