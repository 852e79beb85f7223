package nn

import "sync"

// Network is a network ready to run. It is safe for concurrent use.
type Network struct {
	steps                   []step
	regions                 map[int]region
	input                   int
	outputs                 map[string]int
	height, width, channels int
	memory, scratch         int
	idle                    sync.Pool
}

// Session is the memory of one run.
type Session struct {
	of      *Network
	memory  []float32
	scratch []float32
	calls   []call
	outputs map[string][]float32
}

// call is a step bound to its tensors in the memory of a session.
type call struct {
	kernel kernel
	dst    []float32
	src    [][]float32
}

// Load reads a TensorFlow Lite file with one float32 image as its input. The
// file must not change during the call. Load fails when the file is damaged or
// needs anything that this package does not implement.
func Load(file []byte) (*Network, error) {
	g, err := parse(file)
	if err != nil {
		return nil, err
	}
	b, err := build(g)
	if err != nil {
		return nil, err
	}
	n := &Network{steps: b.steps, input: g.inputs[0], outputs: map[string]int{}}
	n.height, n.width, n.channels = g.tensors[n.input].dims()
	for _, t := range g.outputs {
		n.outputs[g.tensors[t].name] = b.root(t)
	}
	if err := n.planMemory(g); err != nil {
		return nil, err
	}
	return n, nil
}

// Size returns the size of the input picture: rows, columns, numbers for each
// pixel.
func (n *Network) Size() (height, width, channels int) {
	return n.height, n.width, n.channels
}

// Session returns the memory of a run, which Close returns to the pool.
func (n *Network) Session() *Session {
	if s, ok := n.idle.Get().(*Session); ok {
		return s
	}
	s := &Session{
		of: n, memory: make([]float32, n.memory), scratch: make([]float32, n.scratch),
		outputs: make(map[string][]float32, len(n.outputs)),
	}
	for _, st := range n.steps {
		c := call{kernel: st.kernel, dst: s.at(st.out)}
		for _, in := range st.in {
			c.src = append(c.src, s.at(in))
		}
		s.calls = append(s.calls, c)
	}
	for name, t := range n.outputs {
		s.outputs[name] = s.at(t)
	}
	return s
}

func (s *Session) at(t int) []float32 {
	where := s.of.regions[t]
	return s.memory[where.at : where.at+where.size : where.at+where.size]
}

// Input is the picture to fill: rows of pixels of channels, each a float32. Its
// content is undefined after Run.
func (s *Session) Input() []float32 { return s.at(s.of.input) }

// Run computes the outputs from the input.
func (s *Session) Run() {
	for _, c := range s.calls {
		c.kernel.run(c.dst, c.src, s.scratch)
	}
}

// Output returns what the last Run computed for an output name of the file; nil
// when the network has no such output. It is valid until Close.
func (s *Session) Output(name string) []float32 { return s.outputs[name] }

// Close returns the memory to the pool; the session must not be used
// afterwards.
func (s *Session) Close() { s.of.idle.Put(s) }
