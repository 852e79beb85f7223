package face

import (
	"image"
	"math"
)

// letterbox fills a network's input, side × side pixels of three numbers from
// -1 to 1, with the whole picture in the middle and black beside it. Each
// number is the mean of the part of the picture it covers; where the picture is
// smaller than the input, of the part one pixel wide around it, which is linear
// interpolation. The sums are integers, so that they are the same on every
// machine.
func letterbox(input []float32, img *image.RGBA, side int) {
	size := img.Bounds().Size()
	long := max(size.X, size.Y)
	columns := boxWeights(size.X, long, side)
	rows := boxWeights(size.Y, long, side)
	line := make([]uint32, 3*side)
	total := make([]uint64, 3*side)
	full := float32(4*max(long, side)*max(long, side)) * 127.5
	have := -1
	for y, r := range rows {
		clear(total)
		for k := r.from; k < r.to; k++ {
			if k != have {
				sumRow(line, img.Pix[k*img.Stride:][:4*size.X], columns)
				have = k
			}
			weight := uint64(r.weight(k))
			for i, v := range line {
				total[i] += uint64(v) * weight
			}
		}
		out := input[3*y*side:][:3*side]
		for i, v := range total {
			out[i] = float32(v)/full - 1
		}
	}
}

// cell is the range of source pixels that one input pixel covers: whole pixels
// of one weight between a first and a last of their own.
type cell struct {
	from, to           int
	first, whole, last uint32
}

func (c cell) weight(k int) uint32 {
	switch k {
	case c.from:
		return c.first
	case c.to - 1:
		return c.last
	}
	return c.whole
}

// boxWeights distributes a length of source pixels, centred in long, over side
// pixels. Lengths are in 1/(2·side) of a source pixel, so that all are
// integers.
func boxWeights(length, long, side int) []cell {
	list := make([]cell, side)
	pixel, half := 2*side, max(long, side)
	for i := range list {
		middle := (2*i+1)*long - side*(long-length)
		low, high := max(0, middle-half), min(length*pixel, middle+half)
		if low >= high {
			continue
		}
		c := cell{from: low / pixel, to: (high + pixel - 1) / pixel, whole: uint32(pixel)}
		c.first = uint32(min(high, (c.from+1)*pixel) - low)
		c.last = c.first
		if c.to-c.from > 1 {
			c.last = uint32(high - (c.to-1)*pixel)
		}
		list[i] = c
	}
	return list
}

// sumRow adds up one row of the picture by cell.
func sumRow(line []uint32, row []uint8, columns []cell) {
	for i, c := range columns {
		out := line[3*i:][:3]
		if c.from == c.to {
			clear(out)
			continue
		}
		p := row[4*c.from:][:4]
		r, g, b := uint32(p[0])*c.first, uint32(p[1])*c.first, uint32(p[2])*c.first
		if c.to-c.from > 1 {
			var sr, sg, sb uint32
			inner := row[4*(c.from+1) : 4*(c.to-1)]
			for ; len(inner) >= 4; inner = inner[4:] {
				sr, sg, sb = sr+uint32(inner[0]), sg+uint32(inner[1]), sb+uint32(inner[2])
			}
			p = row[4*(c.to-1):][:4]
			r += sr*c.whole + uint32(p[0])*c.last
			g += sg*c.whole + uint32(p[1])*c.last
			b += sb*c.whole + uint32(p[2])*c.last
		}
		out[0], out[1], out[2] = r, g, b
	}
}

// square is a rotated square of the picture: its centre and side in pixels, its
// angle in radians, clockwise as the picture is seen.
type square struct{ x, y, side, angle float64 }

// point maps a position in the square, in shares of its side, to the picture.
func (s square) point(u, v float64) (float64, float64) {
	sin, cos := math.Sincos(s.angle)
	u, v = (u-0.5)*s.side, (v-0.5)*s.side
	return s.x + (u*cos - v*sin), s.y + (u*sin + v*cos)
}

// fraction is the number of positions distinguished between two pixels.
const (
	fractionBits = 8
	fraction     = 1 << fractionBits
)

// cut fills a network's input, side × side pixels of three numbers from 0 to 1,
// with a rotated square of the picture; beyond the picture its edge pixels are
// repeated. Each pixel is the mean of n × n samples, dense enough not to miss
// anything.
func (s square) cut(input []float32, img *image.RGBA, side int) {
	n := min(8, max(1, int(math.Ceil(s.side/float64(side)/1.5))))
	step := 1 / float64(side*n)
	x0, y0 := s.point(step/2, step/2)
	x1, y1 := s.point(step/2+1, step/2)
	const fine = 1 << 32
	across := [2]int64{int64((x1 - x0) * step * fine), int64((y1 - y0) * step * fine)}
	startX, startY := int64((x0-0.5)*fine), int64((y0-0.5)*fine)
	full := float32(255 * fraction * fraction * n * n)
	for y := range side {
		for x := range side {
			var sum [3]uint32
			for j := range n {
				row := int64(y*n + j)
				for i := range n {
					column := int64(x*n + i)
					px := startX + column*across[0] - row*across[1]
					py := startY + column*across[1] + row*across[0]
					addBilinear(&sum, img, [2]int64{px >> (32 - fractionBits), py >> (32 - fractionBits)})
				}
			}
			out := input[3*(y*side+x):][:3]
			for i, v := range sum {
				out[i] = float32(v) / full
			}
		}
	}
}

// addBilinear adds the colour at a position, interpolated between the four
// pixels around it.
func addBilinear(sum *[3]uint32, img *image.RGBA, at [2]int64) {
	width, height := int64(img.Rect.Dx()), int64(img.Rect.Dy())
	u, v := uint32(at[0]&(fraction-1)), uint32(at[1]&(fraction-1))
	x, y := at[0]>>fractionBits, at[1]>>fractionBits
	left, right := min(max(x, 0), width-1), min(max(x+1, 0), width-1)
	top, bottom := min(max(y, 0), height-1), min(max(y+1, 0), height-1)
	upper, lower := img.Pix[int(top)*img.Stride:], img.Pix[int(bottom)*img.Stride:]
	p, q := upper[4*left:][:3], upper[4*right:][:3]
	r, s := lower[4*left:][:3], lower[4*right:][:3]
	a, b, c, d := (fraction-u)*(fraction-v), u*(fraction-v), (fraction-u)*v, u*v
	for i := range sum {
		sum[i] += uint32(p[i])*a + uint32(q[i])*b + uint32(r[i])*c + uint32(s[i])*d
	}
}
