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

// Measured is what a picture measures, whatever is demanded of it. Judging it
// again, with other documents or frames, costs next to nothing.
type Measured struct {
	item      photo.Item
	size      image.Point // of the whole upright picture, in pixels
	portrait  portrait.Measures
	signature signature.Measures
}

// Analyze judges a picture for documents that need it: [Analyzer.Measure], then
// [Analyzer.Judge].
func (e *Analyzer) Analyze(p Picture, documents []spec.Profile, chosen map[photo.ProfileID]spec.Crop) Analysis {
	return e.Judge(e.Measure(p), documents, chosen)
}

// Measure measures a picture.
func (e *Analyzer) Measure(p Picture) Measured {
	m := Measured{item: p.Item, size: p.Size}
	if p.Item == photo.ItemSignature {
		m.signature = signature.Measure(p.Pixels)
	} else {
		m.portrait = portrait.Examine(p.Pixels, e.finder)
	}
	return m
}

// Judge judges a measured picture for documents that need it. A frame that the
// photographer chose for the photo takes precedence over the computed one, as it
// is; the frame of a signature is always computed.
func (e *Analyzer) Judge(m Measured, documents []spec.Profile, chosen map[photo.ProfileID]spec.Crop) Analysis {
	if m.item == photo.ItemSignature {
		return e.signature(m, documents)
	}
	result := Analysis{Findings: portrait.Facts(m.portrait), Crops: map[photo.ProfileID]spec.Crop{}}
	for _, d := range documents {
		crop, chose := chosen[d.ID]
		if !chose {
			crop, _ = portrait.AutoCrop(m.portrait, d, m.size)
			crop = cropOnly(crop, d.Photo, m.size)
		}
		result.Crops[d.ID] = crop
		result.Findings = append(result.Findings, portrait.Judge(m.portrait, d, crop, m.size)...)
	}
	return result
}

// cropOnly adapts a computed frame for an office that forbids scaling and turning:
// exactly the pixels of the cut, and level.
func cropOnly(c spec.Crop, s spec.Demands, size image.Point) spec.Crop {
	if !s.CropOnly {
		return c
	}
	c.Width, c.Angle = min(1, float64(s.Cut.Width)/float64(size.X)), 0
	return c
}

func (e *Analyzer) signature(m Measured, documents []spec.Profile) Analysis {
	result := Analysis{Findings: m.signature.Findings(e.limits), Crops: map[photo.ProfileID]spec.Crop{}}
	for _, d := range documents {
		demands, needed := d.Demands(photo.ItemSignature)
		if !needed {
			continue
		}
		if box, found := signature.SuggestedCrop(m.signature, m.size.X, m.size.Y, demands); found {
			result.Crops[d.ID] = spec.Crop{
				X:     float64(box.Min.X+box.Max.X) / 2 / float64(m.size.X),
				Y:     float64(box.Min.Y+box.Max.Y) / 2 / float64(m.size.Y),
				Width: float64(box.Dx()) / float64(m.size.X),
			}
		}
	}
	return result
}
