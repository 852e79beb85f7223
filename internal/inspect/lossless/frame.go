package lossless

import (
	"bytes"
	"encoding/binary"
	"image"
	"slices"
)

// frame reads the frame header (T.81 B.2.2), places the cut and reserves memory
// for its blocks.
func (d *decoder) frame(payload []byte) error {
	if d.components != nil || len(payload) < 6 || payload[0] != 8 {
		return damaged("frame")
	}
	count := int(payload[5])
	if count != 1 && count != 3 || len(payload) != 6+3*count {
		return damaged("number of components")
	}
	d.size = image.Pt(int(binary.BigEndian.Uint16(payload[3:])), int(binary.BigEndian.Uint16(payload[1:])))
	limit := maxPixels
	if d.progressive {
		limit = maxProgressivePixels
	}
	if d.size.X == 0 || d.size.Y == 0 || d.size.X*d.size.Y > limit {
		return damaged("size")
	}
	for spec := payload[6:]; len(spec) > 0; spec = spec[3:] {
		c := component{id: spec[0], h: int(spec[1] >> 4), v: int(spec[1] & 15), tableNumber: spec[2]}
		if count == 1 {
			c.h, c.v = 1, 1 // a single component has no subsampling
		}
		if c.h < 1 || c.h > 4 || c.v < 1 || c.v > 4 || c.tableNumber > 3 || d.component(c.id) != nil {
			return damaged("component")
		}
		d.components = append(d.components, c)
	}
	return d.reserve()
}

// component returns the component with an identifier; nil without one.
func (d *decoder) component(id byte) *component {
	for i := range d.components {
		if d.components[i].id == id {
			return &d.components[i]
		}
	}
	return nil
}

// largest returns the largest sampling across and down.
func (d *decoder) largest() (largest image.Point) {
	for _, c := range d.components {
		largest = image.Pt(max(largest.X, c.h), max(largest.Y, c.v))
	}
	return largest
}

func (d *decoder) reserve() error {
	largest := d.largest()
	unit := largest.Mul(8)
	d.units = image.Pt((d.size.X+unit.X-1)/unit.X, (d.size.Y+unit.Y-1)/unit.Y)
	if err := d.place(largest); err != nil {
		return err
	}
	reserved := d.placement.units
	if d.progressive {
		reserved = image.Rectangle{Max: d.units} // later scans build on every block
	}
	for i := range d.components {
		c := &d.components[i]
		if largest.X%c.h != 0 || largest.Y%c.v != 0 {
			return damaged("fractional sampling")
		}
		across, down := unit.X/c.h, unit.Y/c.v // pixels that one block covers
		c.extent = image.Pt((d.size.X+across-1)/across, (d.size.Y+down-1)/down)
		c.reserve(reserved)
	}
	return nil
}

// place finds the units that are wanted.
func (d *decoder) place(largest image.Point) (err error) {
	if d.whole {
		d.placement = placement{units: image.Rectangle{Max: d.units}}
		return nil
	}
	if transformOf(d.cut.Orientation).swapped(largest).Y > 2 {
		return ErrSampling
	}
	d.placement, err = placeCut(d.cut, d.size, largest.Mul(8))
	return err
}

// scan reads a scan header (T.81 B.2.3) and its data.
func (d *decoder) scan(payload []byte) error {
	d.scans++
	if d.components == nil || d.scans > maxScans || d.scans*d.size.X*d.size.Y > maxScanPixels {
		return damaged("too many scans")
	}
	if len(payload) < 1 || len(payload) != 4+2*int(payload[0]) {
		return damaged("scan header")
	}
	band := payload[len(payload)-3:]
	s := scan{progressive: d.progressive, last: 63, interval: d.interval}
	if d.progressive {
		s.first, s.last, s.high, s.low = int(band[0]), int(band[1]), int(band[2]>>4), int(band[2]&15)
	}
	if err := d.channels(&s, payload[1:len(payload)-3]); err != nil {
		return err
	}
	if !s.valid() {
		return damaged("scan header")
	}
	s.chooseDecoder()
	s.data = d.entropyCoded()
	if err := s.run(d.units.X, d.units.Y); err != nil {
		return err
	}
	for _, c := range s.channels {
		for k := s.first; k <= s.last; k++ {
			c.arrived[k] = c.arrived[k] || s.low == 0
		}
	}
	return nil
}

// channels finds the components of a scan and their tables as defined so far.
func (d *decoder) channels(s *scan, specs []byte) error {
	for ; len(specs) > 0; specs = specs[2:] {
		c, dc, ac := d.component(specs[0]), specs[1]>>4, specs[1]&15
		if c == nil || dc > 3 || ac > 3 {
			return damaged("scan of nothing")
		}
		if slices.ContainsFunc(s.channels, func(other channel) bool { return other.component == c }) {
			return damaged("component twice in a scan")
		}
		if c.table == nil {
			c.table = d.tables[c.tableNumber]
		}
		s.channels = append(s.channels, channel{component: c, dc: d.dc[dc], ac: d.ac[ac]})
	}
	return nil
}

// entropyCoded reads the data of a scan, up to a marker that is not a restart.
func (d *decoder) entropyCoded() []byte {
	end := 0
	for end < len(d.rest) {
		next := bytes.IndexByte(d.rest[end:], 0xff)
		if next < 0 || end+next+1 >= len(d.rest) {
			end = len(d.rest)
			break
		}
		end += next
		follows := d.rest[end+1]
		if follows == 0 || follows >= markerRST0 && follows <= markerRST7 {
			end += 2
		} else if follows == 0xff {
			end++
		} else {
			break
		}
	}
	data := d.rest[:end]
	d.rest = d.rest[end:]
	return data
}
