package icc

import (
	"encoding/binary"
	"fmt"
	"math"
)

// levels is the number of values of an eight-bit sample.
const levels = 256

// fullLight is linear light 1 as an integer: fine enough to keep the darkest
// levels of sRGB apart.
const (
	lightBits = 14
	fullLight = 1 << lightBits
)

// curve holds the linear light of each level of one channel.
type curve [levels]int32

// curve reads a tone curve, sampled ("curv", ICC.1:2022 §10.6) or parametric
// ("para", §10.18), and evaluates it for every level.
func (p profile) curve(name string) (*curve, error) {
	shape, err := p.shape(name)
	if err != nil {
		return nil, err
	}
	var c curve
	for i := range c {
		light := shape(float64(i) / (levels - 1))
		if math.IsNaN(light) || math.IsInf(light, 0) {
			return nil, fmt.Errorf("%w: %s has no value", ErrDamaged, name)
		}
		c[i] = int32(math.Round(fullLight * min(max(light, 0), 1)))
	}
	return &c, nil
}

func (p profile) shape(name string) (func(float64) float64, error) {
	if data, err := p.tag(name, "curv"); err == nil {
		return sampledCurve(data)
	}
	data, err := p.tag(name, "para")
	if err != nil {
		return nil, err
	}
	return parametricCurve(data)
}

func sampledCurve(data []byte) (func(float64) float64, error) {
	if len(data) < 4 {
		return nil, fmt.Errorf("%w: curve cut off", ErrDamaged)
	}
	count, points := binary.BigEndian.Uint32(data), data[4:]
	if int64(count)*2 > int64(len(points)) {
		return nil, fmt.Errorf("%w: curve cut off", ErrDamaged)
	}
	switch count {
	case 0:
		return func(x float64) float64 { return x }, nil
	case 1:
		gamma := float64(binary.BigEndian.Uint16(points)) / 256
		return func(x float64) float64 { return math.Pow(x, gamma) }, nil
	}
	return func(x float64) float64 {
		at := x * float64(count-1)
		below := min(int(at), int(count)-2)
		a := float64(binary.BigEndian.Uint16(points[2*below:]))
		b := float64(binary.BigEndian.Uint16(points[2*below+2:]))
		return (a + float64((b-a)*(at-float64(below)))) / math.MaxUint16
	}, nil
}

// parametricCurve reads one of the five functions of §10.18.
func parametricCurve(data []byte) (func(float64) float64, error) {
	sizes := [...]int{1, 3, 4, 5, 7} // parameters of each function
	if len(data) < 4 || int(binary.BigEndian.Uint16(data)) >= len(sizes) {
		return nil, fmt.Errorf("%w: unknown formula", ErrDamaged)
	}
	kind := int(binary.BigEndian.Uint16(data))
	numbers := data[4:]
	if len(numbers) < 4*sizes[kind] {
		return nil, fmt.Errorf("%w: formula cut off", ErrDamaged)
	}
	var n [7]float64
	for i := range sizes[kind] {
		n[i] = fixed(numbers[4*i:])
	}
	g, a, b, c, d, e, f := n[0], n[1], n[2], n[3], n[4], n[5], n[6]
	power := func(x float64) float64 { return math.Pow(float64(a*x)+b, g) }
	switch kind {
	case 0:
		return func(x float64) float64 { return math.Pow(x, g) }, nil
	case 1, 2: // constant up to -b/a, where the base of the power is zero
		return func(x float64) float64 {
			if float64(a*x)+b < 0 {
				return c
			}
			return power(x) + c
		}, nil
	default: // linear up to d
		return func(x float64) float64 {
			if x < d {
				return float64(c*x) + f
			}
			return power(x) + e
		}, nil
	}
}
