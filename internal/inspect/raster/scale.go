package raster

import (
	"image"
	"math"
)

// box is a part of a picture, in fractional pixels.
type box struct{ left, top, right, bottom float64 }

// oversampling is how many times finer than the result the samples are that box
// averaging leaves to the kernel: enough that the coarse filter of the
// averaging is invisible.
const oversampling = 1.25

// scale resamples the part of the plane under box, in pixels of the picture, to
// size samples. Beyond the edges the edge samples are repeated.
func (p plane) scale(b box, size image.Point) []byte {
	across, down := float64(p.across), float64(p.down)
	b = box{b.left / across, b.top / down, b.right / across, b.bottom / down}
	p, b = p.reduce(b, size)
	columns := newWeights(p.width, b.left, b.right, size.X)
	rows := newWeights(p.height, b.top, b.bottom, size.Y)
	first, last := columns.span()
	for i := range columns.first {
		columns.first[i] -= first
	}
	scaled := make([]byte, size.X*size.Y)
	row, sums := make([]byte, last-first), make([]int32, last-first)
	for y := range size.Y {
		rows.down(row, plane{pix: p.pix[rows.first[y]*p.stride+first:], stride: p.stride}, sums, y)
		columns.across(scaled[y*size.X:(y+1)*size.X], row)
	}
	return scaled
}

// reduce averages boxes of samples where the result is much coarser than the
// plane. It returns the smaller plane of what lies under b, and b in the
// samples of that plane.
func (p plane) reduce(b box, size image.Point) (plane, box) {
	wide := factor(b.right-b.left, size.X)
	tall := factor(b.bottom-b.top, size.Y)
	if wide == 1 && tall == 1 {
		return p, b
	}
	left, right := margin(b.left, b.right, size.X, p.width)
	top, bottom := margin(b.top, b.bottom, size.Y, p.height)
	small := plane{width: (right - left + wide - 1) / wide, height: (bottom - top + tall - 1) / tall}
	small.stride = small.width
	small.pix = make([]byte, small.width*small.height)
	sums := make([]uint32, right-left)
	for y := range small.height {
		from := top + y*tall
		to := min(from+tall, bottom)
		clear(sums)
		for row := from; row < to; row++ {
			addRow(sums, p.pix[row*p.stride+left:row*p.stride+right])
		}
		meanRow(small.pix[y*small.width:(y+1)*small.width], sums, wide, to-from)
	}
	x, y := float64(wide), float64(tall)
	return small, box{
		(b.left - float64(left)) / x, (b.top - float64(top)) / y,
		(b.right - float64(left)) / x, (b.bottom - float64(top)) / y,
	}
}

// factor returns how many samples one box averages along one side.
func factor(samples float64, into int) int {
	return max(1, int(samples/(float64(into)*oversampling)))
}

// margin widens a range of samples by the reach of the kernel, as far as there
// are samples.
func margin(from, to float64, into, samples int) (first, last int) {
	reach := 3*(to-from)/float64(into) + 2
	first = min(max(int(math.Floor(from-reach)), 0), samples-1)
	last = max(min(int(math.Ceil(to+reach)), samples), first+1)
	return first, last
}

func addRow(sums []uint32, row []byte) {
	row = row[:len(sums)]
	for i := range sums {
		sums[i] += uint32(row[i])
	}
}

// meanRow averages columns of sums, wide at a time; the last box may be
// narrower.
func meanRow(into []byte, sums []uint32, wide, tall int) {
	whole := len(sums) / wide
	inverse := reciprocal(wide * tall)
	for x := range min(whole, len(into)) {
		sum := uint64(wide * tall / 2)
		for _, s := range sums[x*wide : x*wide+wide] {
			sum += uint64(s)
		}
		into[x] = byte(sum * inverse >> 32)
	}
	if rest := sums[whole*wide:]; len(rest) > 0 {
		area := len(rest) * tall
		sum := uint64(area / 2)
		for _, s := range rest {
			sum += uint64(s)
		}
		into[whole] = byte(sum * reciprocal(area) >> 32)
	}
}

// reciprocal replaces a division by area with a multiplication. Rounded up, it
// is exact for sums of up to four thousand bytes.
func reciprocal(area int) uint64 {
	return (1<<32 + uint64(area) - 1) / uint64(area)
}
