package lossless

// fastBits is the length of the codes that one table look-up decodes.
const fastBits = 9

// huffman decodes the symbols of one table (T.81, annex F.2.2.3).
type huffman struct {
	fast    [1 << fastBits]uint16 // length << 8 | symbol; 0 for longer codes
	beyond  [17]int32             // one more than the largest code of each length
	offset  [17]int32             // from a code of each length to its symbol
	symbols []byte
}

// newHuffman makes a decoder from the counts of codes of each length and the
// symbols in order of their codes; nil when they do not make a table.
func newHuffman(counts, symbols []byte) *huffman {
	h := &huffman{symbols: symbols}
	code, next := int32(0), int32(0)
	for length := 1; length <= 16; length++ {
		count := int32(counts[length-1])
		h.offset[length] = next - code
		if length <= fastBits {
			for i := range count {
				if code+i >= 1<<length {
					return nil
				}
				entry := uint16(length)<<8 | uint16(symbols[next+i])
				first := (code + i) << (fastBits - length)
				for j := range int32(1) << (fastBits - length) {
					h.fast[first+j] = entry
				}
			}
		}
		code += count
		next += count
		if code > 1<<length {
			return nil
		}
		h.beyond[length] = code
		code <<= 1
	}
	return h
}

// reader reads entropy-coded data up to the next marker.
type reader struct {
	data    []byte
	at      int
	acc     uint64 // the last n bits are not read yet
	n       int
	padding int  // how many of them were added after the data ended
	bad     bool // an undefined code or an impossible value was read
}

// fill makes at least 57 bits available, with zeros after the end of the data.
func (r *reader) fill() {
	for r.n <= 56 {
		next := byte(0)
		switch {
		case r.at >= len(r.data):
			r.padding += 8
		case r.data[r.at] != 0xff:
			next = r.data[r.at]
			r.at++
		case r.at+1 < len(r.data) && r.data[r.at+1] == 0: // T.81 B.1.1.5
			next = 0xff
			r.at += 2
		default:
			r.padding += 8
		}
		r.acc = r.acc<<8 | uint64(next)
		r.n += 8
	}
}

// failed reports whether the data were invalid or too short.
func (r *reader) failed() bool { return r.bad || r.n < r.padding }

// symbol reads one code.
func (r *reader) symbol(h *huffman) byte {
	if r.n < 16 {
		r.fill()
	}
	if entry := h.fast[r.acc>>(r.n-fastBits)&(1<<fastBits-1)]; entry != 0 {
		r.n -= int(entry >> 8)
		return byte(entry)
	}
	for length := fastBits + 1; length <= 16; length++ {
		code := int32(r.acc >> (r.n - length) & (1<<length - 1))
		if code < h.beyond[length] {
			r.n -= length
			return h.symbols[code+h.offset[length]]
		}
	}
	r.bad = true
	return 0
}

// bits reads up to 16 bits.
func (r *reader) bits(count int) int32 {
	if r.n < count {
		r.fill()
	}
	r.n -= count
	return int32(r.acc >> r.n & (1<<count - 1))
}

// value reads a signed number of count bits (EXTEND, T.81 F.2.2.1).
func (r *reader) value(count int) int32 {
	v := r.bits(count)
	if count > 0 && v>>(count-1) == 0 {
		v -= 1<<count - 1
	}
	return v
}

// restart continues after the restart marker of the given number.
func (r *reader) restart(number int) {
	for r.at+1 < len(r.data) && r.data[r.at] == 0xff && r.data[r.at+1] == 0xff {
		r.at++
	}
	if r.at+1 >= len(r.data) || r.data[r.at] != 0xff || r.data[r.at+1] != markerRST0+byte(number%8) {
		r.bad = true
		return
	}
	r.at += 2
	r.acc, r.n, r.padding = 0, 0, 0
}
