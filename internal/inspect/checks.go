package inspect

import (
	"fmt"
	"image"
	"math"

	"myphoto/internal/inspect/icc"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

// inspection is everything that a check may read.
type inspection struct {
	item      photo.Item
	profiles  []spec.Profile
	exemption spec.Exemption // exemption from rules; empty: none
	file      *jpegInfo
	picture   Picture
	pixels    image.Image // as stored, not upright
	colours   *icc.Converter
	crops     map[photo.ProfileID]spec.Crop // the frame of each document on the upright picture
}

// check examines one property and returns what it found; nothing when all is
// well.
type check func(inspection) []spec.Finding

// checks lists the checks in the order in which people read their findings.
func checks() []check {
	return []check{
		fileFacts,
		eachProfile(enoughPixels),
		eachProfile(croppedColours),
		fileLimits,
		colourConverted,
		rotationRemoved,
		metadataRemoved,
		gpsRemoved,
		trailingRemoved,
	}
}

func (s inspection) runChecks() []spec.Finding {
	var found []spec.Finding
	for _, examine := range checks() {
		found = append(found, examine(s)...)
	}
	return found
}

// eachProfile makes a check from a rule about one document's demands. The rule
// returns nil when the picture obeys it.
func eachProfile(rule func(inspection, spec.Demands) *spec.Finding) check {
	return func(s inspection) []spec.Finding {
		var found []spec.Finding
		for _, profile := range s.profiles {
			demands, needed := profile.Demands(s.item)
			if !needed {
				continue
			}
			if broken := rule(s, demands); broken != nil {
				broken.Item, broken.Profile, broken.Severity = s.item, profile.ID, spec.Block
				found = append(found, *broken)
			}
		}
		return found
	}
}

func enoughPixels(s inspection, demands spec.Demands) *spec.Finding {
	if s.picture.Width >= demands.MinWidth && s.picture.Height >= demands.MinHeight {
		return nil
	}
	small := tooSmall(s.picture.Width, s.picture.Height, demands)
	return &small
}

func tooSmall(width, height int, demands spec.Demands) spec.Finding {
	return spec.Finding{
		Check: "pixels", Severity: spec.Block, Code: codeTooSmall,
		Args: map[string]any{
			"w": fmt.Sprint(demands.MinWidth), "h": fmt.Sprint(demands.MinHeight), "have": displaySize(width, height),
		},
		Value: machineSize(width, height), Limit: machineSize(demands.MinWidth, demands.MinHeight),
	}
}

const codeTooSmall = "file.small"

// croppedColours demands sRGB for an office that forbids everything but
// cropping: converting the colours is compressing again.
func croppedColours(s inspection, demands spec.Demands) *spec.Finding {
	if !demands.CropOnly || s.colours.IsSRGB() {
		return nil
	}
	return &spec.Finding{Check: "colour", Code: "file.crop-only-colour", Value: "not sRGB", Limit: "sRGB"}
}

// fileLimits judges the file by the limits common to all documents: too few
// bytes or too much compression for a camera's picture, too many pixels to
// keep.
func fileLimits(s inspection) []spec.Finding {
	limits := spec.FileLimits(s.item)
	var found []spec.Finding
	for _, one := range []struct {
		check, code string
		value       float64
		unit        float64 // sentences show the value in this unit
	}{
		{"bytes", "file.light", float64(len(s.picture.Master)), 1000},
		{"megapixels", "file.huge", float64(s.file.pixels()) / 1e6, 1},
		{"jpeg-quality", "file.compressed", float64(s.file.quality()), 1},
	} {
		severity, low, demanded := limits[one.check].Judge(one.value)
		if severity == spec.Info {
			continue
		}
		have := math.Ceil(one.value / one.unit)
		if low {
			have = min(math.Round(one.value/one.unit), math.Ceil(demanded/one.unit)-1) // as pages round it, but never like the limit
		}
		found = append(found, spec.Finding{
			Check: one.check, Item: s.item, Severity: severity, Code: one.code,
			Args:  map[string]any{"have": have, "limit": demanded / one.unit},
			Value: fmt.Sprint(one.value), Limit: fmt.Sprint(demanded),
		})
	}
	return found
}

// info returns a finding that only informs.
func (s inspection) info(about, code string, args map[string]any) []spec.Finding {
	return []spec.Finding{{Check: about, Item: s.item, Severity: spec.Info, Code: code, Args: args}}
}

func fileFacts(s inspection) []spec.Finding {
	return s.info("format", "file.fine", map[string]any{
		"have": displaySize(s.picture.Width, s.picture.Height), "bytes": len(s.picture.Master),
	})
}

func colourConverted(s inspection) []spec.Finding {
	if s.colours.IsSRGB() {
		return nil
	}
	return s.info("colour", "file.icc", nil)
}

func rotationRemoved(s inspection) []spec.Finding {
	if s.file.orientation() == 1 {
		return nil
	}
	return s.info("rotation", "file.turned", nil)
}

func metadataRemoved(s inspection) []spec.Finding {
	if s.file.metadata == 0 {
		return nil
	}
	return s.info("metadata", "file.notes", map[string]any{"bytes": s.file.metadata})
}

func gpsRemoved(s inspection) []spec.Finding {
	if !s.file.exif.gps {
		return nil
	}
	return s.info("metadata", "file.gps", nil)
}

func trailingRemoved(s inspection) []spec.Finding {
	if s.file.trailing == 0 {
		return nil
	}
	return s.info("metadata", "file.tail", map[string]any{"bytes": s.file.trailing})
}
