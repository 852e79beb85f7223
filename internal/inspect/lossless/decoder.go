package lossless

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"slices"

	"myphoto/internal/inspect/raster"
)

// JPEG markers (ITU-T T.81, table B.1).
const (
	markerSOF0  = 0xc0 // baseline
	markerSOF1  = 0xc1 // extended
	markerSOF2  = 0xc2 // progressive
	markerDHT   = 0xc4
	markerRST0  = 0xd0
	markerRST7  = 0xd7
	markerSOI   = 0xd8
	markerEOI   = 0xd9
	markerSOS   = 0xda
	markerDQT   = 0xdb
	markerDRI   = 0xdd
	markerAPP0  = 0xe0
	markerAPP2  = 0xe2
	markerAPP14 = 0xee
	markerAPP15 = 0xef
	markerCOM   = 0xfe
)

// The limits, which are those of package inspect.
const (
	maxPixels            = 40_000_000
	maxProgressivePixels = 25_000_000
	maxScans             = 64
	maxScanPixels        = 300_000_000
)

// decoder reads the coefficients of a file that the cut needs.
type decoder struct {
	rest      []byte
	cut       raster.Cut
	whole     bool // the whole picture as stored is wanted, no cut
	placement placement

	size        image.Point // pixels
	units       image.Point // minimum coded units
	progressive bool
	components  []component
	tables      [4]*[64]uint16 // quantisation tables
	dc, ac      [4]*huffman
	interval    int
	scans       int

	density  []byte   // units and densities of the JFIF header; nil without one
	segments [][]byte // colour profile and Adobe's marker, whole
}

func damaged(what string) error { return fmt.Errorf("%w: %s", ErrDamaged, what) }

// decode reads the segments one by one.
func (d *decoder) decode() error {
	if !bytes.HasPrefix(d.rest, []byte{0xff, markerSOI}) {
		return damaged("no beginning")
	}
	for d.rest = d.rest[2:]; ; {
		marker, err := d.marker()
		if err != nil {
			return err
		}
		if marker == markerEOI {
			return d.complete()
		}
		if len(d.rest) < 2 {
			return damaged("segment cut off")
		}
		length := int(binary.BigEndian.Uint16(d.rest))
		if length < 2 || length > len(d.rest) {
			return damaged("segment cut off")
		}
		payload := d.rest[2:length]
		d.rest = d.rest[length:]
		if err := d.segment(marker, payload); err != nil {
			return err
		}
	}
}

// marker reads the next marker and the fill bytes before it.
func (d *decoder) marker() (byte, error) {
	if len(d.rest) > 0 && d.rest[0] != 0xff {
		return 0, damaged("no marker")
	}
	for len(d.rest) > 0 && d.rest[0] == 0xff {
		d.rest = d.rest[1:]
	}
	if len(d.rest) == 0 {
		return 0, damaged("no end")
	}
	marker := d.rest[0]
	d.rest = d.rest[1:]
	return marker, nil
}

// complete requires that everything has arrived: a progressive picture without
// its last scans still opens, only coarse.
func (d *decoder) complete() error {
	if d.components == nil {
		return damaged("no picture")
	}
	for i := range d.components {
		if slices.Contains(d.components[i].arrived[:], false) {
			return damaged("a scan is missing")
		}
	}
	return nil
}

func (d *decoder) segment(marker byte, payload []byte) error {
	switch {
	case marker == markerDQT:
		return d.quantisation(payload)
	case marker == markerDHT:
		return d.huffmanTables(payload)
	case marker == markerDRI && len(payload) == 2:
		d.interval = int(binary.BigEndian.Uint16(payload))
	case marker == markerSOS:
		return d.scan(payload)
	case marker >= markerSOF0 && marker <= markerSOF2:
		d.progressive = marker == markerSOF2
		return d.frame(payload)
	case marker >= markerAPP0 && marker <= markerAPP15 || marker == markerCOM:
		d.readMetadata(marker, payload)
	default:
		return damaged("unusual coding")
	}
	return nil
}

// readMetadata keeps what belongs to the picture: density, colour profile, and
// Adobe's marker, which states the colour transform.
func (d *decoder) readMetadata(marker byte, payload []byte) {
	segment := func() []byte {
		head := binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(payload)+2))
		return append(head, payload...)
	}
	switch {
	case marker == markerAPP0 && len(payload) >= 14 && bytes.HasPrefix(payload, []byte("JFIF\x00")):
		d.density = payload[7:12]
	case marker == markerAPP2 && bytes.HasPrefix(payload, []byte("ICC_PROFILE\x00")),
		marker == markerAPP14 && len(payload) == 12 && bytes.HasPrefix(payload, []byte("Adobe")):
		d.segments = append(d.segments, segment())
	}
}

// quantisation reads quantisation tables (T.81 B.2.4.1).
func (d *decoder) quantisation(payload []byte) error {
	for len(payload) > 0 {
		precision, number := int(payload[0]>>4), payload[0]&15
		payload = payload[1:]
		if precision > 1 || number > 3 || len(payload) < 64<<precision {
			return damaged("quantisation table")
		}
		var table [64]uint16
		for k := range table {
			if precision == 0 {
				table[k] = uint16(payload[k])
			} else {
				table[k] = binary.BigEndian.Uint16(payload[2*k:])
			}
		}
		d.tables[number] = &table
		payload = payload[64<<precision:]
	}
	return nil
}

// huffmanTables reads code tables (T.81 B.2.4.2).
func (d *decoder) huffmanTables(payload []byte) error {
	for len(payload) > 0 {
		class, number := payload[0]>>4, payload[0]&15
		if class > 1 || number > 3 || len(payload) < 17 {
			return damaged("code table")
		}
		total := 0
		for _, count := range payload[1:17] {
			total += int(count)
		}
		if total > 256 || len(payload) < 17+total {
			return damaged("code table")
		}
		h := newHuffman(payload[1:17], payload[17:17+total])
		if h == nil {
			return damaged("code table")
		}
		if class == 0 {
			d.dc[number] = h
		} else {
			d.ac[number] = h
		}
		payload = payload[17+total:]
	}
	return nil
}
