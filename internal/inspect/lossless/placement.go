package lossless

import (
	"image"
	"math"

	"myphoto/internal/inspect/raster"
)

// transform undoes an orientation of CIPA DC-008: first rows and columns are
// swapped, or not, then each side is mirrored, or not.
type transform struct{ swap, mirror, flip bool }

func transformOf(orientation int) transform {
	switch orientation {
	case 2:
		return transform{mirror: true}
	case 3:
		return transform{mirror: true, flip: true}
	case 4:
		return transform{flip: true}
	case 5:
		return transform{swap: true}
	case 6:
		return transform{swap: true, mirror: true}
	case 7:
		return transform{swap: true, mirror: true, flip: true}
	case 8:
		return transform{swap: true, flip: true}
	default:
		return transform{}
	}
}

// placement is where a cut lies.
type placement struct {
	transform transform
	units     image.Rectangle // of the stored picture, in minimum coded units
	upright   image.Rectangle // of the upright picture, in pixels
}

// placeCut returns the cut on the grid that is nearest to the wanted one. The
// stored picture is size pixels, its minimum coded units are unit pixels.
func placeCut(cut raster.Cut, size, unit image.Point) (placement, error) {
	switch {
	case cut.Width < 1 || cut.Height < 1 || !cut.Crop.Valid():
		return placement{}, raster.ErrOutside
	case cut.Crop.Angle != 0:
		return placement{}, ErrAskew
	}
	p := placement{transform: transformOf(cut.Orientation)}
	size, unit = p.transform.swapped(size), p.transform.swapped(unit)
	if size.X < cut.Width || size.Y < cut.Height {
		return placement{}, raster.ErrTooSmall
	}
	if math.Abs(cut.Crop.Width*float64(size.X)-float64(cut.Width)) > float64(unit.X) {
		return placement{}, ErrScaled
	}
	across := side{size.X, cut.Width, unit.X, cut.Crop.X, p.transform.mirror}
	down := side{size.Y, cut.Height, unit.Y, cut.Crop.Y, p.transform.flip}
	x, err := across.align()
	if err != nil {
		return placement{}, err
	}
	y, err := down.align()
	if err != nil {
		return placement{}, err
	}
	p.upright = image.Rect(x.begin, y.begin, x.begin+cut.Width, y.begin+cut.Height)
	corner := p.transform.swapped(image.Pt(x.first, y.first))
	p.units = image.Rectangle{Min: corner, Max: corner.Add(p.transform.swapped(image.Pt(x.count, y.count)))}
	return p, nil
}

// swapped returns a size as it is after the transform.
func (t transform) swapped(p image.Point) image.Point {
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

// alignedSide is the position of a cut along one side.
type alignedSide struct {
	begin        int // pixels of the upright picture
	first, count int // units of the stored picture
}

// align finds the nearest position whose beginning on the upright picture lies
// on the grid; its end may lie within a unit.
func (s side) align() (alignedSide, error) {
	wanted := s.centre*float64(s.size) - float64(s.cut)/2
	grid := 0
	if s.mirrored {
		grid = s.size % s.unit // after the partial unit, which cannot be the first
	}
	room := s.size - s.cut - grid
	if room < 0 {
		return alignedSide{}, ErrEdge
	}
	steps := int(math.Round((wanted - float64(grid)) / float64(s.unit)))
	found := alignedSide{
		begin: grid + s.unit*min(max(steps, 0), room/s.unit),
		count: (s.cut + s.unit - 1) / s.unit,
	}
	if math.Abs(float64(found.begin)-wanted) > float64(s.unit) {
		return alignedSide{}, raster.ErrOutside
	}
	found.first = found.begin / s.unit
	if s.mirrored {
		found.first = (s.size-found.begin)/s.unit - found.count
	}
	return found, nil
}
