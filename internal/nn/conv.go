package nn

// conv is a convolution with any window (CONV_2D), with what was fused into it:
// the addition of another tensor, then an activation.
type conv struct {
	window
	in, out int // channels
	panels  []float32
	bias    []float32
	addend  int // channels of the second source, the rest count as zero; 0 without one
	act     activation
}

// window describes how a kernel moves over rows and columns.
type window struct {
	height, width       int // of the source
	outHeight, outWidth int
	rows, columns       int // of the kernel
	stepY, stepX        int
	top, left           int // zeros before the first row and column
}

// blockRows is how many output pixels are computed together.
const blockRows = 4

// run computes four output pixels at a time. A pointwise convolution reads its
// pixels in place; any other gathers their windows in scratch first.
func (c *conv) run(dst []float32, src [][]float32, scratch []float32) {
	depth := c.rows * c.columns * c.in
	pixels := c.outHeight * c.outWidth
	for p := 0; p < pixels; p += blockRows {
		n := min(blockRows, pixels-p)
		block := scratch[:blockRows*depth]
		switch {
		case c.pointwise() && n == blockRows:
			block = src[0][p*depth:][:blockRows*depth]
		case c.pointwise():
			copy(block, src[0][p*depth:])
		default:
			c.gather(block, src[0], p, n)
		}
		if n == blockRows {
			c.multiplyFour(dst[p*c.out:][:blockRows*c.out], block, depth)
		} else {
			spare := scratch[blockRows*depth:][:blockRows*c.out]
			c.multiplyFour(spare, block, depth)
			copy(dst[p*c.out:], spare[:n*c.out])
		}
		c.finish(dst[p*c.out:][:n*c.out], src, p)
	}
}

// pointwise reports whether each output pixel reads one pixel, in order.
func (c *conv) pointwise() bool {
	return c.rows == 1 && c.columns == 1 && c.stepX == 1 && c.stepY == 1
}

// scratch returns the memory that a run needs beside its tensors, in numbers.
func (c *conv) scratch() int {
	return blockRows * (c.rows*c.columns*c.in + c.out)
}

// gather copies the windows of n pixels from p on, with zeros outside the
// source.
func (c *conv) gather(block, src []float32, p, n int) {
	line := c.columns * c.in
	for i := range n {
		y, x := (p+i)/c.outWidth*c.stepY-c.top, (p+i)%c.outWidth*c.stepX-c.left
		from, to := max(0, -x), min(c.columns, c.width-x)
		for r := range c.rows {
			part := block[(i*c.rows+r)*line:][:line]
			if y+r < 0 || y+r >= c.height {
				clear(part)
				continue
			}
			clear(part[:from*c.in])
			copy(part[from*c.in:to*c.in], src[((y+r)*c.width+x+from)*c.in:])
			clear(part[to*c.in:])
		}
	}
}

// multiplyFour multiplies four rows of depth numbers with the panels of
// weights, where two thirds of all time is spent. Each iteration of the outer
// loop computes two output channels of four pixels: eight sums that stay in
// registers.
func (c *conv) multiplyFour(dst, src []float32, depth int) {
	a0, a1, a2, a3 := src[:depth], src[depth:], src[2*depth:], src[3*depth:]
	a1, a2, a3 = a1[:len(a0)], a2[:len(a0)], a3[:len(a0)]
	d0, d1, d2, d3 := dst[:c.out], dst[c.out:][:c.out], dst[2*c.out:][:c.out], dst[3*c.out:][:c.out]
	for o := 0; o < c.out; o += 2 {
		w := c.panels[o*depth:][:2*depth]
		u, v := c.bias[o], c.bias[o+1]
		s0, s1, s2, s3 := u, u, u, u
		t0, t1, t2, t3 := v, v, v, v
		i := 0
		for ; i < len(a0)-3; i += 4 {
			q := (*[8]float32)(w)
			w = w[8:]
			s0, t0 = s0+a0[i]*q[0], t0+a0[i]*q[1]
			s1, t1 = s1+a1[i]*q[0], t1+a1[i]*q[1]
			s2, t2 = s2+a2[i]*q[0], t2+a2[i]*q[1]
			s3, t3 = s3+a3[i]*q[0], t3+a3[i]*q[1]
			s0, t0 = s0+a0[i+1]*q[2], t0+a0[i+1]*q[3]
			s1, t1 = s1+a1[i+1]*q[2], t1+a1[i+1]*q[3]
			s2, t2 = s2+a2[i+1]*q[2], t2+a2[i+1]*q[3]
			s3, t3 = s3+a3[i+1]*q[2], t3+a3[i+1]*q[3]
			s0, t0 = s0+a0[i+2]*q[4], t0+a0[i+2]*q[5]
			s1, t1 = s1+a1[i+2]*q[4], t1+a1[i+2]*q[5]
			s2, t2 = s2+a2[i+2]*q[4], t2+a2[i+2]*q[5]
			s3, t3 = s3+a3[i+2]*q[4], t3+a3[i+2]*q[5]
			s0, t0 = s0+a0[i+3]*q[6], t0+a0[i+3]*q[7]
			s1, t1 = s1+a1[i+3]*q[6], t1+a1[i+3]*q[7]
			s2, t2 = s2+a2[i+3]*q[6], t2+a2[i+3]*q[7]
			s3, t3 = s3+a3[i+3]*q[6], t3+a3[i+3]*q[7]
		}
		for ; i < len(a0); i++ {
			u, v, w = w[0], w[1], w[2:]
			s0, t0 = s0+a0[i]*u, t0+a0[i]*v
			s1, t1 = s1+a1[i]*u, t1+a1[i]*v
			s2, t2 = s2+a2[i]*u, t2+a2[i]*v
			s3, t3 = s3+a3[i]*u, t3+a3[i]*v
		}
		d0[o], d1[o], d2[o], d3[o] = s0, s1, s2, s3
		if o+1 < c.out {
			d0[o+1], d1[o+1], d2[o+1], d3[o+1] = t0, t1, t2, t3
		}
	}
}

// finish adds the second source and applies the activation to the pixels just
// computed, while they are in the processor's cache.
func (c *conv) finish(dst []float32, src [][]float32, p int) {
	for at := 0; at < len(dst); at += c.out {
		row := dst[at : at+c.out]
		if c.addend > 0 {
			second := src[1][p*c.addend:][:c.addend]
			head := row[:len(second)]
			for i, v := range second {
				head[i] += v
			}
			p++
		}
		c.act.apply(row)
	}
}
