package nn

import (
	"encoding/binary"
	"errors"
	"math"
)

var (
	// errFormat is the error of every file whose offsets or counts do not fit
	// it.
	errFormat = errors.New("not a TensorFlow Lite file that can be read")
	// errUnsupported is the error of valid files that need what is not
	// implemented.
	errUnsupported = errors.New("not implemented")
)

// maxItems bounds every vector of tables or numbers, and maxRank a shape; the
// three networks stay well below both.
const (
	maxItems = 1 << 13
	maxRank  = 4
)

// buffer is a FlatBuffer. A read outside it returns zero and sets failed, so
// that the reader of a structure checks once, at its end. Format:
// https://flatbuffers.dev/internals/.
type buffer struct {
	data   []byte
	failed bool
}

// table is a FlatBuffer table: its position and that of its vtable. The zero
// table has no fields.
type table struct {
	in            *buffer
	at            int
	vtable, count int
}

func (b *buffer) bytes(at, n int) []byte {
	if at < 0 || n < 0 || at > len(b.data)-n {
		b.failed = true
		return nil
	}
	return b.data[at : at+n]
}

func (b *buffer) u8(at int) int {
	if v := b.bytes(at, 1); v != nil {
		return int(v[0])
	}
	return 0
}

func (b *buffer) u16(at int) int {
	if v := b.bytes(at, 2); v != nil {
		return int(binary.LittleEndian.Uint16(v))
	}
	return 0
}

func (b *buffer) i32(at int) int {
	if v := b.bytes(at, 4); v != nil {
		return int(int32(binary.LittleEndian.Uint32(v)))
	}
	return 0
}

func (b *buffer) f32(at int) float32 {
	return math.Float32frombits(uint32(b.i32(at)))
}

// follow returns the position to which the offset at a position points.
func (b *buffer) follow(at int) int {
	v := b.i32(at)
	if v < 0 || v > len(b.data)-at {
		b.failed = true
		return 0
	}
	return at + v
}

func (b *buffer) table(at int) table {
	vtable := at - b.i32(at)
	size := b.u16(vtable)
	b.bytes(vtable, size)
	return table{in: b, at: at, vtable: vtable, count: max(0, size/2-2)}
}

// field returns the position of field n of the table, 0 when it is absent.
func (t table) field(n int) int {
	if n >= t.count || t.in.failed {
		return 0
	}
	offset := t.in.u16(t.vtable + 4 + 2*n)
	if offset == 0 {
		return 0
	}
	return t.at + offset
}

// child returns the table to which field n points.
func (t table) child(n int) table {
	if at := t.field(n); at != 0 {
		return t.in.table(t.in.follow(at))
	}
	return table{}
}

// byteOrZero returns the byte in field n, 0 when it is absent.
func (t table) byteOrZero(n int) int {
	if at := t.field(n); at != 0 {
		return t.in.u8(at)
	}
	return 0
}

func (t table) intOr(n, absent int) int {
	if at := t.field(n); at != 0 {
		return t.in.i32(at)
	}
	return absent
}

// vector returns the position of the first element of the vector in field n,
// and the number of elements, each of size bytes.
func (t table) vector(n, size int) (int, int) {
	at := t.field(n)
	if at == 0 {
		return 0, 0
	}
	at = t.in.follow(at)
	count := t.in.i32(at)
	if count < 0 || count > len(t.in.data)/size {
		t.in.failed = true
		return 0, 0
	}
	t.in.bytes(at+4, count*size)
	return at + 4, count
}

func (t table) bytes(n int) []byte {
	at, count := t.vector(n, 1)
	if count == 0 {
		return nil
	}
	return t.in.bytes(at, count)
}

func (t table) ints(n int) []int {
	at, count := t.vector(n, 4)
	if count > maxItems {
		t.in.failed = true
		return nil
	}
	list := make([]int, count)
	for i := range list {
		list[i] = t.in.i32(at + 4*i)
	}
	return list
}

func (t table) children(n int) []table {
	at, count := t.vector(n, 4)
	if count > maxItems {
		t.in.failed = true
		return nil
	}
	list := make([]table, count)
	for i := range list {
		list[i] = t.in.table(t.in.follow(at + 4*i))
	}
	return list
}
