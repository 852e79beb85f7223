package raster

import "math"

// unit is the sum of the weights of one result, in integers.
const (
	unitBits = 14
	unit     = 1 << unitBits
)

// catmullRom is the cubic interpolation kernel with the smallest error (Keys
// 1981, a = -1/2); it is zero from 2 on. The conversions prevent fused
// multiply-add, which would change the last bit on some processors.
func catmullRom(x float64) float64 {
	x = math.Abs(x)
	switch {
	case x < 1:
		return float64(x*x*float64(1.5*x-2.5)) + 1
	case x < 2:
		return float64(x*float64(x*float64(2.5-0.5*x)-4)) + 2
	default:
		return 0
	}
}

// weights holds the samples and weights of each result along one side.
type weights struct {
	taps  int
	first []int   // the first sample of each result
	parts []int32 // taps weights for each result, whose sum is unit
}

// newWeights returns the weights that turn the range from-to of a row of
// samples into count results. The kernel is as wide as the reduction requires.
func newWeights(samples int, from, to float64, count int) weights {
	step := (to - from) / float64(count)
	wide := max(step, 1)
	reach := int(math.Ceil(4 * wide))
	taps := min(reach, samples)
	w := weights{taps: taps, first: make([]int, count), parts: make([]int32, count*taps)}
	exact := make([]float64, taps)
	for i := range count {
		centre := from + float64((float64(i)+0.5)*step) - 0.5
		low := int(math.Floor(centre-2*wide)) + 1
		start := max(min(low, samples-taps), 0)
		clear(exact)
		for j := low; j < low+reach; j++ {
			exact[min(max(j, 0), samples-1)-start] += catmullRom((float64(j) - centre) / wide)
		}
		w.first[i] = start
		normalise(w.parts[i*taps:(i+1)*taps], exact)
	}
	return w
}

// normalise converts weights to integers whose sum is exactly unit, so that an
// even area stays even.
func normalise(into []int32, exact []float64) {
	total := 0.0
	for _, v := range exact {
		total += v
	}
	left, largest := int32(unit), 0
	for i, v := range exact {
		into[i] = int32(math.Round(v / total * unit))
		left -= into[i]
		if into[i] > into[largest] {
			largest = i
		}
	}
	into[largest] += left
}

// span returns the range of samples that any result uses.
func (w weights) span() (first, last int) {
	return w.first[0], w.first[len(w.first)-1] + w.taps
}

// across computes one row of results from one row of samples.
func (w weights) across(into, row []byte) {
	for x := range into {
		parts := w.parts[x*w.taps : (x+1)*w.taps]
		samples := row[w.first[x]:][:len(parts)]
		sum := int32(unit / 2)
		for i, part := range parts {
			sum += part * int32(samples[i])
		}
		into[x] = clamp(sum >> unitBits)
	}
}

// down computes row y of the results from the rows of p; sums is scratch of the
// same length.
func (w weights) down(into []byte, p plane, sums []int32, y int) {
	for i := range sums {
		sums[i] = unit / 2
	}
	parts := w.parts[y*w.taps : (y+1)*w.taps]
	for len(parts) >= 4 {
		addFour(sums, p, (*[4]int32)(parts))
		parts, p.pix = parts[4:], p.pix[min(4*p.stride, len(p.pix)):]
	}
	for i, part := range parts {
		row := p.pix[i*p.stride:][:len(sums)]
		for x := range sums {
			sums[x] += part * int32(row[x])
		}
	}
	for x := range into {
		into[x] = clamp(sums[x] >> unitBits)
	}
}

// addFour adds four weighted rows at once, which saves most of the reading and
// writing of sums.
func addFour(sums []int32, p plane, parts *[4]int32) {
	a := p.pix[:len(sums)]
	b := p.pix[p.stride:][:len(sums)]
	c := p.pix[2*p.stride:][:len(sums)]
	d := p.pix[3*p.stride:][:len(sums)]
	for x := range sums {
		sums[x] += parts[0]*int32(a[x]) + parts[1]*int32(b[x]) + parts[2]*int32(c[x]) + parts[3]*int32(d[x])
	}
}

func clamp(v int32) byte {
	if uint32(v) <= 255 {
		return byte(v)
	}
	return byte(^(v >> 31)) // 0 below, 255 above
}
