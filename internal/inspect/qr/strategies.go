package qr

import (
	"fmt"
	"image"
	"math"

	"github.com/makiuchi-d/gozxing"
)

// strategy is one way to prepare a picture before it is searched for a QR code.
type strategy struct {
	side      int     // longer side, pixels: what noise hides at one size, the averaging of another reveals; 0: unchanged
	tilt      float64 // radians of camera tilt to undo; 0: unchanged
	bow       float64 // how much bent paper is flattened: the rise at the edge of the picture, in half widths
	direction float64 // radians: the direction of the tilt or the bend
	radius    int     // pixels of the neighbourhood whose contrast is raised
	gain      int     // factor of the contrast; 0: unchanged
	inverse   bool    // light on dark
	global    bool    // one threshold between dark and light for the whole picture
	pure      bool    // the code fills the picture upright: its modules are read without searching for its corners
}

// Angles at which people hold a phone over a table. A tilt of 40 degrees serves
// everything from about 25 to 55, because the search itself is tolerant.
const (
	moderateTilt = 40 * math.Pi / 180
	steepTilt    = 52 * math.Pi / 180
)

// cleanStrategies is how many of the strategies are for clean pictures; they are tried
// on the negative as well.
const cleanStrategies = 4

// strategies lists the strategies in the order in which they pay: each finds
// what those before it miss.
func strategies() []strategy {
	list := []strategy{
		// A picture of the code alone, in 1 ms, whatever its content: each of
		// the searches below misses some codes whose modules look like corners.
		{global: true, pure: true},
		// These read clean pictures, in 3 to 20 ms. Raised contrast frays sharp
		// edges: half of such codes cannot be read with it.
		{side: 400},
		{side: 1000},
		{side: 640},
		{side: 640, radius: 24, gain: 4},
		{side: 1280, radius: 48, gain: 4},
		{side: 640, radius: 24, gain: 4, inverse: true},
		{side: 1600, radius: 48, gain: 4},
		{side: 1000, radius: 16, gain: 6},
		{side: 400, radius: 8, gain: 4},
		{side: 640, radius: 8, gain: 6},
	}
	upright := strategy{side: 800, radius: 30, gain: 4}
	for eighth := range 8 {
		list = append(list, upright.withTilt(moderateTilt, eighth))
	}
	for _, bow := range []float64{0.25, 0.5, 0.75} {
		for eighth := 0; eighth < 8; eighth += 2 {
			list = append(list, upright.withBow(bow, eighth))
		}
	}
	for eighth := range 8 {
		list = append(list, upright.withTilt(steepTilt, eighth))
	}
	return append(list,
		strategy{side: 640, global: true},
		strategy{side: 1000, radius: 12, gain: 4, global: true},
		strategy{side: 1600},
		strategy{side: 640, global: true, inverse: true},
	)
}

func (l strategy) withTilt(by float64, eighth int) strategy {
	l.tilt, l.direction = by, float64(eighth)*math.Pi/4
	return l
}

func (l strategy) withBow(by float64, eighth int) strategy {
	l.bow, l.direction = by, float64(eighth)*math.Pi/4
	return l
}

// binarize returns the prepared picture for the search.
func (l strategy) binarize(grey *image.Gray) (gozxing.Binarizer, error) {
	view := l.render(grey)
	if l.gain > 0 {
		view = raiseContrast(view, l.radius, l.gain)
	}
	width, height := view.Rect.Dx(), view.Rect.Dy()
	source, err := gozxing.NewPlanarYUVLuminanceSource(view.Pix, width, height, 0, 0, width, height, false)
	if err != nil {
		return nil, fmt.Errorf("look at picture: %w", err)
	}
	if l.inverse {
		source = source.Invert()
	}
	if l.global {
		return gozxing.NewGlobalHistgramBinarizer(source), nil
	}
	return gozxing.NewHybridBinarizer(source), nil
}

// render scales and rectifies the picture. A picture may be enlarged here
// alone: nobody gets to see it.
func (l strategy) render(grey *image.Gray) *image.Gray {
	if l.side == 0 {
		return grey
	}
	from := grey.Rect.Size()
	scale := float64(max(from.X, from.Y)) / float64(l.side)
	if l.tilt == 0 && l.bow == 0 && scale == 1 {
		return grey
	}
	if reach := int(scale / 2); reach > 0 {
		grey = boxBlur(grey, reach)
	}
	to := image.Pt(max(1, int(float64(from.X)/scale)), max(1, int(float64(from.Y)/scale)))
	out := image.NewGray(image.Rectangle{Max: to})
	view := l.camera(from, scale)
	for y := range to.Y {
		for x := range to.X {
			sx, sy := view.at(float64(x)+0.5-float64(to.X)/2, float64(y)+0.5-float64(to.Y)/2)
			out.Pix[y*out.Stride+x] = bilinear(grey, sx+float64(from.X)/2-0.5, sy+float64(from.Y)/2-0.5)
		}
	}
	return out
}

