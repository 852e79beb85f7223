package inspect

import (
	"bytes"
	"slices"
)

// coverage records which coefficients of which component the scans have brought
// in full. A progressive picture whose last scans were lost still opens in
// every viewer, only coarse; this shows the loss without decoding.
type coverage map[byte]*[64]bool

// add counts a scan by its header (T.81 B.2.3). It returns false when the
// header names a component or coefficients that do not exist in the file or, in
// a sequential picture, a component that an earlier scan brought whole. A
// decoder would read it again and again: forty million pixels ten times over
// are seven seconds.
func (c coverage) add(payload []byte, file *jpegInfo) bool {
	n := int(payload[0])
	first, last, low := payload[1+2*n], payload[2+2*n], payload[3+2*n]&0x0f
	if !file.progressive {
		first, last, low = 0, 63, 0
	}
	if n == 0 || first > last || last > 63 {
		return false
	}
	for i := range n {
		id := payload[1+2*i]
		if bytes.IndexByte(file.components, id) < 0 {
			return false
		}
		if c[id] == nil {
			c[id] = new([64]bool)
		} else if !file.progressive {
			return false
		}
		for k := first; k <= last; k++ {
			c[id][k] = c[id][k] || low == 0
		}
	}
	return true
}

// complete reports whether every coefficient of every component has arrived to
// its last bit.
func (c coverage) complete(components []byte) bool {
	for _, id := range components {
		if c[id] == nil || slices.Contains(c[id][:], false) {
			return false
		}
	}
	return true
}
