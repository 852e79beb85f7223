package raster

import (
	"errors"
	"fmt"
	"image"
	"math"

	"myphoto/internal/photo/spec"
)

// The errors of a cut that cannot be made.
var (
	// ErrTooSmall reports that the frame has fewer pixels than wanted: nothing
	// is enlarged.
	ErrTooSmall = errors.New("raster: fewer pixels than wanted")
	// ErrOutside reports that the frame reaches beyond the picture, or is
	// invalid.
	ErrOutside = errors.New("raster: frame not on the picture")
)

// maxWorkingSide is the longer side of the picture that is measured, in pixels.
const maxWorkingSide = 1600

// Cut describes a cut from a decoded picture.
type Cut struct {
	Orientation   int       // 1-8 (CIPA DC-008): the turn that makes the picture upright
	Crop          spec.Crop // on the upright picture
	Width, Height int       // of the result, in pixels; they set the ratio of the frame
}

// Derive cuts a document's picture from a decoded one: upright, of exactly the
// wanted size, in the colours of the file. Errors: [ErrColours], [ErrOutside],
// [ErrTooSmall].
func Derive(img image.Image, cut Cut) (*image.RGBA, error) {
	planes, err := planesOf(img)
	if err != nil {
		return nil, err
	}
	size := img.Bounds().Size()
	frame, err := cut.frame(Upright(size, cut.Orientation))
	if err != nil {
		return nil, err
	}
	wanted := image.Pt(cut.Width, cut.Height)
	if cut.Crop.Angle == 0 {
		return scaleBox(planes, frame, wanted, cut.Orientation), nil
	}
	// First render the level picture around the frame at the scale of the
	// result, with a margin for the kernel.
	sin, cos := math.Sincos(math.Abs(cut.Crop.Angle) * math.Pi / 180)
	cos = math.Abs(cos)
	around := image.Pt(
		6+int(math.Ceil(float64(wanted.X)*cos+float64(wanted.Y)*sin)),
		6+int(math.Ceil(float64(wanted.X)*sin+float64(wanted.Y)*cos)),
	)
	scale := (frame.right - frame.left) / float64(wanted.X)
	x, y := (frame.left+frame.right)/2, (frame.top+frame.bottom)/2
	across, down := float64(around.X)*scale/2, float64(around.Y)*scale/2
	level := scaleBox(planes, box{x - across, y - down, x + across, y + down}, around, cut.Orientation)
	return rotate(level, wanted, cut.Crop.Angle), nil
}

// scaleBox scales a box of the upright picture to size and turns it upright.
func scaleBox(planes []plane, b box, size image.Point, orientation int) *image.RGBA {
	whole := image.Pt(planes[0].width, planes[0].height)
	return orient(render(planes, boxToStored(b, whole, orientation), Upright(size, orientation)), orientation)
}

// frame returns the level frame, in pixels of the upright picture, about whose
// middle the cut is turned.
func (c Cut) frame(size image.Point) (box, error) {
	if c.Width < 1 || c.Height < 1 || !c.Crop.Valid() || size.X < 1 || size.Y < 1 {
		return box{}, ErrOutside
	}
	width := c.Crop.Width * float64(size.X)
	height := width * float64(c.Height) / float64(c.Width)
	// Crops are fractions rounded to a few digits: one pixel less is accepted.
	if width < float64(c.Width)-1 || height < float64(c.Height)-1 {
		return box{}, fmt.Errorf("%w: %.0f × %.0f for %d × %d", ErrTooSmall, width, height, c.Width, c.Height)
	}
	sin, cos := math.Sincos(c.Crop.Angle * math.Pi / 180)
	sin, cos = math.Abs(sin), math.Abs(cos)
	x, y := c.Crop.X*float64(size.X), c.Crop.Y*float64(size.Y)
	reachX, reachY := (width*cos+height*sin)/2, (width*sin+height*cos)/2
	slack := 1 + 0.001*float64(max(size.X, size.Y))
	if min(x, float64(size.X)-x)+slack < reachX || min(y, float64(size.Y)-y)+slack < reachY {
		return box{}, ErrOutside
	}
	return box{x - width/2, y - height/2, x + width/2, y + height/2}, nil
}

// Fit returns the whole picture, upright, shrunk to fit within frame (pixels);
// a smaller one keeps its size. The error is [ErrColours].
func Fit(img image.Image, orientation int, frame image.Point) (*image.RGBA, error) {
	planes, err := planesOf(img)
	if err != nil {
		return nil, err
	}
	size := Upright(img.Bounds().Size(), orientation)
	whole := box{0, 0, float64(size.X), float64(size.Y)}
	return scaleBox(planes, whole, Fitted(size, frame), orientation), nil
}

// Working returns the picture that is measured: upright, its longer side at
// most 1600 pixels. The error is [ErrColours].
func Working(img image.Image, orientation int) (*image.RGBA, error) {
	return Fit(img, orientation, image.Pt(maxWorkingSide, maxWorkingSide))
}

// Fitted returns a size shrunk to fit into a frame, with its ratio; it never
// enlarges.
func Fitted(size, frame image.Point) image.Point {
	if size.X <= frame.X && size.Y <= frame.Y {
		return size
	}
	if size.X*frame.Y >= size.Y*frame.X {
		return image.Pt(frame.X, max(1, (size.Y*frame.X+size.X/2)/size.X))
	}
	return image.Pt(max(1, (size.X*frame.Y+size.Y/2)/size.Y), frame.Y)
}