// camera maps a point of the rendered picture to the picture as taken, both
// relative to their centres: the projection of a tilted plane, seen from the
// focal length.
type camera struct {
	across, down float64 // direction of the tilt
	cos, sin     float64 // of the tilt
	scale, focal float64 // pixels of the picture as taken
	bow          float64 // pixels of rise for each squared pixel
}

// phoneFocal is the focal length of a phone's main camera in widths of its
// picture (about 26 mm on 36 mm film, slightly cropped).
const phoneFocal = 0.85

func (l strategy) camera(size image.Point, scale float64) camera {
	c := camera{focal: phoneFocal * float64(max(size.X, size.Y))}
	c.sin, c.cos = math.Sincos(l.tilt)
	c.down, c.across = math.Sincos(l.direction)
	c.scale = scale / math.Sqrt(c.cos) // half of the foreshortening
	c.bow = 2 * l.bow / float64(max(size.X, size.Y))
	return c
}

func (c camera) at(x, y float64) (sx, sy float64) {
	along, beside := (x*c.across+y*c.down)*c.scale, (y*c.across-x*c.down)*c.scale
	along += c.bow * beside * beside
	near := c.focal - along*c.sin
	if near < c.focal/8 {
		return -1e6, -1e6 // beyond the horizon
	}
	along, beside = along*c.cos*c.focal/near, beside*c.focal/near
	return along*c.across - beside*c.down, along*c.down + beside*c.across
}

// bilinear returns the brightness at a point between four pixels; grey outside.
func bilinear(grey *image.Gray, x, y float64) uint8 {
	if x < 0 || y < 0 || x >= float64(grey.Rect.Dx()-1) || y >= float64(grey.Rect.Dy()-1) {
		return 128
	}
	across, along := int(x*256), int(y*256)
	left, right, down := across>>8, across&255, along&255
	upper, lower := grey.Pix[along>>8*grey.Stride+left:], grey.Pix[(along>>8+1)*grey.Stride+left:]
	a := int(upper[0])*(256-right) + int(upper[1])*right
	b := int(lower[0])*(256-right) + int(lower[1])*right
	return uint8((a*(256-down) + b*down) >> 16)
}

// raiseContrast multiplies the distance of every pixel from the mean of its
// neighbourhood, so that shadow, glare and pale print stand out alike.
func raiseContrast(grey *image.Gray, radius, gain int) *image.Gray {
	mean := boxBlur(grey, radius)
	for i, v := range grey.Pix {
		mean.Pix[i] = uint8(min(255, max(0, 128+gain*(int(v)-int(mean.Pix[i])))))
	}
	return mean
}

// boxBlur returns the picture with each pixel replaced by the mean of those
// within radius in either direction.
func boxBlur(grey *image.Gray, radius int) *image.Gray {
	width, height := grey.Rect.Dx(), grey.Rect.Dy()
	across, out := image.NewGray(grey.Rect), image.NewGray(grey.Rect)
	for y := range height {
		slidingMean(grey.Pix[y*width:][:width], across.Pix[y*width:][:width], radius)
	}
	sums := make([]int32, width) // of the rows around y
	add := func(row, sign int) {
		if row >= 0 && row < height {
			for x, v := range across.Pix[row*width:][:width] {
				sums[x] += int32(sign) * int32(v)
			}
		}
	}
	for y := -radius; y < height; y++ {
		add(y+radius, 1)
		add(y-radius-1, -1)
		if y < 0 {
			continue
		}
		count := int32(min(y+radius, height-1) - max(y-radius, 0) + 1)
		for x, sum := range sums {
			out.Pix[y*width+x] = uint8(sum / count)
		}
	}
	return out
}

// slidingMean writes the means of the neighbourhoods of one row.
func slidingMean(from, into []uint8, radius int) {
	sum, count := 0, 0
	for i := range len(from) + radius {
		if i < len(from) {
			sum += int(from[i])
			count++
		}
		if past := i - 2*radius - 1; past >= 0 {
			sum -= int(from[past])
			count--
		}
		if middle := i - radius; middle >= 0 {
			into[middle] = uint8(sum / count)
		}
	}
}
