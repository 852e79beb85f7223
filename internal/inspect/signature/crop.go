package signature

import (
	"image"

	"myphoto/internal/photo/spec"
)

// SuggestedCrop gives the part of a picture, width × height upright pixels,
// that fits the demands: the whole picture when it has the ratio already, else
// the smallest box of exactly that ratio with the ink in its middle, a tenth of
// the ink's width and height left around it, and never smaller than the demanded pixels, so that nothing is enlarged. The
// measures may be those of a smaller copy. It is false when there is no ink,
// or no such box in the picture.
func SuggestedCrop(m Measures, width, height int, demands spec.Demands) (image.Rectangle, bool) {
	whole := image.Rect(0, 0, width, height)
	if width < demands.MinWidth || height < demands.MinHeight || m.Box.Empty() || m.Width <= 0 || m.Height <= 0 {
		return image.Rectangle{}, false
	}
	if demands.RatioFits(width, height) {
		return whole, true
	}
	ink := enlarged(m, width, height)
	// The size grows in steps of the ratio, so that it is kept exactly.
	across, down := demands.RatioWidth, demands.RatioHeight
	most := min(width/across, height/down)
	wanted := max(
		steps(ink.Dx()*6/5, across), steps(ink.Dy()*6/5, down),
		steps(demands.MinWidth, across), steps(demands.MinHeight, down),
	)
	least := max(steps(ink.Dx(), across), steps(ink.Dy(), down))
	size := min(wanted, most)
	if size < least || size*across < demands.MinWidth || size*down < demands.MinHeight {
		return image.Rectangle{}, false
	}
	box := image.Rect(0, 0, size*across, size*down)
	middle := ink.Min.Add(ink.Max).Div(2).Sub(box.Max.Div(2))
	corner := image.Pt(
		min(max(middle.X, 0), width-box.Dx()),
		min(max(middle.Y, 0), height-box.Dy()),
	)
	return box.Add(corner), true
}

// enlarged gives the box of the ink in pixels of the full picture, rounded
// outwards.
func enlarged(m Measures, width, height int) image.Rectangle {
	return image.Rect(
		m.Box.Min.X*width/m.Width, m.Box.Min.Y*height/m.Height,
		(m.Box.Max.X*width+m.Width-1)/m.Width, (m.Box.Max.Y*height+m.Height-1)/m.Height,
	)
}

func steps(length, unit int) int { return (length + unit - 1) / unit }
