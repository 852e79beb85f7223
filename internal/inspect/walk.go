package inspect

import (
	"bytes"
	"encoding/binary"
	"image"
	"math/bits"
)

// JPEG markers (ITU-T T.81, table B.1).
const (
	markerTEM   = 0x01
	markerSOF0  = 0xc0 // baseline
	markerSOF1  = 0xc1 // extended
	markerSOF2  = 0xc2 // progressive
	markerDHT   = 0xc4
	markerSOF15 = 0xcf
	markerRST0  = 0xd0
	markerSOI   = 0xd8
	markerEOI   = 0xd9
	markerSOS   = 0xda
	markerDQT   = 0xdb
	markerDRI   = 0xdd
	markerAPP0  = 0xe0
	markerAPP1  = 0xe1
	markerAPP2  = 0xe2
	markerAPP13 = 0xed
	markerAPP14 = 0xee
	markerAPP15 = 0xef
	markerCOM   = 0xfe
)

// segment is a segment that makes the picture: a table, the frame, or a scan
// with its data, from its 0xff to its last byte.
type segment struct {
	marker byte
	bytes  []byte
}

// jpegInfo is what the walk learns about a JPEG without decoding it.
type jpegInfo struct {
	bytes         int    // of the file
	width, height int    // as stored, before any turn
	components    []byte // their identifiers
	sampling      []image.Point
	samples       int64 // of all components, as a decoder lays them out
	progressive   bool
	scans         int
	segments      []segment // those that make the picture, in order
	density       []byte    // units and densities of the JFIF header; nil without one
	adobe         []byte    // the twelve bytes of Adobe's marker; nil without one
	colours       statements
	icc           []byte // the colour profile; nil for sRGB
	exif          exif
	metadata      int  // bytes of metadata
	trailing      int  // bytes after the end of the picture
	unended       bool // the end marker is missing
	scattered     bool // components in scans of their own, with restart marks
	highTables    bool // a sequential scan uses a code table above the second
}

func (a *jpegInfo) pixels() int {
	return a.width * a.height
}

// upright returns the sides of the upright picture.
func (a *jpegInfo) upright() (width, height int) {
	if a.orientation() >= 5 {
		return a.height, a.width
	}
	return a.width, a.height
}

func (a *jpegInfo) orientation() int {
	return max(a.exif.orientation, 1)
}

// walker steps through the segments of a JPEG.
type walker struct {
	limits   Limits
	data     []byte
	rest     []byte // the part of data that is still to be read
	count    int
	coverage coverage
	interval uint16 // units between restart marks; 0 for none
	info     jpegInfo
}

// walk reads the structure of a JPEG and enforces the limits that must come
// before any decoder. Its time is proportional to the bytes, not to the pixels.
func walk(data []byte, limits Limits) (*jpegInfo, *refusal) {
	w := &walker{limits: limits, data: data, rest: data[2:], coverage: coverage{}, info: jpegInfo{bytes: len(data)}} // the caller has checked SOI
	for {
		marker, refused := w.marker()
		if refused == nil && marker == markerEOI {
			break
		}
		if refused == nil {
			refused = w.segment(marker)
		}
		if refused != nil && refused.code == codeTruncated && w.info.scans > 0 && w.coverage.complete(w.info.components) {
			w.info.unended, w.rest = true, nil // as viewers do: the picture itself is complete
			break
		}
		if refused != nil {
			return nil, refused
		}
	}
	if w.info.scans == 0 {
		return nil, unreadable("no scan")
	}
	if !w.coverage.complete(w.info.components) {
		return nil, truncated()
	}
	w.info.trailing = len(w.rest)
	return &w.info, w.decodingLimit()
}

// marker reads the next marker. Fill bytes before it are legal (T.81 B.1.1.2);
// stray bytes and markers without content are passed over, as viewers do.
func (w *walker) marker() (byte, *refusal) {
	if w.count++; w.count > w.limits.MaxSegments {
		return 0, unreadable("too many segments")
	}
	for {
		at := bytes.IndexByte(w.rest, 0xff)
		if at < 0 {
			return 0, truncated()
		}
		w.rest = w.rest[at:]
		for len(w.rest) > 0 && w.rest[0] == 0xff {
			w.rest = w.rest[1:]
		}
		if len(w.rest) == 0 {
			return 0, truncated()
		}
		marker := w.rest[0]
		w.rest = w.rest[1:]
		if marker > markerTEM && (marker < markerRST0 || marker >= markerSOI) {
			return marker, nil
		}
	}
}

