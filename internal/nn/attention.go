package nn

import "math"

// The three operations below are MediaPipe's own, of its attention mesh
// (mediapipe/util/tflite/operations, version 2). From landmarks found so far a
// rotated rectangle around an eye or the lips is computed, the feature map is
// sampled along it, and the landmarks found in the sample are mapped back.

// landmarksToMatrix turns landmarks into the matrix that maps a point of the
// sample to a point of the feature map: four rows of four, of which the first
// two are used (Landmarks2TransformMatrix).
type landmarksToMatrix struct {
	points        []int // the points that the rectangle encloses
	left, right   int   // the points whose line becomes horizontal
	target        float32
	height, width float32 // of the sample
	scaleX        float32
	scaleY        float32
}

func (f landmarksToMatrix) run(dst []float32, src [][]float32, _ []float32) {
	marks := src[0]
	dx := float64(marks[3*f.right] - marks[3*f.left])
	dy := float64(marks[3*f.right+1] - marks[3*f.left+1])
	turn := f.target - float32(math.Atan2(dy, dx))
	sin, cos := float32(math.Sin(float64(turn))), float32(math.Cos(float64(turn)))
	low, high := [2]float32{math.MaxFloat32, math.MaxFloat32}, [2]float32{-math.MaxFloat32, -math.MaxFloat32}
	for _, p := range f.points {
		x, y := marks[3*p], marks[3*p+1]
		turned := [2]float32{x*cos - y*sin, x*sin + y*cos}
		for i, v := range turned {
			low[i], high[i] = min(low[i], v), max(high[i], v)
		}
	}
	middleX, middleY := (low[0]+high[0])/2, (low[1]+high[1])/2
	centreX, centreY := middleX*cos+middleY*sin, middleY*cos-middleX*sin
	sx, sy := f.scaleX*(high[0]-low[0])/f.width, f.scaleY*(high[1]-low[1])/f.height
	copy(dst, []float32{
		cos * sx, sin * sy, 0, centreX - cos*sx*f.width/2 - sin*sy*f.height/2,
		-sin * sx, cos * sy, 0, centreY + sin*sx*f.width/2 - cos*sy*f.height/2,
		0, 0, 1, 0,
		0, 0, 0, 1,
	})
}

// transformTensor samples a feature map along the rotated grid of a matrix,
// linearly between the centres of pixels, zero outside
// (TransformTensorBilinear).
type transformTensor struct {
	height, width       int
	outHeight, outWidth int
	channels            int
}

func (c transformTensor) run(dst []float32, src [][]float32, _ []float32) {
	m := src[1]
	shiftX := m[3] + m[0]/2 + m[1]/2 - 0.5
	shiftY := m[7] + m[4]/2 + m[5]/2 - 0.5
	for y := range c.outHeight {
		for x := range c.outWidth {
			fx, fy := float32(x), float32(y)
			out := dst[(y*c.outWidth+x)*c.channels:][:c.channels]
			c.read(out, src[0], [2]float32{m[0]*fx + m[1]*fy + shiftX, m[4]*fx + m[5]*fy + shiftY})
		}
	}
}

func (c transformTensor) read(out, source []float32, at [2]float32) {
	if !(at[0] >= 0 && at[0] <= float32(c.width-1) && at[1] >= 0 && at[1] <= float32(c.height-1)) {
		clear(out)
		return
	}
	x, y := int(at[0]), int(at[1])
	u, v := at[0]-float32(x), at[1]-float32(y)
	right, below := min(x+1, c.width-1), min(y+1, c.height-1)
	pixel := func(y, x int) []float32 { return source[(y*c.width+x)*c.channels:][:len(out)] }
	p, q, r, s := pixel(y, x), pixel(y, right), pixel(below, x), pixel(below, right)
	for i := range out {
		out[i] = (p[i]*(1-u)+q[i]*u)*(1-v) + (r[i]*(1-u)+s[i]*u)*v
	}
}

// transformLandmarks applies a matrix to points of two numbers
// (TransformLandmarks).
type transformLandmarks struct{}

func (transformLandmarks) run(dst []float32, src [][]float32, _ []float32) {
	m := src[1]
	for i := 0; i+1 < len(dst); i += 2 {
		x, y := src[0][i], src[0][i+1]
		dst[i] = m[0]*x + m[1]*y + m[3]
		dst[i+1] = m[4]*x + m[5]*y + m[7]
	}
}

func (b *builder) addCustom(n node) error {
	switch n.custom {
	case "Landmarks2TransformMatrix":
		return b.addLandmarksToMatrix(n)
	case "TransformTensorBilinear":
		return b.addTransformTensor(n)
	case "TransformLandmarks":
		if len(n.in) != 2 || !b.sameShape(n.in[0], n.out[0]) || !b.isMatrix(n.in[1]) {
			return errUnsupported
		}
		if shape := b.tensor(n.in[0]).shape; len(shape) != 3 || shape[2] != 2 {
			return errUnsupported
		}
		return b.emit(step{kernel: transformLandmarks{}, in: []int{n.in[0], n.in[1]}, out: n.out[0]})
	}
	return errUnsupported
}

func (b *builder) isMatrix(t int) bool { return b.tensor(t).elements() == 16 }

func (b *builder) addLandmarksToMatrix(n node) error {
	options, err := attributes(n.extra)
	if err != nil {
		return err
	}
	one := func(name string) float32 {
		if v := options[name]; len(v) == 1 {
			return v[0]
		}
		return -1
	}
	f := landmarksToMatrix{
		left: int(one("left_rotation_idx")), right: int(one("right_rotation_idx")),
		target: one("target_rotation_radians"),
		height: one("output_height"), width: one("output_width"),
		scaleX: one("scale_x"), scaleY: one("scale_y"),
	}
	marks := b.tensor(n.in[0]).elements() / 3
	for _, p := range append(options["subset_idxs"], float32(f.left), float32(f.right)) {
		if !(p >= 0 && p < float32(marks)) {
			return errFormat
		}
		f.points = append(f.points, int(p))
	}
	f.points = f.points[:len(f.points)-2]
	sized := f.height >= 1 && f.width >= 1 && f.scaleX > 0 && f.scaleY > 0
	if len(f.points) == 0 || !sized || !b.isMatrix(n.out[0]) {
		return errFormat
	}
	return b.emit(step{kernel: f, in: []int{n.in[0]}, out: n.out[0]})
}

func (b *builder) addTransformTensor(n node) error {
	if len(n.in) != 2 || !b.isMatrix(n.in[1]) {
		return errUnsupported
	}
	var c transformTensor
	c.height, c.width, c.channels = b.tensor(n.in[0]).dims()
	var channels int
	c.outHeight, c.outWidth, channels = b.tensor(n.out[0]).dims()
	if channels != c.channels {
		return errFormat
	}
	return b.emit(step{kernel: c, in: []int{n.in[0], n.in[1]}, out: n.out[0]})
}
