package nn

// depthwise is a 3×3 convolution of each channel on its own
// (DEPTHWISE_CONV_2D).
type depthwise struct {
	window
	channels int
	weights  [][10]float32 // for each channel nine weights and the bias
}

// run keeps the three source rows of an output row in scratch, padded with
// zeros at both ends, so that the kernel has no edge cases.
func (d *depthwise) run(dst []float32, src [][]float32, scratch []float32) {
	line := d.line()
	have := -1 - d.top
	clear(scratch[:3*line])
	for y := range d.outHeight {
		first := y*d.stepY - d.top
		for r := max(first, have+1); r < first+3; r++ {
			d.load(scratch[(r+3)%3*line:][:line], src[0], r)
			have = r
		}
		row := func(r int) []float32 { return scratch[(first+r+3)%3*line:][:line] }
		out := dst[y*d.outWidth*d.channels:][:d.outWidth*d.channels]
		for c := range d.weights {
			if d.stepX == 1 {
				d.strideOne(out[c:], [3][]float32{row(0)[c:], row(1)[c:], row(2)[c:]}, &d.weights[c])
			} else {
				d.strideTwo(out[c:], [3][]float32{row(0)[c:], row(1)[c:], row(2)[c:]}, &d.weights[c])
			}
		}
	}
}

// line returns the length of a padded source row, up to the end of the last
// window.
func (d *depthwise) line() int {
	return max(d.left+d.width, (d.outWidth-1)*d.stepX+3) * d.channels
}

func (d *depthwise) load(row, src []float32, r int) {
	if r < 0 || r >= d.height {
		clear(row)
		return
	}
	n := d.width * d.channels
	copy(row[d.left*d.channels:], src[r*n:][:n])
}

// strideOne computes one channel of a row with stride 1: each source number is
// read once and added to the three sums whose windows contain it.
func (d *depthwise) strideOne(dst []float32, rows [3][]float32, w *[10]float32) {
	r0, r1, r2 := rows[0], rows[1], rows[2]
	r1, r2 = r1[:len(r0)], r2[:len(r0)]
	w0, w1, w2, w3, w4, w5, w6, w7, w8 := w[0], w[1], w[2], w[3], w[4], w[5], w[6], w[7], w[8]
	c := d.channels
	x, y, z := r0[0], r1[0], r2[0]
	near := w[9] + x*w0 + y*w3 + z*w6
	x, y, z = r0[c], r1[c], r2[c]
	near += x*w1 + y*w4 + z*w7
	far := w[9] + x*w0 + y*w3 + z*w6
	for at := 0; at < len(dst); at += c {
		x, y, z = r0[at+2*c], r1[at+2*c], r2[at+2*c]
		dst[at] = near + x*w2 + y*w5 + z*w8
		near = far + x*w1 + y*w4 + z*w7
		far = w[9] + x*w0 + y*w3 + z*w6
	}
}

// strideTwo is strideOne with stride 2: neighbouring windows share one column.
func (d *depthwise) strideTwo(dst []float32, rows [3][]float32, w *[10]float32) {
	r0, r1, r2 := rows[0], rows[1], rows[2]
	r1, r2 = r1[:len(r0)], r2[:len(r0)]
	w0, w1, w2, w3, w4, w5, w6, w7, w8 := w[0], w[1], w[2], w[3], w[4], w[5], w[6], w[7], w[8]
	c := d.channels
	x, y, z := r0[0], r1[0], r2[0]
	near := w[9] + x*w0 + y*w3 + z*w6
	from := c
	for at := 0; at < len(dst); at += c {
		x, y, z = r0[from], r1[from], r2[from]
		sum := near + x*w1 + y*w4 + z*w7
		x, y, z = r0[from+c], r1[from+c], r2[from+c]
		dst[at] = sum + x*w2 + y*w5 + z*w8
		near = w[9] + x*w0 + y*w3 + z*w6
		from += 2 * c
	}
}
