package nn

import "slices"

// deferConv holds a convolution back while its only reader may be fused into
// it.
func (b *builder) deferConv(s *step) error {
	if b.ready[s.out] || b.pending[s.out] != nil || b.constants[s.out] != nil {
		return errFormat
	}
	b.pending[s.out] = s
	if b.uses[s.out] != 1 {
		return b.flush(s.out)
	}
	return nil
}

func (b *builder) addConv(n node) error {
	c, err := b.readConv(n)
	if err != nil {
		return err
	}
	return b.deferConv(&step{kernel: c, in: []int{n.in[0]}, out: n.out[0], scratch: c.scratch()})
}

// addSum adds two tensors, inside the convolution that computes one of them
// where there is one.
func (b *builder) addSum(n node) error {
	out := n.out[0]
	if len(n.in) != 2 || n.options.byteOrZero(0) != 0 || !b.sameShape(n.in[0], out) || !b.sameShape(n.in[1], out) {
		return errUnsupported
	}
	for i, t := range n.in {
		other := n.in[1-i]
		s := b.pending[t]
		if s == nil || t == other {
			continue
		}
		c, ok := s.kernel.(*conv)
		if !ok || c.addend > 0 || c.act.active() {
			continue
		}
		return b.fuseAdd(s, c, [2]int{other, out})
	}
	return b.emit(step{kernel: add{}, in: slices.Clone(n.in), out: out})
}

// fuseAdd makes a tensor the second source of a convolution, which then
// computes the sum. Of a tensor that was only padded with zeros it uses the
// original.
func (b *builder) fuseAdd(s *step, c *conv, otherAndOut [2]int) error {
	other, out := otherAndOut[0], otherAndOut[1]
	if from, ok := b.padded[other]; ok && b.uses[other] == 1 {
		delete(b.padded, other)
		other = from
	}
	_, _, c.addend = b.tensor(other).dims()
	delete(b.pending, s.out)
	s.in, s.out = append(s.in, other), out
	return b.deferConv(s)
}

// addActivation applies an activation to a tensor, inside the convolution that
// computes it where there is one.
func (b *builder) addActivation(n node) error {
	in, out := n.in[0], n.out[0]
	if !b.sameShape(in, out) {
		return errUnsupported
	}
	act := activation{rectify: true}
	if n.code == opPReLU {
		_, _, channels := b.tensor(in).dims()
		if len(n.in) != 2 || len(b.constants[n.in[1]]) != channels {
			return errUnsupported
		}
		act = activation{slopes: slopes(b.constants[n.in[1]])}
	}
	s := b.pending[in]
	if s == nil {
		return b.emit(step{kernel: act, in: []int{in}, out: out})
	}
	c, ok := s.kernel.(*conv)
	if !ok || c.act.active() {
		return errUnsupported
	}
	c.act = act
	delete(b.pending, in)
	s.out = out
	return b.deferConv(s)
}

// addPad remembers a tensor that is padded with channels of zero, the only
// padding implemented; its reader decides whether it must be computed.
func (b *builder) addPad(n node) error {
	if len(n.in) != 2 || b.tensor(n.in[1]).elements() != 2*maxRank {
		return errUnsupported
	}
	padding, err := b.tensor(n.in[1]).ints()
	if err != nil {
		return err
	}
	in, out := b.tensor(n.in[0]), b.tensor(n.out[0])
	h, w, c := in.dims()
	oh, ow, oc := out.dims()
	channelsOnly := slices.Equal(padding[:7], make([]int, 7)) && padding[7] > 0
	if !channelsOnly || oh != h || ow != w || oc != c+padding[7] || len(in.shape) != maxRank {
		return errUnsupported
	}
	from := b.root(n.in[0])
	if err := b.flush(from); err != nil {
		return err
	}
	if !b.ready[from] || b.ready[n.out[0]] {
		return errFormat
	}
	b.padded[n.out[0]] = from
	return nil
}

// sameShape reports whether two tensors have one shape.
func (b *builder) sameShape(s, t int) bool {
	return slices.Equal(b.tensor(s).shape, b.tensor(t).shape)
}
