package portrait

import (
	"math"
	"sync"
)

// labUnit is one unit of L*, a* or b* in the integers of lab.
const labUnit = 64

// lab is a colour of CIELAB (white point D65), in units of 1/64.
type lab struct{ l, a, b int }

// labTables are the tables of the conversion: the linear light of a byte of
// sRGB, in 1/32768, and the cube root of CIELAB, in 1/65536.
type labTables struct {
	linear [256]int
	root   [linearOne + 1]int
}

const (
	linearOne = 1 << 15
	rootOne   = 1 << 16
)

var tables = sync.OnceValue(func() *labTables {
	var t labTables
	for i := range t.linear {
		t.linear[i] = int(math.Round(linearLight(float64(i)/255) * linearOne))
	}
	for i := range t.root {
		t.root[i] = int(math.Round(labRoot(float64(i)/linearOne) * rootOne))
	}
	return &t
})

// linearLight inverts the transfer curve of sRGB (IEC 61966-2-1).
func linearLight(v float64) float64 {
	if v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}

// labRoot is the function f of CIELAB (ISO/CIE 11664-4).
func labRoot(v float64) float64 {
	if v <= 216.0/24389 {
		return (24389.0/27*v + 16) / 116
	}
	return math.Cbrt(v)
}

// lab converts a pixel. The matrix is that of sRGB divided by its white, in
// 1/32768, so that grey has neither a* nor b*.
func (t *labTables) lab(red, green, blue byte) lab {
	r, g, b := t.linear[red], t.linear[green], t.linear[blue]
	x := t.root[(14219*r+12328*g+6221*b+linearOne/2)>>15]
	y := t.root[(6969*r+23434*g+2365*b+linearOne/2)>>15]
	z := t.root[(582*r+3587*g+28599*b+linearOne/2)>>15]
	return lab{
		l: (116*labUnit*y)>>16 - 16*labUnit,
		a: (500 * labUnit * (x - y)) >> 16,
		b: (200 * labUnit * (y - z)) >> 16,
	}
}

// near reports whether two colours differ by less than delta (ΔE of 1976).
func (c lab) near(other lab, delta int) bool {
	l, a, b := c.l-other.l, c.a-other.a, c.b-other.b
	return l*l+a*a+b*b < delta*delta*labUnit*labUnit
}

// chroma returns C*, the distance of the colour from grey.
func (c lab) chroma() float64 {
	return math.Hypot(float64(c.a), float64(c.b)) / labUnit
}

// skinCast is the measure NaturalColour of OFIQ: the distance of the cheeks'
// mean colour from the range of human skin, a* 5-25 and b* 5-35 (white point
// D50); 100 when it is nearer to green or blue. The colour is given as means of
// red, green and blue from 0 to 1.
func skinCast(red, green, blue float64) float64 {
	r, g, b := linearLight(red), linearLight(green), linearLight(blue)
	x := labRoot((0.43605*r + 0.38508*g + 0.14309*b) / 0.964221)
	y := labRoot(0.22249*r + 0.71689*g + 0.06062*b)
	z := labRoot((0.01393*r + 0.09710*g + 0.71419*b) / 0.825211)
	across, along := 500*(x-y), 200*(y-z)
	if across < 0 || along < 0 {
		return 100
	}
	return math.Hypot(outside(across, 5, 25), outside(along, 5, 35))
}

// outside returns how far v lies outside a range.
func outside(v, low, high float64) float64 {
	return max(0, low-v, v-high)
}

// luma returns the brightness of a stored pixel (ITU-R BT.601), 0-255.
func luma(red, green, blue byte) byte {
	return byte((299*int(red) + 587*int(green) + 114*int(blue) + 500) / 1000)
}
