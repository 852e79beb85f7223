package inspect

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"

	"myphoto/internal/inspect/icc"
	"myphoto/internal/inspect/raster"
)

// The preview fits into this frame, in pixels, and takes about 40 KB.
const (
	previewWidth   = 400
	previewHeight  = 600
	previewQuality = 80
)

// preview draws the small upright picture that pages show, in sRGB.
func preview(img image.Image, a *jpegInfo, colours *icc.Converter) ([]byte, image.Point, error) {
	small, err := raster.Fit(img, a.orientation(), image.Pt(previewWidth, previewHeight))
	if err != nil {
		return nil, image.Point{}, fmt.Errorf("%w: %w", errUndecodable, err)
	}
	colours.Convert(small)
	var out bytes.Buffer
	if err := jpeg.Encode(&out, small, &jpeg.Options{Quality: previewQuality}); err != nil {
		return nil, image.Point{}, fmt.Errorf("encode preview: %w", err)
	}
	return out.Bytes(), small.Rect.Size(), nil
}
