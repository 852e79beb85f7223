package inspect

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
)

// The preview fits into this frame, in pixels, and weighs some 40 KB.
const (
	previewWidth   = 400
	previewHeight  = 600
	previewQuality = 80
)

// previewProfile is the largest colour profile, in bytes, that a preview
// carries; larger ones are printer tables that no screen needs.
const previewProfile = 64 << 10

// preview draws the small upright picture that pages show. It carries the
// colour profile of the master, or its colours would differ from it.
func preview(img image.Image, a *anatomy) ([]byte, image.Point, error) {
	var small *image.YCbCr
	switch source := img.(type) {
	case *image.YCbCr:
		small = shrink(source, previewSize(a))
	case *image.Gray:
		small = shrinkGrey(source, previewSize(a))
	default:
		return nil, image.Point{}, fmt.Errorf("%w: colours not as announced", errBroken)
	}
	small = turn(small, a.orientation())
	var out bytes.Buffer
	if err := jpeg.Encode(&out, small, &jpeg.Options{Quality: previewQuality}); err != nil {
		return nil, image.Point{}, fmt.Errorf("encode preview: %w", err)
	}
	encoded := out.Bytes()
	if len(a.icc) > 0 && len(a.icc) <= previewProfile {
		encoded = bytes.Join([][]byte{encoded[:2], a.colourSegments(), encoded[2:]}, nil)
	}
	return encoded, small.Bounds().Size(), nil
}

// previewSize gives the size of the preview before it is turned upright.
func previewSize(a *anatomy) image.Point {
	frame := image.Pt(previewWidth, previewHeight)
	if a.orientation() >= 5 {
		frame.X, frame.Y = frame.Y, frame.X
	}
	return fit(image.Pt(a.width, a.height), frame)
}

// fit shrinks a size into a frame, keeping its ratio; it never enlarges.
func fit(size, frame image.Point) image.Point {
	if size.X <= frame.X && size.Y <= frame.Y {
		return size
	}
	if size.X*frame.Y >= size.Y*frame.X {
		return image.Pt(frame.X, max(1, (size.Y*frame.X+size.X/2)/size.X))
	}
	return image.Pt(max(1, (size.X*frame.Y+size.Y/2)/size.Y), frame.Y)
}

// plane is one channel of a picture.
type plane struct {
	pix           []byte
	stride        int
	width, height int
}

// shrink averages the three channels down to a size, each from its own
// samples, without a detour over RGB.
func shrink(source *image.YCbCr, to image.Point) *image.YCbCr {
	small := image.NewYCbCr(image.Rectangle{Max: to}, image.YCbCrSubsampleRatio444)
	size := source.Bounds().Size()
	y := plane{source.Y, source.YStride, size.X, size.Y}
	chroma := chromaSize(source)
	cb := plane{source.Cb, source.CStride, chroma.X, chroma.Y}
	cr := plane{source.Cr, source.CStride, chroma.X, chroma.Y}
	y.average(small.Y, to)
	cb.average(small.Cb, to)
	cr.average(small.Cr, to)
	return small
}

// shrinkGrey averages a picture without colours down to a size.
func shrinkGrey(source *image.Gray, to image.Point) *image.YCbCr {
	small := image.NewYCbCr(image.Rectangle{Max: to}, image.YCbCrSubsampleRatio444)
	size := source.Bounds().Size()
	plane{source.Pix, source.Stride, size.X, size.Y}.average(small.Y, to)
	for i := range small.Cb {
		small.Cb[i], small.Cr[i] = 128, 128 // no colour
	}
	return small
}

func chromaSize(source *image.YCbCr) image.Point {
	size := source.Bounds().Size()
	across, down := 1, 1
	switch source.SubsampleRatio {
	case image.YCbCrSubsampleRatio444: // as large as the light
	case image.YCbCrSubsampleRatio422:
		across = 2
	case image.YCbCrSubsampleRatio420:
		across, down = 2, 2
	case image.YCbCrSubsampleRatio440:
		down = 2
	case image.YCbCrSubsampleRatio411:
		across = 4
	case image.YCbCrSubsampleRatio410:
		across, down = 4, 2
	}
	return image.Pt((size.X+across-1)/across, (size.Y+down-1)/down)
}

// average fills a plane of size to, each sample the mean of the box it covers.
func (p plane) average(into []byte, to image.Point) {
	for y := range to.Y {
		top, bottom := span(y, to.Y, p.height)
		for x := range to.X {
			left, right := span(x, to.X, p.width)
			sum := 0
			for row := top; row < bottom; row++ {
				for _, v := range p.pix[row*p.stride+left : row*p.stride+right] {
					sum += int(v)
				}
			}
			area := (bottom - top) * (right - left)
			into[y*to.X+x] = byte((sum + area/2) / area)
		}
	}
}

// span gives the samples, at least one, that the i-th of n covers.
func span(i, n, samples int) (from, to int) {
	from = i * samples / n
	return from, max(from+1, (i+1)*samples/n)
}

// turn makes a small picture upright, for the orientations of CIPA DC-008.
func turn(small *image.YCbCr, orientation int) *image.YCbCr {
	if orientation <= 1 {
		return small
	}
	size := small.Bounds().Size()
	upright := size
	if orientation >= 5 {
		upright = image.Pt(size.Y, size.X)
	}
	turned := image.NewYCbCr(image.Rectangle{Max: upright}, image.YCbCrSubsampleRatio444)
	for y := range upright.Y {
		for x := range upright.X {
			from := stored(image.Pt(x, y), size, orientation)
			a, b := y*upright.X+x, from.Y*size.X+from.X
			turned.Y[a], turned.Cb[a], turned.Cr[a] = small.Y[b], small.Cb[b], small.Cr[b]
		}
	}
	return turned
}

// stored tells where a pixel of the upright picture lies in the stored one.
func stored(at, size image.Point, orientation int) image.Point {
	right, bottom := size.X-1, size.Y-1
	switch orientation {
	case 2:
		return image.Pt(right-at.X, at.Y)
	case 3:
		return image.Pt(right-at.X, bottom-at.Y)
	case 4:
		return image.Pt(at.X, bottom-at.Y)
	case 5:
		return image.Pt(at.Y, at.X)
	case 6:
		return image.Pt(at.Y, bottom-at.X)
	case 7:
		return image.Pt(right-at.Y, bottom-at.X)
	case 8:
		return image.Pt(right-at.Y, at.X)
	default:
		return at
	}
}
