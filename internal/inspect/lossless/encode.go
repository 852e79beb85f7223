package lossless

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"slices"
)

// encoder writes the upright blocks of a cut as a baseline JPEG.
type encoder struct {
	*decoder
	blocks *blockTransform
	out    bytes.Buffer
	codes  [4]*codeTable // DC and AC of the first component, DC and AC of the others
	acc    uint32        // the last n bits are not written yet
	n      int
}

func encode(d *decoder) ([]byte, error) {
	e := encoder{decoder: d, blocks: newBlockTransform(d.placement.transform)}
	var counts [4][256]int
	fits := e.symbols(func(table int, symbol byte, _ uint32, _ int) { counts[table][symbol]++ })
	if !fits {
		return nil, damaged("coefficients out of range")
	}
	for i := range e.tablesUsed() {
		e.codes[i] = newCodeTable(&counts[i])
	}
	e.headers()
	e.symbols(e.emit)
	if e.n > 0 {
		e.writeBits(1<<7-1, 7) // the last byte is filled with ones (T.81 F.1.2.3)
	}
	e.out.Write([]byte{0xff, markerEOI})
	return e.out.Bytes(), nil
}

func (e *encoder) tablesUsed() int {
	if len(e.components) == 1 {
		return 2
	}
	return 4
}

// symbols visits every Huffman symbol of the cut in the order of the output
// file: its table, and the bits that follow it. It returns false when a
// coefficient is too large for a baseline JPEG.
func (e *encoder) symbols(visit func(table int, symbol byte, value uint32, size int)) bool {
	units := e.placement.transform.swapped(e.placement.units.Size())
	var last [3]int
	for unit := range units.X * units.Y {
		for i := range e.components {
			c := &e.components[i]
			size := e.placement.transform.swapped(c.unit())
			for j := range size.X * size.Y {
				b := e.block(c, unit%units.X*size.X+j%size.X, unit/units.X*size.Y+j/size.X)
				if !blockSymbols(&b, last[i], 2*min(i, 1), visit) {
					return false
				}
				last[i] = int(b[0])
			}
		}
	}
	return true
}

// block returns the block at x, y of the upright cut.
func (e *encoder) block(c *component, x, y int) block {
	t, unit := e.placement.transform, c.unit()
	units := e.placement.units
	size := t.swapped(unit)
	whole := t.swapped(units.Size())
	if t.mirror {
		x = whole.X*size.X - 1 - x
	}
	if t.flip {
		y = whole.Y*size.Y - 1 - y
	}
	if t.swap {
		x, y = y, x
	}
	return e.blocks.apply(c.at(units.Min.X*unit.X+x, units.Min.Y*unit.Y+y))
}

// blockSymbols visits the symbols of one block (T.81 F.1.2).
func blockSymbols(b *block, last, table int, visit func(table int, symbol byte, value uint32, size int)) bool {
	value, size := magnitude(int(b[0]) - last)
	if size > dcBits {
		return false
	}
	visit(table, byte(size), value, size)
	zeros := 0
	for _, v := range b[1:] {
		if v == 0 {
			zeros++
			continue
		}
		for ; zeros > 15; zeros -= 16 {
			visit(table+1, 0xf0, 0, 0)
		}
		value, size := magnitude(int(v))
		if size > acBits {
			return false
		}
		visit(table+1, byte(zeros<<4|size), value, size)
		zeros = 0
	}
	if zeros > 0 {
		visit(table+1, 0, 0, 0)
	}
	return true
}

// magnitude returns how many bits a number needs, and the bits.
func magnitude(v int) (value uint32, size int) {
	size = bits.Len(uint(max(v, -v)))
	if v < 0 {
		v += 1<<size - 1
	}
	return uint32(v), size
}

func (e *encoder) emit(table int, symbol byte, value uint32, size int) {
	code := e.codes[table]
	e.writeBits(uint32(code.code[symbol]), int(code.length[symbol]))
	e.writeBits(value, size)
}

// writeBits writes up to 16 bits.
func (e *encoder) writeBits(value uint32, size int) {
	e.acc = e.acc<<size | value
	for e.n += size; e.n >= 8; e.n -= 8 {
		next := byte(e.acc >> (e.n - 8))
		e.out.WriteByte(next)
		if next == 0xff {
			e.out.WriteByte(0)
		}
	}
}

// headers writes everything before the data.
func (e *encoder) headers() {
	e.out.Write([]byte{0xff, markerSOI})
	if d := e.density; d != nil {
		if e.placement.transform.swap {
			d = slices.Concat(d[:1], d[3:5], d[1:3])
		}
		e.segment(markerAPP0, slices.Concat([]byte("JFIF\x00\x01\x02"), d, []byte{0, 0}))
	}
	for _, s := range e.segments {
		e.out.Write(s)
	}
	marker := e.quantisation()
	e.frame(marker)
	for i := range e.tablesUsed() {
		class, number := byte(i%2), byte(i/2)
		e.segment(markerDHT, slices.Concat([]byte{class<<4 | number}, e.codes[i].counts[:], e.codes[i].symbols))
	}
	scan := []byte{byte(len(e.components))}
	for i, c := range e.components {
		number := byte(min(i, 1))
		scan = append(scan, c.id, number<<4|number)
	}
	e.segment(markerSOS, append(scan, 0, 63, 0))
}

// tableOf returns the number under which a component's quantisation table is
// written: the index of the first component that shares it.
func (e *encoder) tableOf(i int) int {
	return slices.IndexFunc(e.components, func(c component) bool { return c.table == e.components[i].table })
}

// quantisation writes the tables and returns the marker of the frame they need:
// baseline does not allow steps above 255.
func (e *encoder) quantisation() (frame byte) {
	frame = markerSOF0
	for i, c := range e.components {
		if e.tableOf(i) != i {
			continue
		}
		turned := e.blocks.table(c.table)
		table := []byte{byte(i)}
		if slices.Max(turned[:]) > 255 {
			frame = markerSOF1
			table[0] |= 1 << 4
			for _, step := range turned {
				table = binary.BigEndian.AppendUint16(table, step)
			}
		} else {
			for _, step := range turned {
				table = append(table, byte(step))
			}
		}
		e.segment(markerDQT, table)
	}
	return frame
}

func (e *encoder) frame(marker byte) {
	header := binary.BigEndian.AppendUint16([]byte{8}, uint16(e.cut.Height))
	header = binary.BigEndian.AppendUint16(header, uint16(e.cut.Width))
	header = append(header, byte(len(e.components)))
	for i, c := range e.components {
		unit := e.placement.transform.swapped(c.unit())
		header = append(header, c.id, byte(unit.X<<4|unit.Y), byte(e.tableOf(i)))
	}
	e.segment(marker, header)
}

func (e *encoder) segment(marker byte, payload []byte) {
	e.out.Write([]byte{0xff, marker})
	e.out.Write(binary.BigEndian.AppendUint16(nil, uint16(len(payload)+2)))
	e.out.Write(payload)
}
