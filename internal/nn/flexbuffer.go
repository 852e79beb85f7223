package nn

import "math"

// attributes reads the options of a custom operation: a FlexBuffer whose root
// is a map from names to numbers or lists of numbers. Integers become floats,
// which represent them exactly up to 2^24. Format:
// https://flatbuffers.dev/internals/ (FlexBuffers).
func attributes(data []byte) (map[string][]float32, error) {
	b := &buffer{data: data}
	if len(data) < 3 {
		return nil, errFormat
	}
	width := b.u8(len(data) - 1)
	kind := b.u8(len(data) - 2)
	f := flex{in: b, at: len(data) - 2 - width, width: width, kind: kind}
	list := f.fields()
	if b.failed {
		return nil, errFormat
	}
	return list, nil
}

// flex is a value: its position, its width in bytes, and its type, whose two
// low bits are the width of what it points to.
type flex struct {
	in              *buffer
	at, width, kind int
}

// Kinds of FlexBuffer values.
const (
	flexInt       = 1
	flexUint      = 2
	flexFloat     = 3
	flexMap       = 9
	flexIntList   = 11
	flexUintList  = 12
	flexFloatList = 13
)

// uint reads an unsigned number of 1, 2 or 4 bytes.
func (b *buffer) uint(at, width int) int {
	switch width {
	case 1:
		return b.u8(at)
	case 2:
		return b.u16(at)
	case 4:
		if v := b.i32(at); v >= 0 {
			return v
		}
	}
	b.failed = true
	return 0
}

// follow returns the position to which a value points (its offset is
// backwards), and the width there.
func (f flex) follow() (int, int) {
	return f.at - f.in.uint(f.at, f.width), 1 << (f.kind & 3)
}

// fields reads a map: a list of keys, a list of values, and a type byte for
// each.
func (f flex) fields() map[string][]float32 {
	if f.kind>>2 != flexMap {
		f.in.failed = true
		return nil
	}
	at, width := f.follow()
	count := f.in.uint(at-width, width)
	keys := at - 3*width - f.in.uint(at-3*width, width)
	keyWidth := f.in.uint(at-2*width, width)
	if count > maxItems || f.in.failed {
		f.in.failed = true
		return nil
	}
	all := map[string][]float32{}
	for i := range count {
		key := keys + i*keyWidth
		value := flex{
			in: f.in, at: at + i*width, width: width,
			kind: f.in.u8(at + count*width + i),
		}
		all[f.in.cString(key-f.in.uint(key, keyWidth))] = value.numbers()
		if f.in.failed {
			return nil
		}
	}
	return all
}

// cString reads up to the terminating zero byte.
func (b *buffer) cString(at int) string {
	end := at
	for b.u8(end) != 0 {
		end++
	}
	return string(b.bytes(at, end-at))
}

// numbers reads one number or a list of them.
func (f flex) numbers() []float32 {
	switch kind := f.kind >> 2; kind {
	case flexInt, flexUint, flexFloat:
		return []float32{f.in.number(f.at, f.width, kind)}
	case flexIntList, flexUintList, flexFloatList:
		at, width := f.follow()
		count := f.in.uint(at-width, width)
		if count > maxItems || f.in.bytes(at, count*width) == nil {
			f.in.failed = true
			return nil
		}
		list := make([]float32, count)
		for i := range list {
			list[i] = f.in.number(at+i*width, width, kind-flexIntList+flexInt)
		}
		return list
	}
	f.in.failed = true
	return nil
}

func (b *buffer) number(at, width, kind int) float32 {
	switch {
	case kind == flexFloat && width == 4:
		return b.f32(at)
	case kind == flexFloat && width == 8:
		low, high := uint32(b.i32(at)), uint32(b.i32(at+4))
		return float32(math.Float64frombits(uint64(high)<<32 | uint64(low)))
	case kind == flexInt && width == 1:
		return float32(int8(b.u8(at)))
	case kind == flexInt && width == 2:
		return float32(int16(b.u16(at)))
	case kind == flexInt && width == 4:
		return float32(b.i32(at))
	case kind == flexUint:
		return float32(b.uint(at, width))
	}
	b.failed = true
	return 0
}
