package qr

import (
	"image"
	"image/color"
)

// toGrey shrinks a picture to its brightness, with transparent parts in the grey
// that shows what is drawn.
func toGrey(img image.Image, to image.Point) *image.Gray {
	small := image.NewGray(image.Rectangle{Max: to})
	size := img.Bounds().Size()
	switch source := img.(type) {
	case *image.YCbCr:
		plane{source.Y, source.YStride, size.X, size.Y}.boxAverage(small.Pix, to)
	case *image.Gray:
		plane{source.Pix, source.Stride, size.X, size.Y}.boxAverage(small.Pix, to)
	default:
		sampleGrey(img, small, groundOf(img))
	}
	return small
}

// groundOf returns the grey on which a picture with transparent parts can be
// seen: black where what is drawn is light, else white.
func groundOf(img image.Image) uint32 {
	const points = 64 // on each side
	area := img.Bounds()
	light, opaque := uint64(0), uint64(0)
	for y := range points {
		for x := range points {
			r, g, b, a := img.At(area.Min.X+x*area.Dx()/points, area.Min.Y+y*area.Dy()/points).RGBA()
			light += uint64(r+2*g+b) / 4
			opaque += uint64(a)
		}
	}
	if 2*light > opaque {
		return 0
	}
	return 0xffff
}

// sampleGrey fills small from a picture of any colours. Each pixel is the mean
// of at most 3 × 3 points of the box it covers: enough for the sharp edges of a
// QR code, at a cost that does not grow with the picture.
func sampleGrey(img image.Image, small *image.Gray, ground uint32) {
	from, to := img.Bounds(), small.Bounds().Size()
	for y := range to.Y {
		top, bottom := boxSpan(y, to.Y, from.Dy())
		for x := range to.X {
			left, right := boxSpan(x, to.X, from.Dx())
			sum, points := 0, 0
			for row := top; row < bottom; row += 1 + (bottom-top-1)/3 {
				for col := left; col < right; col += 1 + (right-left-1)/3 {
					sum += brightness(img.At(from.Min.X+col, from.Min.Y+row), ground)
					points++
				}
			}
			small.Pix[y*small.Stride+x] = byte(sum / points)
		}
	}
}

// brightness returns the brightness of a colour on a grey ground, 0-255.
func brightness(c color.Color, ground uint32) int {
	r, g, b, a := c.RGBA()
	return int((r+2*g+b)/4+(0xffff-a)*ground/0xffff) >> 8
}

// plane is one channel of a picture.
type plane struct {
	pix           []byte
	stride        int
	width, height int
}

// boxAverage fills a plane of size to; each sample is the mean of the box it
// covers.
func (p plane) boxAverage(into []byte, to image.Point) {
	for y := range to.Y {
		top, bottom := boxSpan(y, to.Y, p.height)
		for x := range to.X {
			left, right := boxSpan(x, to.X, p.width)
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

// boxSpan returns the range of samples, at least one, that box i of n covers.
func boxSpan(i, n, samples int) (from, to int) {
	from = i * samples / n
	return from, max(from+1, (i+1)*samples/n)
}
