package nn

import "math"

// activation bends the negative numbers of each pixel: ReLU makes them zero,
// PReLU multiplies them by the slope of their channel. The zero activation
// changes nothing.
type activation struct {
	rectify bool
	slopes  [][2]float32 // for each channel the factor of positive and of negative numbers
}

// active tells that the activation changes anything.
func (a activation) active() bool { return a.rectify || a.slopes != nil }

func slopes(alpha []float32) [][2]float32 {
	list := make([][2]float32, len(alpha))
	for i, a := range alpha {
		list[i] = [2]float32{1, a}
	}
	return list
}

// apply changes one pixel. The sign bit chooses, not a branch: signs are as
// good as random and a processor cannot guess them.
func (a activation) apply(pixel []float32) {
	if a.rectify {
		for i, v := range pixel {
			bits := math.Float32bits(v)
			pixel[i] = math.Float32frombits(bits &^ uint32(int32(bits)>>31))
		}
		return
	}
	if a.slopes == nil {
		return
	}
	pairs := a.slopes[:len(pixel)]
	for i, v := range pixel {
		pixel[i] = v * pairs[i][math.Float32bits(v)>>31]
	}
}

// run applies the activation to a whole tensor, where it could not be melted
// into a convolution.
func (a activation) run(dst []float32, src [][]float32, _ []float32) {
	copy(dst, src[0])
	pixel := max(1, len(a.slopes))
	if a.rectify {
		pixel = len(dst)
	}
	for at := 0; at < len(dst); at += pixel {
		a.apply(dst[at : at+pixel])
	}
}
