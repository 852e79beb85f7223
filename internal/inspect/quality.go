package inspect

import "encoding/binary"

// luminanceTable is the luminance table that encoders scale by their quality
// (T.81, table K.1), in the zigzag order of a file.
var luminanceTable = [64]int{ //nolint:gochecknoglobals // a table of the standard, read only
	16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40,
	26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51, 61, 60, 57, 51,
	56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87,
	95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99,
}

// quality estimates how strongly the picture was compressed, from 1 to 100 on
// libjpeg's scale: the quality whose luminance table is nearest to the file's.
// Encoders with another scale are judged by the effect of their tables. It
// returns 0 when the file holds no such table.
func (a *jpegInfo) quality() int {
	table, ok := a.luminanceQuantisation()
	if !ok {
		return 0
	}
	best, smallest := 0, 0
	for q := 1; q <= 100; q++ {
		distance := 0
		for i, standard := range luminanceTable {
			distance += max(scaleEntry(standard, q)-table[i], table[i]-scaleEntry(standard, q))
		}
		if best == 0 || distance < smallest {
			best, smallest = q, distance
		}
	}
	return best
}

// scaleEntry returns an entry of the table at a quality, computed as libjpeg
// does.
func scaleEntry(standard, quality int) int {
	percent := 200 - 2*quality
	if quality < 50 {
		percent = 5000 / quality
	}
	return min(max(1, (standard*percent+50)/100), 255)
}

// luminanceQuantisation returns the quantisation table that the first component
// of the frame uses.
func (a *jpegInfo) luminanceQuantisation() (table [64]int, found bool) {
	wanted := a.luminanceTableID()
	for _, p := range a.segments {
		if p.marker != markerDQT {
			continue
		}
		for rest := p.bytes[4:]; len(rest) > 0; { // a segment holds several (T.81 B.2.4.1)
			next, after, whole := readQuantisation(rest)
			if !whole {
				return table, false
			}
			if next.id == wanted {
				return next.entries, true
			}
			rest = after
		}
	}
	return table, false
}

// quantisation is one table and its number.
type quantisation struct {
	id      byte
	entries [64]int
}

// readQuantisation reads one table of one or two bytes an entry from the front
// of a segment; whole is false when the bytes do not hold one.
func readQuantisation(from []byte) (table quantisation, rest []byte, whole bool) {
	wide := int(from[0] >> 4)
	length := 1 + 64*(wide+1)
	if wide > 1 || len(from) < length {
		return table, nil, false
	}
	table.id = from[0] & 15
	for i := range table.entries {
		table.entries[i] = int(from[1+i])
		if wide == 1 {
			table.entries[i] = int(binary.BigEndian.Uint16(from[1+2*i:]))
		}
	}
	return table, from[length:], true
}

// luminanceTableID returns the number of the table that the first component of
// the frame uses.
func (a *jpegInfo) luminanceTableID() byte {
	for _, p := range a.segments {
		// Marker, length, precision, height, width, count; then identifier, sampling, table.
		if p.marker >= markerSOF0 && p.marker <= markerSOF2 && len(p.bytes) > 12 {
			return p.bytes[12]
		}
	}
	return 0
}