func (w *walker) segment(marker byte) *refusal {
	if marker == markerSOI {
		return unreadable("second beginning")
	}
	if len(w.rest) < 2 {
		return truncated()
	}
	length := int(binary.BigEndian.Uint16(w.rest))
	if length < 2 {
		return unreadable("short segment")
	}
	if length > len(w.rest) {
		return truncated()
	}
	begin, payload := len(w.data)-len(w.rest)-2, w.rest[2:length]
	w.rest = w.rest[length:]
	switch {
	case marker == markerSOS:
		return w.scan(begin, payload)
	case marker == markerDRI && len(payload) != 2:
		return unreadable("restart interval length")
	case marker == markerDHT || marker == markerDQT || marker == markerDRI:
		w.addSegment(marker, begin)
		if marker == markerDRI {
			w.interval = binary.BigEndian.Uint16(payload)
		}
		return nil
	case marker >= markerSOF0 && marker <= markerSOF15:
		w.addSegment(marker, begin)
		return w.frame(marker, payload)
	case marker >= markerAPP0 && marker <= markerAPP15 || marker == markerCOM:
		w.readMetadata(marker, payload)
		return nil
	default:
		return unreadable("unknown segment")
	}
}

// addSegment records the bytes from begin to the current position as a segment
// that makes the picture.
func (w *walker) addSegment(marker byte, begin int) {
	end := len(w.data) - len(w.rest)
	w.info.segments = append(w.info.segments, segment{marker: marker, bytes: w.data[begin:end]})
}

// frame reads the only frame header: eight bits, Huffman, not lossless.
func (w *walker) frame(marker byte, payload []byte) *refusal {
	if marker > markerSOF2 {
		return unreadable("arithmetic, lossless or hierarchical coding")
	}
	if w.info.components != nil {
		return unreadable("second frame")
	}
	if len(payload) < 6 || len(payload) != 6+3*int(payload[5]) {
		return unreadable("frame length")
	}
	if payload[0] != 8 {
		return &refusal{check: "colour", code: "file.depth", value: "not 8 bits"}
	}
	w.info.height = int(binary.BigEndian.Uint16(payload[1:]))
	w.info.width = int(binary.BigEndian.Uint16(payload[3:]))
	w.info.progressive = marker == markerSOF2
	if refused := w.components(payload[6:]); refused != nil {
		return refused
	}
	return w.frameLimits()
}

// components reads the components of the frame and counts their samples; those
// at the edges are filled up to whole units (T.81 A.2.4).
func (w *walker) components(specs []byte) *refusal {
	a := &w.info
	a.components = []byte{}
	across, down, unit := 1, 1, 0
	for ; len(specs) > 0; specs = specs[3:] {
		h, v := int(specs[1]>>4), int(specs[1]&15)
		if h < 1 || h > 4 || v < 1 || v > 4 {
			return unreadable("sampling")
		}
		a.components = append(a.components, specs[0])
		a.sampling = append(a.sampling, image.Pt(h, v))
		across, down, unit = max(across, h), max(down, v), unit+64*h*v
	}
	units := ((a.width + 8*across - 1) / (8 * across)) * ((a.height + 8*down - 1) / (8 * down))
	a.samples = int64(units) * int64(unit)
	return nil
}

func (w *walker) frameLimits() *refusal {
	a := &w.info
	if a.width == 0 || a.height == 0 {
		return unreadable("no size")
	}
	if max(a.width, a.height) > w.limits.MaxSide {
		return &refusal{
			check: "pixels", code: "file.side",
			args:  map[string]any{"max": w.limits.MaxSide, "have": displaySize(a.width, a.height)},
			value: machineSize(a.width, a.height), limit: machineSize(w.limits.MaxSide, w.limits.MaxSide),
		}
	}
	if a.progressive && a.pixels() > w.limits.MaxProgressivePixels && a.pixels() <= w.limits.MaxPixels {
		return tooManyProgressivePixels(a.width, a.height, w.limits.MaxProgressivePixels)
	}
	if a.pixels() > w.limits.MaxPixels {
		return tooManyPixels(a.width, a.height, w.limits.MaxPixels)
	}
	return nil
}

