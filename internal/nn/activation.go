package nn

import "math"

// activation is ReLU, which sets negative numbers to zero, or PReLU, which
// multiplies them by the slope of their channel. The zero activation is the
// identity.
type activation struct {
	rectify bool
	slopes  [][2]float32 // for each channel the factors of positive and of negative numbers
}

// active reports whether the activation changes anything.
func (a activation) active() bool { return a.rectify || a.slopes != nil }

func slopes(alpha []float32) [][2]float32 {
	list := make([][2]float32, len(alpha))
	for i, a := range alpha {
		list[i] = [2]float32{1, a}
	}
	return list
}

// apply changes one pixel. It selects by the sign bit instead of a branch:
// signs are nearly random, and a processor cannot predict them.
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

// run applies the activation to a whole tensor that could not be fused into a
// convolution.
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
