package spec

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"sync"

	"myphoto/internal/photo"
)

// Demands states what an office demands of one picture. Widths and heights are
// pixels of the upright picture; zero means no demand.
type Demands struct {
	MinWidth       int     `json:"min_width,omitempty"`
	MinHeight      int     `json:"min_height,omitempty"`
	MaxWidth       int     `json:"max_width,omitempty"`
	MaxHeight      int     `json:"max_height,omitempty"`
	RatioWidth     int     `json:"ratio_width,omitempty"`
	RatioHeight    int     `json:"ratio_height,omitempty"`
	RatioTolerance float64 `json:"ratio_tolerance,omitempty"` // fraction: 0.005 is half of one per cent
	MaxBytes       int64   `json:"max_bytes,omitempty"`
	CropOnly       bool    `json:"crop_only,omitempty"` // between camera and file only cropping is allowed
	WidthMM        int     `json:"width_mm,omitempty"`  // size in print
	HeightMM       int     `json:"height_mm,omitempty"`
	Cut            Cut     `json:"cut"` // what the office receives
}

// OnPaper reports whether the picture has a size on paper.
func (s Demands) OnPaper() bool { return s.WidthMM > 0 && s.HeightMM > 0 }

// Profile is one version of one document's demands, with its sources. Profiles
// are data: a change is a new Version in the file.
type Profile struct {
	ID        photo.ProfileID `json:"id"`
	Version   int             `json:"version"`
	Name      string          `json:"name"` // key in lang
	Photo     Demands         `json:"photo"`
	Signature *Demands        `json:"signature,omitempty"`  // nil when the document needs none
	Frame     Frame           `json:"frame"`                // how the face stands in the photo
	MaxMonths int             `json:"max_months,omitempty"` // age of a photo that the office accepts; zero: not known
	Limits    Limits          `json:"limits,omitempty"`     // of the measures of the photo
	Sources   []string        `json:"sources"`

	Age   Age            `json:"-"` // whom the limits hold for
	Rules map[string]int `json:"-"` // versions of what the limits were put together from, by name
}

//go:embed profiles/*.json
var profileFiles embed.FS

// documents lists the documents that have a profile, in the order in which they
// are shown.
func documents() []photo.ProfileID {
	return []photo.ProfileID{photo.DrivingLicence, photo.IdentityCard, photo.Passport, photo.AcademicID, photo.TachographCard}
}

// Profiles returns every document's profile, always in the same order.
func Profiles() []Profile {
	profiles := make([]Profile, 0, len(documents()))
	for _, id := range documents() {
		if p, ok := ProfileByID(id); ok {
			profiles = append(profiles, p)
		}
	}
	return profiles
}

// ProfileByID returns the profile of a document for adults; false when there is
// none. Its Limits are the document's own, laid over the common ones.
func ProfileByID(id photo.ProfileID) (Profile, bool) {
	p, known := loadProfiles()[id]
	if !known {
		return Profile{}, false
	}
	// The caller may change its copy.
	p.Limits, p.Rules, p.Sources = maps.Clone(p.Limits), maps.Clone(p.Rules), slices.Clone(p.Sources)
	if p.Signature != nil {
		signature := *p.Signature
		p.Signature = &signature
	}
	return p, true
}

// loadProfiles reads the embedded profiles once. A profile that does not parse
// or contradicts itself is left out.
var loadProfiles = sync.OnceValue(func() map[photo.ProfileID]Profile {
	all := map[photo.ProfileID]Profile{}
	common, failed := read[commonLimits]("portrait")
	files, alsoFailed := read[fileLimits]("file")
	if failed != nil || alsoFailed != nil {
		return all
	}
	for _, id := range documents() {
		p, err := read[Profile](string(id))
		if err != nil || p.ID != id {
			continue
		}
		p.Limits = p.Limits.override(common.Limits)
		if p.Limits.validate() != nil {
			continue
		}
		p.Age, p.Rules = Adult, map[string]int{"portrait": common.Version, "file": files.Version}
		all[id] = p
	}
	return all
})

// commonLimits are the limits of every document's portrait unless the document
// has its own.
type commonLimits struct {
	Version int      `json:"version"`
	Limits  Limits   `json:"limits"`
	Sources []string `json:"sources"`
}

// PortraitLimits returns the common limits of portraits, for adults.
func PortraitLimits() Limits {
	common, err := read[commonLimits]("portrait")
	if err != nil {
		return nil
	}
	return common.Limits
}

