package nn

// add adds two tensors of one shape (ADD).
type add struct{}

func (add) run(dst []float32, src [][]float32, _ []float32) {
	a, b := src[0][:len(dst)], src[1][:len(dst)]
	for i := range dst {
		dst[i] = a[i] + b[i]
	}
}

// mul multiplies by constants (MUL): one for all numbers, or one for each.
type mul struct{ by []float32 }

func (s mul) run(dst []float32, src [][]float32, _ []float32) {
	a := src[0][:len(dst)]
	if len(s.by) == 1 {
		for i, v := range a {
			dst[i] = v * s.by[0]
		}
		return
	}
	by := s.by[:len(dst)]
	for i, v := range a {
		dst[i] = v * by[i]
	}
}

// padChannels appends channels of zero to each pixel (PAD).
type padChannels struct{ from, to int }

func (w padChannels) run(dst []float32, src [][]float32, _ []float32) {
	pixels := len(dst) / w.to
	for p := range pixels {
		row := dst[p*w.to:][:w.to]
		copy(row, src[0][p*w.from:][:w.from])
		clear(row[w.from:])
	}
}

// maxPool returns the largest of each 2×2 pixels, channel by channel
// (MAX_POOL_2D).
type maxPool struct{ height, width, channels int }

func (h maxPool) run(dst []float32, src [][]float32, _ []float32) {
	line, c := h.width*h.channels, h.channels
	for y := range h.height / 2 {
		top := src[0][2*y*line:][:line]
		bottom := src[0][(2*y+1)*line:][:line]
		for x := range h.width / 2 {
			out := dst[(y*h.width/2+x)*c:][:c]
			a, b := top[2*x*c:][:c], top[(2*x+1)*c:][:c]
			d, e := bottom[2*x*c:][:c], bottom[(2*x+1)*c:][:c]
			for i := range out {
				out[i] = max(max(a[i], b[i]), max(d[i], e[i]))
			}
		}
	}
}

// concat joins tensors one after another (CONCATENATION).
type concat struct{}

func (concat) run(dst []float32, src [][]float32, _ []float32) {
	for _, s := range src {
		dst = dst[copy(dst, s):]
	}
}

// resize doubles rows and columns (RESIZE_BILINEAR with half-pixel centres).
type resize struct{ height, width, channels int }

func (d resize) run(dst []float32, src [][]float32, _ []float32) {
	c := d.channels
	for y := range 2 * d.height {
		y0, y1, v := between(y, d.height)
		for x := range 2 * d.width {
			x0, x1, u := between(x, d.width)
			out := dst[(2*y*d.width+x)*c:][:c]
			at := func(y, x int) []float32 { return src[0][(y*d.width+x)*c:][:c] }
			p, q, r, s := at(y0, x0), at(y0, x1), at(y1, x0), at(y1, x1)
			for i := range out {
				out[i] = (p[i]*(1-u)+q[i]*u)*(1-v) + (r[i]*(1-u)+s[i]*u)*v
			}
		}
	}
}

// between returns the two source pixels around pixel i of a doubled row of n,
// and the share of the second.
func between(i, n int) (int, int, float32) {
	lower := (i+1)/2 - 1
	share := float32(0.25)
	if i%2 == 0 {
		share = 0.75
	}
	return max(0, lower), min(n-1, lower+1), share
}
