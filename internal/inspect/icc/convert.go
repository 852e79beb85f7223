package icc

import (
	"fmt"
	"image"
	"math"
	"sync"
)

// Converter converts pixels to sRGB. It is immutable and safe for concurrent
// use.
type Converter struct {
	identity bool
	grey     bool // for grey pictures only
	curves   [3]*curve
	matrix   [3][3]int // fullLight is 1
	levels   *[fullLight + 1]byte
}

// identityTolerance is how many levels of 255 a conversion may move a colour
// for the profile to count as sRGB: makers round its curve and primaries
// differently.
const identityTolerance = 2

// Parse reads a profile that was joined from its pieces; an empty one means
// sRGB. Errors: [ErrDamaged], [ErrTables], [ErrKind].
func Parse(data []byte) (*Converter, error) {
	if len(data) == 0 {
		return &Converter{identity: true}, nil
	}
	p, err := parseHeader(data)
	if err != nil {
		return nil, err
	}
	if p.hasTables() {
		return nil, ErrTables
	}
	if string(data[20:24]) != "XYZ " {
		return nil, fmt.Errorf("%w: not connected by XYZ", ErrKind)
	}
	c, err := p.converter()
	if err != nil {
		return nil, err
	}
	// When white does not stay white, the primaries are not adapted to D50, or
	// the curves end too low. Skin would be tinted.
	if !c.keepsWhite() {
		return nil, fmt.Errorf("%w: white is not white", ErrDamaged)
	}
	c.identity = c.isIdentity()
	return c, nil
}

// greyConverter makes the conversion of a grey profile: its one curve, for each
// channel (ICC.1:2022 §8.3.4).
func (p profile) greyConverter() (*Converter, error) {
	k, err := p.curve("kTRC")
	if err != nil {
		return nil, err
	}
	c := Converter{grey: true, levels: srgbLevels(), curves: [3]*curve{k, k, k}}
	for i := range c.matrix {
		c.matrix[i][i] = fullLight
	}
	return &c, nil
}

func (p profile) converter() (*Converter, error) {
	if p.grey() {
		return p.greyConverter()
	}
	var primaries [3][3]float64
	c := Converter{levels: srgbLevels()}
	for i, channel := range []string{"r", "g", "b"} {
		var err error
		if primaries[i], err = p.primary(channel + "XYZ"); err != nil {
			return nil, err
		}
		if c.curves[i], err = p.curve(channel + "TRC"); err != nil {
			return nil, err
		}
	}
	// From XYZ with D50 to linear sRGB: the inverse of the primaries of IEC
	// 61966-2-1, adapted to D50 by the Bradford method.
	fromXYZ := [3][3]float64{
		{3.1338561, -1.6168667, -0.4906146},
		{-0.9787684, 1.9161415, 0.0334540},
		{0.0719453, -0.2289914, 1.4052427},
	}
	for row, from := range fromXYZ {
		for channel, xyz := range primaries {
			sum := float64(from[0]*xyz[0]) + float64(from[1]*xyz[1]) + float64(from[2]*xyz[2])
			c.matrix[row][channel] = int(math.Round(fullLight * sum))
		}
	}
	return &c, nil
}

// keepsWhite reports whether white stays white, to a sixteenth of its light.
func (c *Converter) keepsWhite() bool {
	for _, row := range c.matrix {
		off := light(row, c.curves[0][levels-1], c.curves[1][levels-1], c.curves[2][levels-1]) - fullLight
		if max(off, -off) > fullLight/16 {
			return false
		}
	}
	return true
}

// isIdentity reports whether no colour moves by more than rounding.
func (c *Converter) isIdentity() bool {
	const step = (levels - 1) / 15
	near := func(a, b byte) bool { return max(a, b)-min(a, b) <= identityTolerance }
	for i := range 16 * 16 * 16 {
		r, g, b := byte(i>>8*step), byte(i>>4&15*step), byte(i&15*step)
		if x, y, z := c.colour(r, g, b); !near(x, r) || !near(y, g) || !near(z, b) {
			return false
		}
	}
	return true
}

// ForGrey reports whether the profile describes grey pictures and no others.
func (c *Converter) ForGrey() bool { return c.grey }

// IsSRGB reports whether pixels are sRGB already, so that Convert does nothing.
func (c *Converter) IsSRGB() bool { return c.identity }

// Convert converts the pixels of an opaque picture to sRGB, in place. Colours
// outside sRGB are clipped in each channel.
func (c *Converter) Convert(img *image.RGBA) {
	if c.identity {
		return
	}
	size := img.Rect.Size()
	for y := range size.Y {
		row := img.Pix[y*img.Stride:][:4*size.X]
		for ; len(row) >= 4; row = row[4:] {
			row[0], row[1], row[2] = c.colour(row[0], row[1], row[2])
		}
	}
}

// colour converts one colour.
func (c *Converter) colour(r, g, b byte) (byte, byte, byte) {
	x, y, z := c.curves[0][r], c.curves[1][g], c.curves[2][b]
	return c.levels[clamp(light(c.matrix[0], x, y, z))],
		c.levels[clamp(light(c.matrix[1], x, y, z))],
		c.levels[clamp(light(c.matrix[2], x, y, z))]
}

// light returns the linear light of one channel of sRGB, scaled to fullLight.
func light(row [3]int, x, y, z int32) int {
	return (row[0]*int(x) + row[1]*int(y) + row[2]*int(z) + fullLight/2) >> lightBits
}

func clamp(light int) int { return min(max(light, 0), fullLight) }

// srgbLevels returns the sRGB level of each linear light (IEC 61966-2-1).
var srgbLevels = sync.OnceValue(func() *[fullLight + 1]byte {
	var table [fullLight + 1]byte
	for i := range table {
		v := float64(i) / fullLight
		if v <= 0.0031308 {
			v *= 12.92
		} else {
			v = float64(1.055*math.Pow(v, 1/2.4)) - 0.055
		}
		table[i] = byte(math.Round(v * (levels - 1)))
	}
	return &table
})
