package inspect

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"image"

	"myphoto/internal/inspect/icc"
	"myphoto/internal/inspect/lossless"
	"myphoto/internal/inspect/raster"
	"myphoto/internal/photo"
)

// Derivative is the picture that the office of one document receives where the
// master does not suit it as it is: upright, sRGB, cut once from the master,
// of the pixels, the density and the bytes that the office demands.
type Derivative struct {
	Profile       photo.ProfileID
	Bytes         []byte // JPEG without metadata
	Width, Height int    // pixels
	SHA256        [32]byte
}

// derive makes the pictures of those documents that nothing blocks that is not
// lifted, and tells what each office receives, or why it cannot be made.
func (s sheet) derive(found []photo.Finding) (made []Derivative, told []photo.Finding) {
	verdict := photo.NewVerdict(s.profiles, found...)
	if s.override != "" {
		verdict = verdict.Lift(s.override)
	}
	for _, p := range s.profiles {
		spec, needed := p.Spec(s.item)
		if !needed || !verdict.Accepts(p.ID) {
			continue
		}
		crop, framed := s.crops[p.ID]
		if !framed {
			told = append(told, s.about(p, photo.Finding{
				Check: "ratio", Severity: photo.Block, Code: "file.ratio",
				Args:  map[string]any{"ratio": spec.Ratio(), "have": sides(s.picture.Width, s.picture.Height)},
				Value: fmt.Sprintf("%.3f", float64(s.picture.Width)/float64(s.picture.Height)), Limit: spec.Ratio(),
			}))
			continue
		}
		if s.suits(spec, crop) {
			told = append(told, s.receives(p, s.picture.Width, s.picture.Height))
			continue
		}
		d, refused := s.cut(spec, crop)
		if refused != nil {
			f := refused.finding(s.item)
			told = append(told, s.about(p, f))
			continue
		}
		d.Profile, d.SHA256 = p.ID, sha256.Sum256(d.Bytes)
		made = append(made, d)
		told = append(told, s.receives(p, d.Width, d.Height))
	}
	return made, told
}

// suits reports whether an office can have the master itself: upright, sRGB,
// not cut, and within its demands.
func (s sheet) suits(spec photo.Spec, crop photo.Crop) bool {
	w, h := s.picture.Width, s.picture.Height
	within := !spec.Cut.Bounded || w <= spec.Cut.Width && h <= spec.Cut.Height // no more than the office shows
	return within && s.file.orientation() == 1 && s.colours.IsSRGB() && spec.Holds(w, h, int64(len(s.picture.Master))) &&
		crop == photo.LargestCrop(w, h, spec.CropRatio(w, h))
}

// cut makes the picture of one office.
func (s sheet) cut(spec photo.Spec, crop photo.Crop) (Derivative, *refusal) {
	if spec.CropOnly {
		return s.cutUnchanged(spec, crop)
	}
	size := s.cutSize(spec, crop)
	pixels, err := raster.Derive(s.pixels, raster.Cut{
		Orientation: s.file.orientation(), Crop: crop, Width: size.X, Height: size.Y,
	})
	if err != nil {
		return Derivative{}, s.uncut(spec, err)
	}
	s.colours.Convert(pixels)
	encoded, err := raster.Encode(pixels, spec.Cut.DPI, spec.MaxBytes)
	if err != nil {
		return Derivative{}, s.uncut(spec, err)
	}
	return Derivative{Bytes: encoded, Width: size.X, Height: size.Y}, nil
}

// cutUnchanged makes the picture of an office that forbids to compress again:
// its very pixels, on the grid of the coding.
func (s sheet) cutUnchanged(spec photo.Spec, crop photo.Crop) (Derivative, *refusal) {
	if !s.colours.IsSRGB() {
		return Derivative{}, &refusal{check: "colour", code: "file.crop-only-colour", value: "not sRGB"}
	}
	encoded, at, err := lossless.Cut(s.picture.Master, raster.Cut{
		Orientation: s.file.orientation(), Crop: crop, Width: spec.Cut.Width, Height: spec.Cut.Height,
	})
	switch {
	case errors.Is(err, lossless.ErrEdge):
		return Derivative{}, &refusal{check: "rotation", code: "file.crop-only-turned", value: fmt.Sprint(s.file.orientation())}
	case err != nil:
		return Derivative{}, s.uncut(spec, err)
	}
	return Derivative{Bytes: encoded, Width: at.Dx(), Height: at.Dy()}, nil
}

// cutSize gives the pixels of a cut: those demanded, or where these are only a
// bound, those of the frame within it.
func (s sheet) cutSize(spec photo.Spec, crop photo.Crop) image.Point {
	bound := image.Pt(spec.Cut.Width, spec.Cut.Height)
	if !spec.Cut.Bounded {
		return bound
	}
	width := crop.Width * float64(s.picture.Width)
	frame := image.Pt(int(width), int(width/spec.CropRatio(s.picture.Width, s.picture.Height)))
	return raster.Fitted(frame, bound)
}

// uncut says why a cut could not be made.
func (s sheet) uncut(spec photo.Spec, why error) *refusal {
	have := sides(s.picture.Width, s.picture.Height)
	switch {
	case errors.Is(why, raster.ErrTooHeavy):
		return &refusal{
			check: "bytes", code: "file.heavy", args: weightArgs(int64(len(s.picture.Master)), spec.MaxBytes),
			value: fmt.Sprint(len(s.picture.Master)), limit: fmt.Sprint(spec.MaxBytes),
		}
	case errors.Is(why, raster.ErrTooSmall):
		return &refusal{
			check: "pixels", code: "file.small",
			args:  map[string]any{"w": fmt.Sprint(spec.Cut.Width), "h": fmt.Sprint(spec.Cut.Height), "have": have},
			value: measure(s.picture.Width, s.picture.Height), limit: measure(spec.Cut.Width, spec.Cut.Height),
		}
	default:
		return &refusal{check: "crop", code: "file.crop", args: map[string]any{"have": have}, value: "outside"}
	}
}

// receives tells of the picture that the office of a document will get.
func (s sheet) receives(p photo.Profile, width, height int) photo.Finding {
	return s.about(p, photo.Finding{
		Check: "cut", Severity: photo.Info, Code: "file.receives", Args: map[string]any{"have": sides(width, height)},
	})
}

func (s sheet) about(p photo.Profile, f photo.Finding) photo.Finding {
	f.Item, f.Profile = s.item, p.ID
	return f
}

// colourRules tells how the colours are brought to sRGB; a profile of tables
// is refused, for it is a printer's and says nothing that can be trusted of a
// camera's picture.
func (a *anatomy) colourRules() (*icc.Converter, *refusal) {
	colours, err := icc.Parse(a.icc)
	switch {
	case err == nil:
		return colours, nil
	case errors.Is(err, icc.ErrTables):
		return nil, &refusal{check: "colour", code: "file.icc-tables", value: "tables"}
	default:
		return nil, &refusal{check: "colour", code: "file.icc-odd", value: "profile"}
	}
}
