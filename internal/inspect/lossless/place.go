package lossless

import (
	"image"
	"math"

	"myphoto/internal/inspect/raster"
)

// turning is what undoes an orientation of CIPA DC-008: first rows and columns
// are swapped, or not, then each side is mirrored, or not.
type turning struct{ swap, mirror, flip bool }

func turningOf(orientation int) turning {
	switch orientation {
	case 2:
		return turning{mirror: true}
	case 3:
		return turning{mirror: true, flip: true}
	case 4:
		return turning{flip: true}
	case 5:
		return turning{swap: true}
	case 6:
		return turning{swap: true, mirror: true}
	case 7:
		return turning{swap: true, mirror: true, flip: true}
	case 8:
		return turning{swap: true, flip: true}
	default:
		return turning{}
	}
}

// place is where a cut lies.
type place struct {
	turning turning
	units   image.Rectangle // of the stored picture, in minimum coded units
	upright image.Rectangle // of the upright picture, in pixels
}

// findPlace chooses the cut on the grid that is nearest to the wanted one. The
// picture is size pixels as stored, its minimum coded units are unit pixels.
func findPlace(cut raster.Cut, size, unit image.Point) (place, error) {
	switch {
	case cut.Width < 1 || cut.Height < 1 || !cut.Crop.Valid():
		return place{}, raster.ErrOutside
	case cut.Crop.Angle != 0:
		return place{}, ErrAskew
	}
	p := place{turning: turningOf(cut.Orientation)}
	size, unit = p.turning.swapped(size), p.turning.swapped(unit)
	if size.X < cut.Width || size.Y < cut.Height {
		return place{}, raster.ErrTooSmall
	}
	if math.Abs(cut.Crop.Width*float64(size.X)-float64(cut.Width)) > float64(unit.X) {
		return place{}, ErrScaled
	}
	across := side{size.X, cut.Width, unit.X, cut.Crop.X, p.turning.mirror}
	down := side{size.Y, cut.Height, unit.Y, cut.Crop.Y, p.turning.flip}
	x, err := across.align()
	if err != nil {
		return place{}, err
	}
	y, err := down.align()
	if err != nil {
		return place{}, err
	}
	p.upright = image.Rect(x.begin, y.begin, x.begin+cut.Width, y.begin+cut.Height)
	corner := p.turning.swapped(image.Pt(x.first, y.first))
	p.units = image.Rectangle{Min: corner, Max: corner.Add(p.turning.swapped(image.Pt(x.count, y.count)))}
	return p, nil
}

// swapped gives width and height as they are on the other side of the turning.
func (t turning) swapped(p image.Point) image.Point {
	if t.swap {
		return image.Pt(p.Y, p.X)
	}
	return p
}

// side is one side of the upright picture.
type side struct {
	size, cut, unit int     // pixels
	centre          float64 // of the wanted cut, as a fraction of size
	mirrored        bool    // in the stored picture
}

// stretch is where a cut lies along one side.
type stretch struct {
	begin        int // pixels of the upright picture
	first, count int // units of the stored picture
}

// align finds the nearest stretch whose beginning, as people see it, lies on
// the grid; its end may lie within a unit.
func (s side) align() (stretch, error) {
	wanted := s.centre*float64(s.size) - float64(s.cut)/2
	grid := 0
	if s.mirrored {
		grid = s.size % s.unit // behind the partial unit, which cannot be the first
	}
	room := s.size - s.cut - grid
	if room < 0 {
		return stretch{}, ErrEdge
	}
	steps := int(math.Round((wanted - float64(grid)) / float64(s.unit)))
	found := stretch{
		begin: grid + s.unit*min(max(steps, 0), room/s.unit),
		count: (s.cut + s.unit - 1) / s.unit,
	}
	if math.Abs(float64(found.begin)-wanted) > float64(s.unit) {
		return stretch{}, raster.ErrOutside
	}
	found.first = found.begin / s.unit
	if s.mirrored {
		found.first = (s.size-found.begin)/s.unit - found.count
	}
	return found, nil
}
