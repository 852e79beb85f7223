package nn

// paddingSame is the schema's Padding.SAME: zeros around the source.
const paddingSame = 0

// readWindow reads the window of a convolution. Its options begin with padding
// and strides. The field at holds the activation, which must be none; the two
// dilations after it must be one.
func (b *builder) readWindow(n node, at int) (window, error) {
	if len(n.in) != 3 {
		return window{}, errUnsupported
	}
	o, source := n.options, b.tensor(n.in[0])
	if o.byteOrZero(at) != 0 || o.intOr(at+1, 1) != 1 || o.intOr(at+2, 1) != 1 {
		return window{}, errUnsupported
	}
	weights := b.tensor(n.in[1]).shape
	if len(weights) != maxRank || len(source.shape) != maxRank || source.shape[0] != 1 {
		return window{}, errUnsupported
	}
	w := window{rows: weights[1], columns: weights[2], stepX: o.intOr(1, 0), stepY: o.intOr(2, 0)}
	w.height, w.width, _ = source.dims()
	w.outHeight, w.outWidth, _ = b.tensor(n.out[0]).dims()
	if w.stepX < 1 || w.stepY < 1 || w.stepX > w.width || w.stepY > w.height {
		return window{}, errUnsupported
	}
	var high, wide int
	high, w.top = outputExtent(o.byteOrZero(0), [3]int{w.height, w.rows, w.stepY})
	wide, w.left = outputExtent(o.byteOrZero(0), [3]int{w.width, w.columns, w.stepX})
	if high != w.outHeight || wide != w.outWidth {
		return window{}, errFormat
	}
	return w, nil
}

// outputExtent returns the length of an output side and the zeros before its
// first window, for a source length, kernel length and stride. TensorFlow's
// "SAME" distributes zeros evenly, with the odd one at the end; "VALID" has
// none.
func outputExtent(padding int, side [3]int) (int, int) {
	length, kernel, stride := side[0], side[1], side[2]
	if padding != paddingSame {
		return (length - kernel + stride) / stride, 0
	}
	out := (length + stride - 1) / stride
	return out, max(0, (out-1)*stride+kernel-length) / 2
}

func (b *builder) readConv(n node) (*conv, error) {
	w, err := b.readWindow(n, 3)
	if err != nil {
		return nil, err
	}
	c := &conv{window: w, out: b.tensor(n.in[1]).shape[0]}
	_, _, c.in = b.tensor(n.in[0]).dims()
	_, _, channels := b.tensor(n.out[0]).dims()
	weights, bias := b.constants[n.in[1]], b.constants[n.in[2]]
	depth := w.rows * w.columns * c.in
	if channels != c.out || len(weights) != c.out*depth || len(bias) != c.out || depth > maxItems {
		return nil, errFormat
	}
	if err := b.countWork(w.outHeight * w.outWidth * len(weights)); err != nil {
		return nil, err
	}
	even := (c.out + 1) / 2 * 2
	c.bias = make([]float32, even)
	copy(c.bias, bias)
	c.panels = make([]float32, even*depth)
	for o := range c.out {
		pair := c.panels[o/2*2*depth:]
		for i, v := range weights[o*depth:][:depth] {
			pair[2*i+o%2] = v
		}
	}
	return c, nil
}

func (b *builder) addDepthwise(n node) error {
	w, err := b.readWindow(n, 4)
	if err != nil {
		return err
	}
	d := &depthwise{window: w}
	_, _, d.channels = b.tensor(n.in[0]).dims()
	_, _, channels := b.tensor(n.out[0]).dims()
	weights, bias := b.constants[n.in[1]], b.constants[n.in[2]]
	square := w.rows == 3 && w.columns == 3 && w.stepX == w.stepY && w.stepX <= 2
	if !square || n.options.intOr(3, 0) != 1 || channels != d.channels {
		return errUnsupported
	}
	if len(weights) != 9*channels || len(bias) != channels {
		return errFormat
	}
	if err := b.countWork(w.outHeight * w.outWidth * len(weights)); err != nil {
		return err
	}
	d.weights = make([][10]float32, channels)
	for c := range d.weights {
		for i := range 9 {
			d.weights[c][i] = weights[i*channels+c]
		}
		d.weights[c][9] = bias[c]
	}
	return b.emit(step{kernel: d, in: []int{n.in[0]}, out: n.out[0], scratch: 3 * d.line()})
}

func (b *builder) addMul(n node) error {
	if len(n.in) != 2 || n.options.byteOrZero(0) != 0 || !b.sameShape(n.in[0], n.out[0]) {
		return errUnsupported
	}
	by := b.constants[n.in[1]]
	if len(by) != 1 && (by == nil || !b.sameShape(n.in[1], n.out[0])) {
		return errUnsupported
	}
	return b.emit(step{kernel: mul{by}, in: []int{n.in[0]}, out: n.out[0]})
}

func (b *builder) addMaxPool(n node) error {
	for field := 1; field <= 4; field++ {
		if n.options.intOr(field, 0) != 2 {
			return errUnsupported
		}
	}
	in, out := b.tensor(n.in[0]), b.tensor(n.out[0])
	h, w, c := in.dims()
	oh, ow, oc := out.dims()
	even := h%2 == 0 && w%2 == 0 && oh == h/2 && ow == w/2 && oc == c
	if n.options.byteOrZero(5) != 0 || !even {
		return errUnsupported
	}
	return b.emit(step{kernel: maxPool{h, w, c}, in: []int{n.in[0]}, out: n.out[0]})
}

// addConcat joins along the outermost dimension that is longer than one.
func (b *builder) addConcat(n node) error {
	out := b.tensor(n.out[0])
	axis, total := n.options.intOr(0, 0), 0
	if axis < 0 || axis >= len(out.shape) || n.options.byteOrZero(1) != 0 {
		return errUnsupported
	}
	for _, t := range n.in {
		shape := b.tensor(t).shape
		if len(shape) != len(out.shape) {
			return errUnsupported
		}
		for i := range axis {
			if shape[i] != 1 {
				return errUnsupported
			}
		}
		total += b.tensor(t).elements()
	}
	if total != out.elements() {
		return errFormat
	}
	return b.emit(step{kernel: concat{}, in: append([]int(nil), n.in...), out: n.out[0]})
}

func (b *builder) addResize(n node) error {
	h, w, c := b.tensor(n.in[0]).dims()
	oh, ow, oc := b.tensor(n.out[0]).dims()
	aligned, centred := n.options.byteOrZero(2), n.options.byteOrZero(3)
	if aligned != 0 || centred != 1 || oh != 2*h || ow != 2*w || oc != c {
		return errUnsupported
	}
	return b.emit(step{kernel: resize{h, w, c}, in: []int{n.in[0]}, out: n.out[0]})
}
