package inspect

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"strings"

	"myphoto/internal/inspect/icc"
)

// space is a colour space that metadata name without a profile.
type space int

const (
	spaceSRGB space = iota + 1
	spaceAdobeRGB
	spaceDisplayP3
	spaceOther // not sRGB, and not said which
)

// spaceOfNumber reads a ColorSpace of EXIF. The standard knows 1 and 65535
// (uncalibrated); 2 is written by older cameras, others by single makers.
func spaceOfNumber(v int) space {
	switch v {
	case 1:
		return spaceSRGB
	case 2:
		return spaceAdobeRGB
	default:
		return spaceOther
	}
}

// spaceOfName reads the name of a profile as editors write it into XMP.
func spaceOfName(name string) space {
	switch {
	case strings.Contains(name, "sRGB"):
		return spaceSRGB
	case strings.Contains(name, "Adobe RGB"):
		return spaceAdobeRGB
	case strings.Contains(name, "Display P3"):
		return spaceDisplayP3
	default:
		return spaceOther
	}
}

// statements are all places of a JPEG where colours are stated.
type statements struct {
	pieces   [][]byte // of the profile in APP2, each with its number and their count
	profiles [][]byte // whole ones elsewhere: in EXIF, among Photoshop's resources
	spaces   []space  // named by EXIF and XMP
}

// profile returns the colour profile of the picture as viewers find it; nil
// means sRGB. The one in APP2 counts before those elsewhere, and a profile
// before a name. What cannot be used, or contradicts itself, is refused: taken
// for sRGB it would give every office wrong colours.
func (s statements) profile() ([]byte, *refusal) {
	switch {
	case len(s.pieces) > 0:
		return joinPieces(s.pieces)
	case len(s.profiles) > 0:
		return onlyProfile(s.profiles)
	default:
		return namedProfile(s.spaces)
	}
}

func unusableProfile() *refusal {
	return &refusal{check: "colour", code: "file.icc-odd", value: "profile"}
}

func contradictoryColours() *refusal {
	return &refusal{check: "colour", code: "file.colour-conflict", value: "contradictory"}
}

// namedProfile returns the profile of the space that is named.
func namedProfile(spaces []space) ([]byte, *refusal) {
	has := func(one space) bool { return slices.Contains(spaces, one) }
	switch {
	case has(spaceAdobeRGB) && has(spaceDisplayP3), has(spaceSRGB) && len(slices.Compact(slices.Sorted(slices.Values(spaces)))) > 1:
		return nil, contradictoryColours()
	case has(spaceAdobeRGB):
		return icc.AdobeRGB(), nil
	case has(spaceDisplayP3):
		return icc.DisplayP3(), nil
	case has(spaceOther):
		return nil, &refusal{check: "colour", code: "file.colour-unknown", value: "uncalibrated"}
	default:
		return nil, nil
	}
}

const iccMagic = "ICC_PROFILE\x00"

// joinPieces puts the profile together from its APP2 pieces (ICC.1:2022 Annex
// B.4): in the order of their numbers, from whichever number these start, or
// else in that of the file. Pieces and profiles may be there twice.
func joinPieces(pieces [][]byte) ([]byte, *refusal) {
	var inOrder [][]byte
	var whole [][]byte
	for _, piece := range pieces {
		if len(piece) < 2 {
			continue
		}
		inOrder = append(inOrder, piece)
		if _, ok := wholeProfile(piece[2:]); ok {
			whole = append(whole, piece[2:])
		}
	}
	if len(whole) > 0 {
		return onlyProfile(whole)
	}
	sorted := slices.Clone(inOrder)
	slices.SortStableFunc(sorted, func(a, b []byte) int { return int(a[0]) - int(b[0]) })
	sorted = slices.CompactFunc(sorted, bytes.Equal)
	for _, order := range [][][]byte{sorted, inOrder} {
		var joined []byte
		for _, piece := range order {
			joined = append(joined, piece[2:]...)
		}
		if profile, ok := wholeProfile(joined); ok {
			return profile, nil
		}
	}
	return nil, unusableProfile()
}

// onlyProfile returns the one profile that all of the given ones are.
func onlyProfile(given [][]byte) ([]byte, *refusal) {
	var only []byte
	for _, data := range given {
		profile, ok := wholeProfile(data)
		switch {
		case !ok:
			return nil, unusableProfile()
		case only != nil && !bytes.Equal(only, profile):
			return nil, contradictoryColours()
		}
		only = profile
	}
	return only, nil
}

