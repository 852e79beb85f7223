package icc

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// The errors of a profile that is not converted. They come wrapped with the
// exact fault.
var (
	// ErrDamaged reports that the profile is incomplete or contradictory.
	ErrDamaged = errors.New("icc: damaged profile")
	// ErrTables reports that the profile converts by multi-dimensional tables.
	ErrTables = errors.New("icc: profile of tables")
	// ErrKind reports that the profile is not one of an RGB camera, scanner,
	// screen or working space, nor of grey.
	ErrKind = errors.New("icc: profile of another kind")
)

// Layout of a profile (ICC.1:2022 §7.2 and §7.3).
const (
	headerSize = 128
	entrySize  = 12
)

// profile is a whole profile with its tags located, not yet parsed.
type profile struct {
	data []byte
	tags map[string][]byte
}

// parseHeader checks the header and locates the tags.
func parseHeader(data []byte) (profile, error) {
	if len(data) < headerSize+4 || string(data[36:40]) != "acsp" {
		return profile{}, fmt.Errorf("%w: no header", ErrDamaged)
	}
	if size := binary.BigEndian.Uint32(data); int64(size) != int64(len(data)) {
		return profile{}, fmt.Errorf("%w: not as long as it says", ErrDamaged)
	}
	p := profile{data: data, tags: map[string][]byte{}}
	if err := p.checkKind(); err != nil {
		return profile{}, err
	}
	count, table := binary.BigEndian.Uint32(data[headerSize:]), data[headerSize+4:]
	if int64(count)*entrySize > int64(len(table)) {
		return profile{}, fmt.Errorf("%w: list of tags cut off", ErrDamaged)
	}
	for ; count > 0; count, table = count-1, table[entrySize:] {
		offset, size := binary.BigEndian.Uint32(table[4:]), binary.BigEndian.Uint32(table[8:])
		if int64(offset)+int64(size) > int64(len(data)) {
			return profile{}, fmt.Errorf("%w: tag beyond the end", ErrDamaged)
		}
		p.tags[string(table[:4])] = data[offset : offset+size]
	}
	return p, nil
}

// checkKind reads version, class, colour space and connection space.
func (p profile) checkKind() error {
	if major := p.data[8]; major != 2 && major != 4 {
		return fmt.Errorf("%w: version %d", ErrKind, major)
	}
	if p.grey() {
		return nil // of any device: a curve says all
	}
	switch string(p.data[12:16]) {
	case "mntr", "scnr", "spac":
	default:
		return fmt.Errorf("%w: not of a camera, scanner, screen or working space", ErrKind)
	}
	if string(p.data[16:20]) != "RGB " {
		return fmt.Errorf("%w: neither RGB nor grey", ErrKind)
	}
	return nil
}

// grey reports whether the profile is one of grey pictures.
func (p profile) grey() bool { return string(p.data[16:20]) == "GRAY" }

// hasTables reports whether the profile has tables, which take precedence over
// curves and primaries.
func (p profile) hasTables() bool {
	for _, name := range []string{"A2B0", "A2B1", "A2B2", "D2B0", "D2B1", "D2B2", "D2B3"} {
		if _, has := p.tags[name]; has {
			return true
		}
	}
	return false
}

// tag returns the contents of a tag after its type, which must be kind.
func (p profile) tag(name, kind string) ([]byte, error) {
	data, found := p.tags[name]
	if !found {
		return nil, fmt.Errorf("%w: no %s", ErrDamaged, name)
	}
	if len(data) < 8 || string(data[:4]) != kind {
		return nil, fmt.Errorf("%w: %s is no %s", ErrDamaged, name, kind)
	}
	return data[8:], nil
}

// primary reads the colour of one channel: X, Y, Z relative to the D50 white
// point (ICC.1:2022 §10.31).
func (p profile) primary(name string) ([3]float64, error) {
	data, err := p.tag(name, "XYZ ")
	if err != nil {
		return [3]float64{}, err
	}
	if len(data) < 12 {
		return [3]float64{}, fmt.Errorf("%w: %s cut off", ErrDamaged, name)
	}
	return [3]float64{fixed(data), fixed(data[4:]), fixed(data[8:])}, nil
}

// fixed reads an s15Fixed16Number.
func fixed(data []byte) float64 {
	return float64(int32(binary.BigEndian.Uint32(data))) / (1 << 16)
}