// decodingLimit refuses a picture that is written anew before it is decoded and
// would take more memory than there is.
func (w *walker) decodingLimit() *refusal {
	a := &w.info
	if a.rewritten() && decodeCost(a) > w.limits.Memory || a.unevenSampling() && a.pixels() > w.limits.MaxProgressivePixels {
		return tooManyPixels(a.width, a.height, min(w.limits.MaxPixels, w.limits.MaxProgressivePixels))
	}
	return nil
}

// scan reads a scan header and its data, up to the next true marker.
func (w *walker) scan(begin int, payload []byte) *refusal {
	if w.info.components == nil {
		return unreadable("scan before frame")
	}
	if len(payload) < 1 || len(payload) != 4+2*int(payload[0]) {
		return unreadable("scan length")
	}
	w.info.scans++
	if w.info.scans > w.limits.MaxScans || w.info.scans*w.info.pixels() > w.limits.MaxScanPixels {
		return unreadable("too many scans")
	}
	if !w.coverage.add(payload, &w.info) {
		return unreadable("scan of nothing, or of what came before")
	}
	w.info.scattered = w.info.scattered || w.interval > 0 && int(payload[0]) < len(w.info.components)
	for i := range int(payload[0]) {
		w.info.highTables = w.info.highTables || !w.info.progressive && payload[2+2*i]&0xee != 0
	}
	w.rest = w.rest[scanLength(w.rest):]
	w.addSegment(markerSOS, begin)
	return nil
}

// scanLength returns the length of the entropy-coded data: it ends at a marker
// that is not a restart (T.81 B.1.1.5). It tests eight bytes at a time, so that
// the cost does not depend on their values.
func scanLength(data []byte) int {
	at := 0
	for ; at+9 <= len(data); at += 8 {
		here := binary.LittleEndian.Uint64(data[at:])
		if (^here-everyByte)&here&(0x80*everyByte) == 0 {
			continue // no 0xff among the eight
		}
		next := binary.LittleEndian.Uint64(data[at+1:])
		goesOn := equal(next, 0) | equal(next&(0xf8*everyByte), markerRST0) | equal(next, 0xff)
		if ends := equal(here, 0xff) &^ goesOn; ends != 0 {
			return at + bits.TrailingZeros64(ends)/8
		}
	}
	for ; at+1 < len(data); at++ {
		next := data[at+1]
		if data[at] == 0xff && next != 0 && next&0xf8 != markerRST0 && next != 0xff {
			return at
		}
	}
	return len(data)
}

const everyByte = 0x0101010101010101

// equal sets the highest bit of every byte of word that equals b.
func equal(word uint64, b byte) uint64 {
	const low = 0x7f * everyByte
	v := word ^ uint64(b)*everyByte
	return ^((v&low + low) | v | low)
}

// readMetadata reads what the service needs from an application segment or a
// comment.
func (w *walker) readMetadata(marker byte, payload []byte) {
	a := &w.info
	switch {
	case marker == markerAPP0 && len(payload) >= 14 && bytes.HasPrefix(payload, []byte("JFIF\x00")):
		a.density = payload[7:12]
		a.metadata += len(payload) - 14
	case marker == markerAPP14 && len(payload) >= 12 && bytes.HasPrefix(payload, []byte("Adobe")):
		a.adobe = payload[:12]
	case marker == markerAPP2 && bytes.HasPrefix(payload, []byte(iccMagic)):
		a.colours.pieces = append(a.colours.pieces, payload[len(iccMagic):])
	case marker == markerAPP1:
		read := readEXIF(payload)
		if a.exif.orientation == 0 {
			a.exif.orientation = read.orientation
		}
		a.exif.gps = a.exif.gps || read.gps
		a.colours.spaces = append(a.colours.spaces, read.spaces...)
		if read.profile != nil {
			a.colours.profiles = append(a.colours.profiles, read.profile)
		}
		a.metadata += len(payload)
	case marker == markerAPP13:
		a.colours.profiles = append(a.colours.profiles, photoshopProfiles(payload)...)
		a.metadata += len(payload)
	default:
		a.metadata += len(payload)
	}
}
