package inspect

import (
	"fmt"
	"image"
	"math"

	"myphoto/internal/inspect/icc"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

// sheet is everything a check may look at.
type sheet struct {
	item     photo.Item
	profiles []spec.Profile
	override spec.Exemption // why rules are lifted; empty: none is
	file     *anatomy
	picture  Picture
	pixels   image.Image // as stored, not upright
	colours  *icc.Converter
	crops    map[photo.ProfileID]spec.Crop // the frame of each document on the upright picture
}

// check looks at one thing and says what it found; nothing, when all is well.
type check func(sheet) []spec.Finding

// checks is the list of what is looked at, in the order people read it.
func checks() []check {
	return []check{
		measures,
		eachProfile(enoughPixels),
		sound,
		colours,
		turned,
		notesRemoved,
		placeRemoved,
		tailRemoved,
	}
}

func judge(s sheet) []spec.Finding {
	var found []spec.Finding
	for _, look := range checks() {
		found = append(found, look(s)...)
	}
	return found
}

// eachProfile makes a check of a rule about one document's demands. The rule
// gives nil when the picture obeys it.
func eachProfile(rule func(sheet, spec.Demands) *spec.Finding) check {
	return func(s sheet) []spec.Finding {
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

func enoughPixels(s sheet, demands spec.Demands) *spec.Finding {
	if s.picture.Width >= demands.MinWidth && s.picture.Height >= demands.MinHeight {
		return nil
	}
	code := "file.small"
	if s.item == photo.ItemSignature && s.picture.Width >= demands.MinHeight && s.picture.Height >= demands.MinWidth {
		code = "file.upright" // it lies on its side
	}
	return &spec.Finding{
		Check: "pixels", Code: code,
		Args: map[string]any{
			"w": fmt.Sprint(demands.MinWidth), "h": fmt.Sprint(demands.MinHeight), "have": sides(s.picture.Width, s.picture.Height),
		},
		Value: measure(s.picture.Width, s.picture.Height), Limit: measure(demands.MinWidth, demands.MinHeight),
	}
}

// sound judges the file by the limits that hold for every document: too light
// or too compressed for a camera's picture, larger than anybody keeps.
func sound(s sheet) []spec.Finding {
	limits := spec.FileLimits(s.item)
	var found []spec.Finding
	for _, one := range []struct {
		check, code string
		value       float64
		unit        float64 // people are told the value in these
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
			have = math.Floor(one.value / one.unit)
		}
		found = append(found, spec.Finding{
			Check: one.check, Item: s.item, Severity: severity, Code: one.code,
			Args:  map[string]any{"have": have, "limit": demanded / one.unit},
			Value: fmt.Sprint(one.value), Limit: fmt.Sprint(demanded),
		})
	}
	return found
}

// fact makes a finding that is only told.
func (s sheet) fact(about, code string, args map[string]any) []spec.Finding {
	return []spec.Finding{{Check: about, Item: s.item, Severity: spec.Info, Code: code, Args: args}}
}

func measures(s sheet) []spec.Finding {
	return s.fact("format", "file.fine", map[string]any{
		"have": sides(s.picture.Width, s.picture.Height), "bytes": len(s.picture.Master),
	})
}

func colours(s sheet) []spec.Finding {
	if s.colours.IsSRGB() {
		return nil
	}
	return s.fact("colour", "file.icc", nil)
}

func turned(s sheet) []spec.Finding {
	if s.file.orientation() == 1 {
		return nil
	}
	return s.fact("rotation", "file.turned", nil)
}

func notesRemoved(s sheet) []spec.Finding {
	if s.file.notes == 0 {
		return nil
	}
	return s.fact("metadata", "file.notes", map[string]any{"n": s.file.notes})
}

func placeRemoved(s sheet) []spec.Finding {
	if !s.file.camera.gps {
		return nil
	}
	return s.fact("metadata", "file.gps", nil)
}

func tailRemoved(s sheet) []spec.Finding {
	if s.file.tail == 0 {
		return nil
	}
	return s.fact("metadata", "file.tail", map[string]any{"n": s.file.tail})
}
