package lossless

import (
	"errors"
	"image"

	"myphoto/internal/inspect/raster"
)

// The errors of a picture that cannot be cut without loss, beside
// [raster.ErrTooSmall] and [raster.ErrOutside].
var (
	// ErrDamaged reports that the bytes are not a whole JPEG of one or three
	// components of eight bits. It comes wrapped with the exact fault.
	ErrDamaged = errors.New("lossless: damaged or unusual picture")
	// ErrAskew reports that the frame is turned by an angle.
	ErrAskew = errors.New("lossless: frame is askew")
	// ErrScaled reports that the frame has other pixels than wanted: it would
	// have to be scaled.
	ErrScaled = errors.New("lossless: frame is not of the wanted size")
	// ErrEdge reports that the orientation cannot be undone: the cut needs
	// pixels of a partial unit at an edge that would be mirrored.
	ErrEdge = errors.New("lossless: partial unit at a mirrored edge")
	// ErrSampling reports that the chroma subsampling, transposed, would be of
	// a kind that few programs read.
	ErrSampling = errors.New("lossless: sampling unusual on its side")
)

// Cut returns an upright baseline JPEG of exactly the wanted size, whose pixels
// decode to those of the file: the cut nearest to the crop that lies on the
// grid of the coded units. The rectangle is its place on the upright picture,
// in pixels. Density, colour profile and Adobe's marker are copied, other
// metadata is not. Errors: [ErrDamaged], [ErrAskew], [ErrScaled], [ErrEdge],
// [ErrSampling], [raster.ErrTooSmall], [raster.ErrOutside].
func Cut(file []byte, cut raster.Cut) ([]byte, image.Rectangle, error) {
	d := decoder{rest: file, cut: cut}
	if err := d.decode(); err != nil {
		return nil, image.Rectangle{}, err
	}
	encoded, err := encode(&d)
	if err != nil {
		return nil, image.Rectangle{}, err
	}
	return encoded, d.placement.upright, nil
}
