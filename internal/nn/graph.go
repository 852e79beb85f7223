package nn

import (
	"encoding/binary"
	"fmt"
	"math"
)

// graph is a network as described by its file.
type graph struct {
	tensors         []tensor
	nodes           []node
	inputs, outputs []int
}

// tensor is an array of numbers with a shape; a constant one has its bytes.
type tensor struct {
	name  string
	shape []int
	kind  int
	raw   []byte
}

// node is one operation with the indexes of its tensors.
type node struct {
	code    int
	custom  string
	in, out []int
	options table
	extra   []byte
}

// Number types and operation codes of the TensorFlow Lite schema
// (tensorflow/lite/schema/schema.fbs).
const (
	kindFloat32 = 0
	kindFloat16 = 1
	kindInt32   = 2

	opAdd          = 0
	opConcat       = 2
	opConv         = 3
	opDepthwise    = 4
	opDequantize   = 6
	opMaxPool      = 17
	opMul          = 18
	opReLU         = 19
	opReshape      = 22
	opResize       = 23
	opStridedSlice = 45
	opCustom       = 32
	opPad          = 34
	opPReLU        = 54
)

// maxElements bounds a tensor: 16 Mi numbers, ten times the largest in use.
const maxElements = 1 << 24

func (t tensor) elements() int {
	n := 1
	for _, d := range t.shape {
		n *= d
	}
	return n
}

// dims returns the shape as batch × height, width, channels.
func (t tensor) dims() (h, w, c int) {
	full := [maxRank]int{1, 1, 1, 1}
	copy(full[maxRank-len(t.shape):], t.shape)
	return full[0] * full[1], full[2], full[3]
}

// parse reads the first subgraph of a file.
func parse(file []byte) (*graph, error) {
	b := &buffer{data: file}
	if len(file) < 8 || string(file[4:8]) != "TFL3" {
		return nil, errFormat
	}
	model := b.table(b.follow(0))
	subgraphs := model.children(2)
	if b.failed || len(subgraphs) != 1 {
		return nil, errFormat
	}
	main := subgraphs[0]
	g := &graph{inputs: main.ints(1), outputs: main.ints(2)}
	if err := g.readTensors(main.children(0), model.children(4)); err != nil {
		return nil, err
	}
	if err := g.readNodes(main.children(3), model.children(1)); err != nil {
		return nil, err
	}
	if b.failed {
		return nil, errFormat
	}
	return g, g.checkIndexes()
}

func (g *graph) readTensors(tensors, buffers []table) error {
	for _, t := range tensors {
		read := tensor{name: string(t.bytes(3)), shape: t.ints(0), kind: t.byteOrZero(1)}
		if len(read.shape) > maxRank {
			return fmt.Errorf("nn: tensor of rank %d: %w", len(read.shape), errFormat)
		}
		n := 1
		for _, d := range read.shape {
			if d < 1 || d > maxElements || n*d > maxElements {
				return fmt.Errorf("nn: tensor too large: %w", errFormat)
			}
			n *= d
		}
		at := t.intOr(2, 0)
		if at < 0 || at >= len(buffers) {
			return errFormat
		}
		read.raw = buffers[at].bytes(0)
		g.tensors = append(g.tensors, read)
	}
	return nil
}

func (g *graph) readNodes(nodes, codes []table) error {
	for _, n := range nodes {
		at := n.intOr(0, 0)
		if at < 0 || at >= len(codes) {
			return errFormat
		}
		code := codes[at]
		g.nodes = append(g.nodes, node{
			code:   max(code.byteOrZero(0), code.intOr(3, 0)),
			custom: string(code.bytes(1)),
			in:     n.ints(1), out: n.ints(2),
			options: n.child(4), extra: n.bytes(5),
		})
	}
	return nil
}

func (g *graph) checkIndexes() error {
	known := func(list []int) bool {
		for _, i := range list {
			if i < 0 || i >= len(g.tensors) {
				return false
			}
		}
		return true
	}
	for _, n := range g.nodes {
		if !known(n.in) || !known(n.out) || len(n.out) != 1 || len(n.in) == 0 {
			return errFormat
		}
	}
	if !known(g.inputs) || !known(g.outputs) || len(g.inputs) != 1 || len(g.outputs) == 0 {
		return errFormat
	}
	return nil
}

// floats reads a constant tensor of float32 or float16.
func (t tensor) floats() ([]float32, error) {
	n := t.elements()
	switch {
	case t.kind == kindFloat32 && len(t.raw) == 4*n:
		list := make([]float32, n)
		for i := range list {
			list[i] = math.Float32frombits(binary.LittleEndian.Uint32(t.raw[4*i:]))
		}
		return list, nil
	case t.kind == kindFloat16 && len(t.raw) == 2*n:
		list := make([]float32, n)
		for i := range list {
			list[i] = halfToFloat(binary.LittleEndian.Uint16(t.raw[2*i:]))
		}
		return list, nil
	}
	return nil, fmt.Errorf("nn: constant %q: %w", t.name, errFormat)
}

// ints reads a constant tensor of int32.
func (t tensor) ints() ([]int, error) {
	n := t.elements()
	if t.kind != kindInt32 || len(t.raw) != 4*n {
		return nil, fmt.Errorf("nn: constant %q: %w", t.name, errFormat)
	}
	list := make([]int, n)
	for i := range list {
		list[i] = int(int32(binary.LittleEndian.Uint32(t.raw[4*i:])))
	}
	return list, nil
}

// halfToFloat converts an IEEE 754 half to a float32, exactly.
func halfToFloat(half uint16) float32 {
	sign := uint32(half&0x8000) << 16
	exponent, fraction := uint32(half>>10)&0x1f, uint32(half&0x3ff)
	switch exponent {
	case 0:
		small := float32(fraction) / (1 << 24)
		return math.Float32frombits(math.Float32bits(small) | sign)
	case 31:
		return math.Float32frombits(sign | 0x7f800000 | fraction<<13)
	}
	return math.Float32frombits(sign | (exponent+112)<<23 | fraction<<13)
}
