package inspect

import (
	"bytes"
	"encoding/binary"
)

// EXIF tags of the main directory (CIPA DC-008).
const (
	tagOrientation = 0x0112
	tagGPS         = 0x8825
	typeShort      = 3
)

// exif is what the service needs from the camera's metadata before that is
// dropped.
type exif struct {
	orientation int  // 1-8 as numbered by CIPA DC-008; 0 when absent
	gps         bool // there is a location
}

const exifMagic = "Exif\x00\x00"

// readEXIF reads an APP1 payload. Metadata that cannot be parsed counts as
// absent: it is dropped anyway.
func readEXIF(payload []byte) exif {
	tiff, found := bytes.CutPrefix(payload, []byte(exifMagic))
	if !found {
		// XMP names the location in words; it is dropped with the rest.
		return exif{gps: bytes.Contains(payload, []byte("exif:GPS"))}
	}
	if len(tiff) < 8 {
		return exif{}
	}
	var order binary.ByteOrder
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return exif{}
	}
	return readDirectory(tiff, order)
}

func readDirectory(tiff []byte, order binary.ByteOrder) exif {
	const entry = 12
	start := int64(order.Uint32(tiff[4:8]))
	if start+2 > int64(len(tiff)) {
		return exif{}
	}
	count := int(order.Uint16(tiff[start:]))
	entries := tiff[start+2:]
	var result exif
	for i := 0; i < count && len(entries) >= entry; i++ {
		switch order.Uint16(entries) {
		case tagOrientation:
			if v := int(order.Uint16(entries[8:])); order.Uint16(entries[2:]) == typeShort && v >= 1 && v <= 8 {
				result.orientation = v
			}
		case tagGPS:
			result.gps = true
		}
		entries = entries[entry:]
	}
	return result
}
