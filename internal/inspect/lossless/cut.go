package lossless

import (
	"errors"
	"image"

	"myphoto/internal/inspect/raster"
)

// The reasons for which a picture cannot be cut without loss, beside
// [raster.ErrTooSmall] and [raster.ErrOutside].
var (
	// ErrDamaged says that the bytes are not a whole JPEG of one or three
	// components of eight bits; it comes wrapped with what exactly is wrong.
	ErrDamaged = errors.New("lossless: damaged or unusual picture")
	// ErrAskew says that the frame is turned by an angle.
	ErrAskew = errors.New("lossless: frame is askew")
	// ErrScaled says that the frame does not have the pixels that are wanted:
	// it would have to be scaled.
	ErrScaled = errors.New("lossless: frame is not of the wanted size")
	// ErrEdge says that the orientation cannot be undone: the cut needs pixels
	// of a partial unit at an edge that would be mirrored.
	ErrEdge = errors.New("lossless: partial unit at a mirrored edge")
	// ErrSampling says that the colours are so much coarser across than down
	// that, laid on its side, the picture would be of a kind that few programs
	// read.
	ErrSampling = errors.New("lossless: sampling unusual on its side")
)

// Cut gives a baseline JPEG of exactly the wanted size, upright, whose pixels
// decode to those of the file: the cut nearest to the crop that lies on the
// grid of the coded units. It also tells where on the upright picture it was
// made, in pixels. Density, colour profile and Adobe's marker are taken over,
// other metadata is not. Errors: [ErrDamaged], [ErrAskew], [ErrScaled],
// [ErrEdge], [ErrSampling], [raster.ErrTooSmall], [raster.ErrOutside].
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
