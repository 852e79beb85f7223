package inspect

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// EXIF tags (CIPA DC-008; TIFF 6.0; ICC.1:2022 Annex B.3 for the profile).
const (
	tagOrientation      = 0x0112
	tagPrimaries        = 0x013f
	tagDirectory        = 0x8769 // of the photograph
	tagProfile          = 0x8773
	tagGPS              = 0x8825
	tagColourSpace      = 0xa001
	tagInteroperability = 0xa005 // directory of DCF
	tagIndex            = 0x0001 // in that directory

	typeShort    = 3
	typeLong     = 4
	typeRational = 5
)

// exif is what the service needs from the camera's metadata before that is
// dropped.
type exif struct {
	orientation int     // 1-8 as numbered by CIPA DC-008; 0 when absent
	gps         bool    // there is a location
	spaces      []space // what is said of the colours
	profile     []byte  // a colour profile; nil when absent
}

const exifMagic = "Exif\x00"

// readEXIF reads an APP1 payload. Metadata that cannot be parsed counts as
// absent: it is dropped anyway.
func readEXIF(payload []byte) exif {
	tiff, found := bytes.CutPrefix(payload, []byte(exifMagic))
	if !found {
		return readXMP(payload)
	}
	if len(tiff) < 9 {
		return exif{}
	}
	t := tiffFile{data: tiff[1:]} // the last byte of the magic number differs between makers
	switch string(t.data[:4]) {
	case "II*\x00":
		t.order = binary.LittleEndian
	case "MM\x00*":
		t.order = binary.BigEndian
	default:
		return exif{}
	}
	return t.read()
}

// tiffFile is the structure of EXIF metadata.
type tiffFile struct {
	data  []byte
	order binary.ByteOrder
}

func (t tiffFile) read() exif {
	var result exif
	main := t.directory(t.order.Uint32(t.data[4:8]))
	if v, ok := t.number(main[tagOrientation]); ok && v >= 1 && v <= 8 {
		result.orientation = v
	}
	_, result.gps = main[tagGPS]
	if entry, ok := main[tagProfile]; ok {
		result.profile = t.value(entry, 1)
	}
	photograph := t.subdirectory(main[tagDirectory])
	index := t.value(t.subdirectory(photograph[tagInteroperability])[tagIndex], 1)
	if bytes.HasPrefix(index, []byte("R03")) || t.adobePrimaries(main[tagPrimaries]) {
		result.spaces = append(result.spaces, spaceAdobeRGB) // DCF 2.0 §3.2.7
	}
	if v, ok := t.number(photograph[tagColourSpace]); ok {
		result.spaces = append(result.spaces, spaceOfNumber(v))
	}
	return result
}

// directory returns the entries of a directory by their tags, twelve bytes
// each. What lies outside the data is left out.
func (t tiffFile) directory(at uint32) map[uint16][]byte {
	const entry = 12
	found := map[uint16][]byte{}
	if int64(at)+2 > int64(len(t.data)) {
		return found
	}
	count, entries := int(t.order.Uint16(t.data[at:])), t.data[at+2:]
	for ; count > 0 && len(entries) >= entry; count, entries = count-1, entries[entry:] {
		found[t.order.Uint16(entries)] = entries[:entry]
	}
	return found
}

func (t tiffFile) subdirectory(entry []byte) map[uint16][]byte {
	if entry == nil || t.order.Uint16(entry[2:]) != typeLong {
		return nil
	}
	return t.directory(t.order.Uint32(entry[8:]))
}

// number returns the value of an entry that holds one whole number.
func (t tiffFile) number(entry []byte) (int, bool) {
	if entry == nil {
		return 0, false
	}
	switch t.order.Uint16(entry[2:]) {
	case typeShort:
		return int(t.order.Uint16(entry[8:])), true
	case typeLong:
		return int(t.order.Uint32(entry[8:])), true
	default:
		return 0, false
	}
}

// value returns the bytes of an entry whose values take size bytes each; nil
// when they lie outside the data.
func (t tiffFile) value(entry []byte, size int64) []byte {
	if entry == nil {
		return nil
	}
	length := size * int64(t.order.Uint32(entry[4:]))
	if length <= 4 {
		return entry[8 : 8+length]
	}
	at := int64(t.order.Uint32(entry[8:]))
	if at+length > int64(len(t.data)) {
		return nil
	}
	return t.data[at : at+length]
}

// adobePrimaries reports whether an entry holds the primaries of Adobe RGB.
func (t tiffFile) adobePrimaries(entry []byte) bool {
	raw := t.value(entry, 8)
	if len(raw) != 6*8 || t.order.Uint16(entry[2:]) != typeRational {
		return false
	}
	var percent []int64
	for ; len(raw) > 0; raw = raw[8:] {
		n, d := int64(t.order.Uint32(raw)), int64(t.order.Uint32(raw[4:]))
		if d == 0 {
			return false
		}
		percent = append(percent, (100*n+d/2)/d)
	}
	return slices.Equal(percent, []int64{64, 33, 21, 71, 15, 6})
}
