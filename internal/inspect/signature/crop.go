package signature

import (
	"image"

	"myphoto/internal/photo/spec"
)

// SuggestedCrop returns the part of a picture of width × height upright pixels
// that meets the demands: the whole picture when it has the ratio already,
// otherwise the smallest box of exactly that ratio with the ink in its middle.
// The box leaves a tenth of the ink's width and height around the ink, and is
// never smaller than the demanded pixels, so that nothing is enlarged. The
// measures may be those of a smaller copy. It returns false when there is no
// ink, or no such box in the picture.
func SuggestedCrop(m Measures, width, height int, demands spec.Demands) (image.Rectangle, bool) {
	whole := image.Rect(0, 0, width, height)
	if width < demands.MinWidth || height < demands.MinHeight || m.Box.Empty() || m.Width <= 0 || m.Height <= 0 {
		return image.Rectangle{}, false
	}
	if demands.RatioFits(width, height) {
		return whole, true
	}
	ink := scaledBox(m, width, height)
	// The size grows in steps of the ratio, so that the ratio is exact.
	across, down := demands.RatioWidth, demands.RatioHeight
	largest := min(width/across, height/down)
	wanted := max(
		ceilDiv(ink.Dx()*6/5, across), ceilDiv(ink.Dy()*6/5, down),
		ceilDiv(demands.MinWidth, across), ceilDiv(demands.MinHeight, down),
	)
	smallest := max(ceilDiv(ink.Dx(), across), ceilDiv(ink.Dy(), down))
	size := min(wanted, largest)
	if size < smallest || size*across < demands.MinWidth || size*down < demands.MinHeight {
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

// scaledBox returns the box of the ink in pixels of the full picture, rounded
// outwards.
func scaledBox(m Measures, width, height int) image.Rectangle {
	return image.Rect(
		m.Box.Min.X*width/m.Width, m.Box.Min.Y*height/m.Height,
		(m.Box.Max.X*width+m.Width-1)/m.Width, (m.Box.Max.Y*height+m.Height-1)/m.Height,
	)
}

func ceilDiv(length, unit int) int { return (length + unit - 1) / unit }
