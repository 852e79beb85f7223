package raster

import (
	"image"
	"math"
)

// Upright returns the size of a picture after its orientation of CIPA DC-008
// (1-8; anything else counts as 1) was undone.
func Upright(size image.Point, orientation int) image.Point {
	if orientation >= 5 && orientation <= 8 {
		return image.Pt(size.Y, size.X)
	}
	return size
}

// toStored maps a point of the upright picture to the stored one, whose far
// corner is right, bottom.
func toStored(x, y, right, bottom float64, orientation int) (float64, float64) {
	switch orientation {
	case 2:
		return right - x, y
	case 3:
		return right - x, bottom - y
	case 4:
		return x, bottom - y
	case 5:
		return y, x
	case 6:
		return y, bottom - x
	case 7:
		return right - y, bottom - x
	case 8:
		return right - y, x
	default:
		return x, y
	}
}

// boxToStored returns the part of the stored picture under a box on the upright
// one.
func boxToStored(b box, size image.Point, orientation int) box {
	right, bottom := float64(size.X), float64(size.Y)
	x0, y0 := toStored(b.left, b.top, right, bottom, orientation)
	x1, y1 := toStored(b.right, b.bottom, right, bottom, orientation)
	return box{min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)}
}

// orient returns the upright picture.
func orient(img *image.RGBA, orientation int) *image.RGBA {
	if orientation < 2 || orientation > 8 {
		return img
	}
	size := img.Bounds().Size()
	right, bottom := float64(size.X-1), float64(size.Y-1)
	offset := func(x, y float64) int {
		x, y = toStored(x, y, right, bottom, orientation)
		return img.PixOffset(int(x), int(y))
	}
	origin := offset(0, 0)
	across, down := offset(1, 0)-origin, offset(0, 1)-origin
	turned := image.NewRGBA(image.Rectangle{Max: Upright(size, orientation)})
	width := turned.Rect.Dx()
	for y := range turned.Rect.Dy() {
		row := turned.Pix[y*turned.Stride : y*turned.Stride+4*width]
		for x, from := 0, origin+y*down; x < width; x, from = x+1, from+across {
			copy(row[4*x:4*x+4], img.Pix[from:from+4])
		}
	}
	return turned
}

// phases is the number of positions that are distinguished between two pixels.
const (
	phaseBits = 8
	phases    = 1 << phaseBits
)

// rotate turns img clockwise by an angle in degrees and cuts size pixels out of
// its middle. The corners of the cut must lie on img with a margin of three
// pixels.
func rotate(img *image.RGBA, size image.Point, angle float64) *image.RGBA {
	const fraction = 32 // fractional bits of a position
	sin, cos := math.Sincos(angle * math.Pi / 180)
	fixed := func(v float64) int64 { return int64(math.Round(v * (1 << fraction))) }
	from := img.Bounds().Size()
	// From the middle of the cut to the middle of its first pixel, turned back.
	dx, dy := -float64(size.X-1)/2, -float64(size.Y-1)/2
	x0 := fixed(float64(from.X-1)/2 + float64(dx*cos) + float64(dy*sin))
	y0 := fixed(float64(from.Y-1)/2 - float64(dx*sin) + float64(dy*cos))
	stepX, stepY := fixed(cos), fixed(-sin)
	kernel := phaseTable()
	turned := image.NewRGBA(image.Rectangle{Max: size})
	for row := range size.Y {
		x, y := x0+int64(row)*fixed(sin), y0+int64(row)*fixed(cos)
		out := turned.Pix[row*turned.Stride : row*turned.Stride+4*size.X]
		for ; len(out) >= 4; out = out[4:] {
			column := min(max(int(x>>fraction)-1, 0), from.X-4)
			line := min(max(int(y>>fraction)-1, 0), from.Y-4)
			across := &kernel[x>>(fraction-phaseBits)&(phases-1)]
			down := &kernel[y>>(fraction-phaseBits)&(phases-1)]
			blend((*[4]byte)(out), img.Pix[line*img.Stride+4*column:], img.Stride, across, down)
			x, y = x+stepX, y+stepY
		}
	}
	return turned
}

// phaseTable returns the four weights of each phase.
func phaseTable() *[phases][4]int32 {
	var table [phases][4]int32
	for i := range table {
		at := float64(i) / phases
		normalise(table[i][:], []float64{catmullRom(1 + at), catmullRom(at), catmullRom(1 - at), catmullRom(2 - at)})
	}
	return &table
}

// blend blends the 4 × 4 pixels at the beginning of pix into one.
func blend(into *[4]byte, pix []byte, stride int, across, down *[4]int32) {
	var r, g, b int32
	for i, weight := range down {
		p := (*[16]byte)(pix[i*stride:])
		r += weight * ((across[0]*int32(p[0]) + across[1]*int32(p[4]) + across[2]*int32(p[8]) + across[3]*int32(p[12])) >> 8)
		g += weight * ((across[0]*int32(p[1]) + across[1]*int32(p[5]) + across[2]*int32(p[9]) + across[3]*int32(p[13])) >> 8)
		b += weight * ((across[0]*int32(p[2]) + across[1]*int32(p[6]) + across[2]*int32(p[10]) + across[3]*int32(p[14])) >> 8)
	}
	const shift = 2*unitBits - 8
	const half = 1 << (shift - 1)
	into[0], into[1], into[2], into[3] = clamp((r+half)>>shift), clamp((g+half)>>shift), clamp((b+half)>>shift), 255
}
