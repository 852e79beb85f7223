package inspect

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"image"

	"myphoto/internal/inspect/lossless"
	"myphoto/internal/inspect/raster"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

// Derivative is the picture that the office of one document receives where the
// master itself does not suit: upright, sRGB, cut once from the master, with
// the pixels, the density and the bytes that the office demands.
type Derivative struct {
	Profile       photo.ProfileID
	Bytes         []byte // JPEG without metadata
	Width, Height int    // pixels
	SHA256        [32]byte
}

// derive makes the pictures of those documents that nothing blocks (exempted
// rules aside). It also returns a finding for each document: what its office
// receives, or why the picture cannot be made.
func (s inspection) derive(found []spec.Finding) (made []Derivative, notes []spec.Finding) {
	verdict := spec.NewVerdict(s.profiles, found...)
	if s.exemption != "" {
		verdict = verdict.Exempt(s.exemption)
	}
	for _, p := range s.profiles {
		demands, needed := p.Demands(s.item)
		if !needed || !verdict.Suits(p.ID) {
			continue
		}
		crop, framed := s.crops[p.ID]
		if !framed {
			notes = append(notes, s.forProfile(p, spec.Finding{
				Check: "ratio", Severity: spec.Block, Code: "file.ratio",
				Args:  map[string]any{"ratio": demands.Ratio(), "have": displaySize(s.picture.Width, s.picture.Height)},
				Value: fmt.Sprintf("%.3f", float64(s.picture.Width)/float64(s.picture.Height)), Limit: demands.Ratio(),
			}))
			continue
		}
		if s.masterSuits(demands, crop) {
			notes = append(notes, s.receivesFinding(p, s.picture.Width, s.picture.Height))
			continue
		}
		d, refused := s.cut(demands, crop)
		if refused != nil {
			f := refused.finding(s.item)
			notes = append(notes, s.forProfile(p, f))
			continue
		}
		d.Profile, d.SHA256 = p.ID, sha256.Sum256(d.Bytes)
		made = append(made, d)
		notes = append(notes, s.receivesFinding(p, d.Width, d.Height))
	}
	return made, notes
}

// masterSuits reports whether an office can receive the master itself: upright,
// sRGB, not cut, and within its demands.
func (s inspection) masterSuits(demands spec.Demands, crop spec.Crop) bool {
	w, h := s.picture.Width, s.picture.Height
	within := !demands.Cut.Bounded || w <= demands.Cut.Width && h <= demands.Cut.Height // no more than the office shows
	return within && s.file.orientation() == 1 && s.colours.IsSRGB() && demands.Holds(w, h, int64(len(s.picture.Master))) &&
		crop == spec.LargestCrop(w, h, demands.CropRatio(w, h))
}

// cut makes the picture of one office.
func (s inspection) cut(demands spec.Demands, crop spec.Crop) (Derivative, *refusal) {
	if demands.CropOnly {
		return s.cutLossless(demands, crop)
	}
	size := s.cutSize(demands, crop)
	pixels, err := raster.Derive(s.pixels, raster.Cut{
		Orientation: s.file.orientation(), Crop: crop, Width: size.X, Height: size.Y,
	})
	if err != nil {
		return Derivative{}, s.cutRefusal(demands, err)
	}
	s.colours.Convert(pixels)
	encoded, err := raster.Encode(pixels, demands.Cut.DPI, demands.MaxBytes)
	if err != nil {
		return Derivative{}, s.cutRefusal(demands, err)
	}
	return Derivative{Bytes: encoded, Width: size.X, Height: size.Y}, nil
}

// cutLossless makes the picture for an office that forbids compressing again:
// the very pixels of the master, on the grid of the coding.
func (s inspection) cutLossless(demands spec.Demands, crop spec.Crop) (Derivative, *refusal) {
	encoded, at, err := lossless.Cut(s.picture.Master, raster.Cut{
		Orientation: s.file.orientation(), Crop: crop, Width: demands.Cut.Width, Height: demands.Cut.Height,
	})
	switch {
	case errors.Is(err, lossless.ErrEdge):
		return Derivative{}, &refusal{check: "rotation", code: "file.crop-only-turned", value: fmt.Sprint(s.file.orientation())}
	case err != nil:
		return Derivative{}, s.cutRefusal(demands, err)
	}
	return Derivative{Bytes: encoded, Width: at.Dx(), Height: at.Dy()}, nil
}

// cutSize returns the size of a cut in pixels: the demanded one or, where that
// is only a bound, that of the frame within it.
func (s inspection) cutSize(demands spec.Demands, crop spec.Crop) image.Point {
	bound := image.Pt(demands.Cut.Width, demands.Cut.Height)
	if !demands.Cut.Bounded {
		return bound
	}
	width := crop.Width * float64(s.picture.Width)
	frame := image.Pt(int(width), int(width/demands.CropRatio(s.picture.Width, s.picture.Height)))
	return raster.Fitted(frame, bound)
}

// cutRefusal returns the reason for which a cut could not be made.
func (s inspection) cutRefusal(demands spec.Demands, why error) *refusal {
	have := displaySize(s.picture.Width, s.picture.Height)
	switch {
	case errors.Is(why, raster.ErrTooHeavy):
		return &refusal{
			check: "bytes", code: "file.heavy", args: byteArgs(int64(len(s.picture.Master)), demands.MaxBytes),
			value: fmt.Sprint(len(s.picture.Master)), limit: fmt.Sprint(demands.MaxBytes),
		}
	case errors.Is(why, raster.ErrTooSmall):
		return &refusal{
			check: "pixels", code: "file.small",
			args:  map[string]any{"w": fmt.Sprint(demands.Cut.Width), "h": fmt.Sprint(demands.Cut.Height), "have": have},
			value: machineSize(s.picture.Width, s.picture.Height), limit: machineSize(demands.Cut.Width, demands.Cut.Height),
		}
	default:
		return &refusal{check: "crop", code: "file.crop", args: map[string]any{"have": have}, value: "outside"}
	}
}

// receivesFinding describes the picture that the office of a document will
// receive.
func (s inspection) receivesFinding(p spec.Profile, width, height int) spec.Finding {
	return s.forProfile(p, spec.Finding{
		Check: "cut", Severity: spec.Info, Code: "file.receives", Args: map[string]any{"have": displaySize(width, height)},
	})
}

func (s inspection) forProfile(p spec.Profile, f spec.Finding) spec.Finding {
	f.Item, f.Profile = s.item, p.ID
	return f
}