// PortraitSources returns where the common limits of portraits come from, in English.
func PortraitSources() []string {
	common, err := read[commonLimits]("portrait")
	if err != nil {
		return nil
	}
	return common.Sources
}

// fileLimits are the limits of any file, regardless of what it shows.
type fileLimits struct {
	Version   int      `json:"version"`
	Photo     Limits   `json:"photo"`
	Signature Limits   `json:"signature"`
	Sources   []string `json:"sources"`
}

// FileLimits returns the limits of a picture's file, the same for every
// document: bytes, jpeg-quality (0-100) and megapixels.
func FileLimits(item photo.Item) Limits {
	all, err := read[fileLimits]("file")
	switch {
	case err != nil:
		return nil
	case item == photo.ItemSignature:
		return all.Signature
	default:
		return all.Photo
	}
}

// read reads one file of rules; an unknown field is an error.
func read[Rules any](name string) (Rules, error) {
	var rules Rules
	raw, err := profileFiles.ReadFile("profiles/" + name + ".json")
	if err != nil {
		return rules, fmt.Errorf("read rules: %w", err)
	}
	strict := json.NewDecoder(bytes.NewReader(raw))
	strict.DisallowUnknownFields()
	if err := strict.Decode(&rules); err != nil {
		return rules, fmt.Errorf("read rules %q: %w", name, err)
	}
	return rules, nil
}

// Demands returns what the document demands of one picture; false when the
// document does not need it.
func (p Profile) Demands(item photo.Item) (Demands, bool) {
	switch {
	case item == photo.ItemPhoto:
		return p.Photo, true
	case item == photo.ItemSignature && p.Signature != nil:
		return *p.Signature, true
	default:
		return Demands{}, false
	}
}

// RatioFits reports whether an upright picture of width × height pixels has the
// demanded ratio, within the tolerance.
func (s Demands) RatioFits(width, height int) bool {
	if s.RatioWidth == 0 || s.RatioHeight == 0 {
		return true
	}
	if width <= 0 || height <= 0 {
		return false
	}
	// Multiplied out, so that a picture exactly on the limit is within it.
	demanded := float64(height) * float64(s.RatioWidth)
	return math.Abs(float64(width)*float64(s.RatioHeight)-demanded) <= s.RatioTolerance*demanded
}

// Holds reports whether a picture of width × height pixels and the given bytes
// meets the demands unchanged.
func (s Demands) Holds(width, height int, bytes int64) bool {
	return width >= s.MinWidth && height >= s.MinHeight &&
		(s.MaxWidth == 0 || width <= s.MaxWidth) && (s.MaxHeight == 0 || height <= s.MaxHeight) &&
		(s.MaxBytes == 0 || bytes <= s.MaxBytes) && s.RatioFits(width, height)
}

// Ratio returns the demanded ratio as "2:3"; empty when there is none.
func (s Demands) Ratio() string {
	if s.RatioWidth == 0 || s.RatioHeight == 0 {
		return ""
	}
	return fmt.Sprintf("%d:%d", s.RatioWidth, s.RatioHeight)
}

func (s Demands) ratio() float64 {
	return float64(s.RatioWidth) / float64(s.RatioHeight)
}

// ErrUnknownDocument refuses a document that has no profile.
var ErrUnknownDocument = &photo.Error{Kind: photo.Invalid, Code: "documents.unknown", Field: "documents"}

// ErrNoDocument refuses an upload for which no document was chosen.
var ErrNoDocument = &photo.Error{Kind: photo.Invalid, Code: "documents.none", Field: "documents"}

// CheckChosen returns an error for an empty choice of documents and for one
// without a profile, otherwise nil. Every document gets its own derivative, so
// any may be chosen together; one that is chosen twice counts once
// ([KnownDocuments]). Errors: [ErrNoDocument], [ErrUnknownDocument].
func CheckChosen(ids []photo.ProfileID) *photo.Error {
	if len(ids) == 0 {
		return ErrNoDocument
	}
	for _, id := range ids {
		if _, ok := ProfileByID(id); !ok {
			return ErrUnknownDocument
		}
	}
	return nil
}

// KnownDocuments returns those of the chosen documents that have a profile, each
// once, in the order in which they were chosen.
func KnownDocuments(ids []photo.ProfileID) []photo.ProfileID {
	var known []photo.ProfileID
	for _, id := range ids {
		if _, ok := ProfileByID(id); ok && !slices.Contains(known, id) {
			known = append(known, id)
		}
	}
	return known
}
