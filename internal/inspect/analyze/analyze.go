package analyze

import (
	"fmt"
	"image"

	"myphoto/internal/inspect/face"
	"myphoto/internal/inspect/portrait"
	"myphoto/internal/inspect/signature"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

// Picture is the input of an analysis.
type Picture struct {
	Item   photo.Item
	Pixels *image.RGBA // upright, sRGB, opaque; its longer side at most about 1600 pixels
	Size   image.Point // of the whole upright picture, before it was shrunk to Pixels
}

// Analyzer holds the networks and the limits. It is safe for concurrent use.
type Analyzer struct {
	finder *face.Finder
	limits spec.SignatureProfile
}

// New loads the networks and the limits, in less than a tenth of a second. An
// error means that the program was built wrong.
func New() (*Analyzer, error) {
	finder, err := face.New()
	if err != nil {
		return nil, fmt.Errorf("open the finder of faces: %w", err)
	}
	limits, err := spec.SignatureLimits()
	if err != nil {
		return nil, err
	}
	return &Analyzer{finder, limits}, nil
}

// Analysis is the result: the findings, and the frame of every document on the
// picture. A document without a frame cannot be served from the picture; a
// finding says why.
type Analysis struct {
	Findings []spec.Finding
	Crops    map[photo.ProfileID]spec.Crop
}

// Analyze judges a picture for documents that need it. A frame that the
// photographer chose for the photo takes precedence over the computed one; the
// frame of a signature is always computed.
func (e *Analyzer) Analyze(p Picture, documents []spec.Profile, chosen map[photo.ProfileID]spec.Crop) Analysis {
	if p.Item == photo.ItemSignature {
		return e.signature(p, documents)
	}
	m := portrait.Examine(p.Pixels, e.finder)
	result := Analysis{Findings: portrait.Facts(m), Crops: map[photo.ProfileID]spec.Crop{}}
	for _, d := range documents {
		crop, chose := chosen[d.ID]
		if !chose {
			crop, _ = portrait.AutoCrop(m, d, p.Size)
		}
		crop = cropOnly(crop, d.Photo, p.Size)
		result.Crops[d.ID] = crop
		result.Findings = append(result.Findings, portrait.Judge(m, d, crop, p.Size)...)
	}
	return result
}

// cropOnly adapts the frame for an office that forbids scaling and turning:
// exactly the pixels of the cut, and level.
func cropOnly(c spec.Crop, s spec.Demands, size image.Point) spec.Crop {
	if !s.CropOnly {
		return c
	}
	c.Width, c.Angle = min(1, float64(s.Cut.Width)/float64(size.X)), 0
	return c
}

func (e *Analyzer) signature(p Picture, documents []spec.Profile) Analysis {
	m := signature.Measure(p.Pixels)
	result := Analysis{Findings: m.Findings(e.limits), Crops: map[photo.ProfileID]spec.Crop{}}
	for _, d := range documents {
		demands, needed := d.Demands(photo.ItemSignature)
		if !needed {
			continue
		}
		if box, found := signature.SuggestedCrop(m, p.Size.X, p.Size.Y, demands); found {
			result.Crops[d.ID] = spec.Crop{
				X:     float64(box.Min.X+box.Max.X) / 2 / float64(p.Size.X),
				Y:     float64(box.Min.Y+box.Max.Y) / 2 / float64(p.Size.Y),
				Width: float64(box.Dx()) / float64(p.Size.X),
			}
		}
	}
	return result
}
