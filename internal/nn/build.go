package nn

import (
	"fmt"
)

// kernel computes one tensor from others. It may use scratch during the call.
type kernel interface {
	run(dst []float32, src [][]float32, scratch []float32)
}

// step is a kernel with the indexes of its tensors.
type step struct {
	kernel  kernel
	in      []int
	out     int
	scratch int
}

// builder turns the nodes of a graph into steps.
type builder struct {
	graph     *graph
	constants map[int][]float32
	alias     map[int]int   // tensors that are another shape of the same numbers
	uses      map[int]int   // how often a tensor is read
	pending   map[int]*step // convolutions into which what follows may be fused
	padded    map[int]int   // tensors padded with channels of zero, and their sources
	ready     map[int]bool  // tensors computed by the steps so far
	work      int           // multiplications of all convolutions of a run
	steps     []step
}

// maxWork bounds the multiplications of a run: ten times the largest in use.
const maxWork = 1 << 30

// build orders and fuses the nodes of a graph, which the file lists in the
// order of computation.
func build(g *graph) (*builder, error) {
	b := &builder{
		graph: g, constants: map[int][]float32{}, alias: map[int]int{}, uses: map[int]int{},
		pending: map[int]*step{}, padded: map[int]int{}, ready: map[int]bool{g.inputs[0]: true},
	}
	if err := b.readConstants(); err != nil {
		return nil, err
	}
	for _, n := range g.nodes {
		for _, t := range n.in {
			b.uses[t]++
		}
	}
	for _, t := range g.outputs {
		b.uses[t] += 2 // never fused away
	}
	for i, n := range g.nodes {
		if err := b.add(n); err != nil {
			return nil, fmt.Errorf("nn: node %d, operation %d %s: %w", i, n.code, n.custom, err)
		}
	}
	for _, t := range g.outputs {
		if !b.ready[b.root(t)] {
			return nil, fmt.Errorf("nn: output %d is not computed: %w", t, errFormat)
		}
	}
	return b, nil
}

func (b *builder) readConstants() error {
	for i, t := range b.graph.tensors {
		if len(t.raw) == 0 || t.kind != kindFloat32 {
			continue
		}
		values, err := t.floats()
		if err != nil {
			return err
		}
		b.constants[i] = values
	}
	return nil
}

// root resolves the aliases of a tensor to the one that has the memory.
func (b *builder) root(t int) int {
	for {
		of, ok := b.alias[t]
		if !ok {
			return t
		}
		t = of
	}
}

func (b *builder) tensor(t int) tensor { return b.graph.tensors[t] }

// add turns one node into a step, or fuses it into a pending one.
func (b *builder) add(n node) error {
	switch n.code {
	case opDequantize:
		return b.addDequantize(n)
	case opReshape, opStridedSlice:
		return b.addAlias(n)
	case opConv:
		return b.addConv(n)
	case opDepthwise:
		return b.addDepthwise(n)
	case opAdd:
		return b.addSum(n)
	case opReLU, opPReLU:
		return b.addActivation(n)
	case opPad:
		return b.addPad(n)
	case opMul:
		return b.addMul(n)
	case opMaxPool:
		return b.addMaxPool(n)
	case opConcat:
		return b.addConcat(n)
	case opResize:
		return b.addResize(n)
	case opCustom:
		return b.addCustom(n)
	}
	return errUnsupported
}

// emit appends a step after those whose results it reads.
func (b *builder) emit(s step) error {
	for i, t := range s.in {
		t = b.root(t)
		if err := b.flush(t); err != nil {
			return err
		}
		s.in[i] = t
		if !b.ready[t] {
			return fmt.Errorf("reads tensor %d before it is computed: %w", t, errFormat)
		}
	}
	if b.ready[s.out] || b.constants[s.out] != nil {
		return fmt.Errorf("computes tensor %d again: %w", s.out, errFormat)
	}
	b.ready[s.out] = true
	b.steps = append(b.steps, s)
	return nil
}

// flush emits what was held back for fusing, because its result is read on its
// own.
func (b *builder) flush(t int) error {
	if s, ok := b.pending[t]; ok {
		delete(b.pending, t)
		return b.emit(*s)
	}
	if from, ok := b.padded[t]; ok {
		delete(b.padded, t)
		_, _, narrow := b.tensor(from).dims()
		_, _, wide := b.tensor(t).dims()
		return b.emit(step{kernel: padChannels{narrow, wide}, in: []int{from}, out: t})
	}
	return nil
}

// countWork adds to the multiplications of a run and bounds them.
func (b *builder) countWork(n int) error {
	b.work += n
	if b.work > maxWork {
		return fmt.Errorf("more than %d multiplications: %w", maxWork, errUnsupported)
	}
	return nil
}

func (b *builder) addDequantize(n node) error {
	values, err := b.tensor(n.in[0]).floats()
	if err != nil {
		return err
	}
	if b.tensor(n.out[0]).elements() != len(values) {
		return errFormat
	}
	b.constants[n.out[0]] = values
	return nil
}

// addAlias makes a tensor another shape of the same numbers; a slice is
// supported only when it is the whole.
func (b *builder) addAlias(n node) error {
	in, out := n.in[0], n.out[0]
	if b.tensor(in).elements() != b.tensor(out).elements() || b.constants[in] != nil {
		return errUnsupported
	}
	if err := b.flush(b.root(in)); err != nil {
		return err
	}
	if b.ready[out] || !b.ready[b.root(in)] {
		return errFormat
	}
	b.alias[out] = b.root(in)
	return nil
}