// Layout of a colour profile (ICC.1:2022 §7.2).
const (
	minICCProfile = 128 // bytes of its header
	maxICCPadding = 3   // bytes that its size may count and a writer leave out
)

// wholeProfile returns a profile without the zeros after it; false when the
// data are not a whole one.
func wholeProfile(data []byte) ([]byte, bool) {
	if len(data) < minICCProfile || string(data[36:40]) != "acsp" {
		return nil, false
	}
	size := int64(binary.BigEndian.Uint32(data))
	missing := size - int64(len(data))
	switch {
	case size < minICCProfile || missing > maxICCPadding:
		return nil, false
	case missing > 0:
		return append(slices.Clone(data), make([]byte, missing)...), true
	default:
		return data[:size], len(bytes.TrimLeft(data[size:], "\x00")) == 0
	}
}

// converter returns the conversion of the picture's colours to sRGB. A profile
// of tables is refused: it is a printer's and says nothing reliable about a
// camera's picture.
func (a *jpegInfo) converter() (*icc.Converter, *refusal) {
	colours, err := icc.Parse(a.icc)
	switch {
	case err == nil && colours.ForGrey() && len(a.components) > 1:
		return nil, unusableProfile() // of a grey picture in a coloured one
	case err == nil:
		return colours, nil
	case errors.Is(err, icc.ErrTables):
		return nil, &refusal{check: "colour", code: "file.icc-tables", value: "tables"}
	default:
		return nil, unusableProfile()
	}
}

// readXMP reads an APP1 payload of XMP. It names the location and the colours in
// words; it is dropped with the rest.
func readXMP(payload []byte) exif {
	result := exif{gps: bytes.Contains(payload, []byte("exif:GPS"))}
	for _, name := range xmpValues(payload, "photoshop:ICCProfile") {
		result.spaces = append(result.spaces, spaceOfName(name))
	}
	for _, number := range xmpValues(payload, "exif:ColorSpace") {
		switch number {
		case "1":
			result.spaces = append(result.spaces, spaceSRGB)
		case "2":
			result.spaces = append(result.spaces, spaceAdobeRGB)
		default:
			result.spaces = append(result.spaces, spaceOther)
		}
	}
	for _, index := range xmpValues(payload, "InteroperabilityIndex") {
		if index == "R03" {
			result.spaces = append(result.spaces, spaceAdobeRGB)
		}
	}
	return result
}

// maxXMPValue is the length of a value that is read, in bytes; names of profiles are
// shorter. Without it the time would grow with the square of the payload.
const maxXMPValue = 128

// xmpValues returns the values of a property, written as attribute or element,
// without empty ones and those longer than [maxXMPValue].
func xmpValues(payload []byte, property string) []string {
	var values []string
	for {
		_, rest, found := bytes.Cut(payload, []byte(property))
		if !found {
			return values
		}
		payload = rest
		rest = bytes.TrimLeft(rest, " \t\r\n=")
		if len(rest) == 0 || bytes.IndexByte([]byte(`"'>`), rest[0]) < 0 {
			continue
		}
		near := rest[1:min(len(rest), 1+maxXMPValue)]
		if end := bytes.IndexAny(near, `"'<`); end > 0 {
			values = append(values, strings.TrimSpace(string(near[:end])))
		}
	}
}

// photoshopProfiles returns the colour profiles among Photoshop's resources in
// APP13 (Adobe Photoshop File Formats, image resource 1039).
func photoshopProfiles(payload []byte) (profiles [][]byte) {
	const profileResource = 1039
	rest, found := bytes.CutPrefix(payload, []byte("Photoshop 3.0\x00"))
	for found && len(rest) >= 12 && string(rest[:4]) == "8BIM" {
		kind, name := binary.BigEndian.Uint16(rest[4:]), int(rest[6])
		begin := 6 + (1+name+1)&^1 // the name is padded to an even length
		if len(rest) < begin+4 {
			break
		}
		size := int64(binary.BigEndian.Uint32(rest[begin:]))
		rest = rest[begin+4:]
		if size > int64(len(rest)) {
			break
		}
		if kind == profileResource {
			profiles = append(profiles, rest[:size])
		}
		rest = rest[min(size+size%2, int64(len(rest))):]
	}
	return profiles
}
