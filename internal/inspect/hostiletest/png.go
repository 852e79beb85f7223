package hostiletest

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"slices"
)

const pngMagic = "\x89PNG\r\n\x1a\n"

func chunk(kind string, payload []byte) []byte {
	body := append([]byte(kind), payload...)
	out := binary.BigEndian.AppendUint32(nil, uint32(len(payload)))
	return binary.BigEndian.AppendUint32(append(out, body...), crc32.ChecksumIEEE(body))
}

// blackPNG returns a complete black picture; depth and colour are those of its
// header, and bits is the size of a pixel.
func blackPNG(side int, depth, colour byte, bits int) []byte {
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, uint32(side)), uint32(side))
	head = append(head, depth, colour, 0, 0, 0)
	data := zeros(side * (1 + (side*bits+7)/8))
	return slices.Concat([]byte(pngMagic), chunk("IHDR", head), chunk("IDAT", data), chunk("IEND", nil))
}

// withChunk inserts a chunk after the header of a PNG.
func withChunk(picture []byte, kind string, payload []byte) []byte {
	at := len(pngMagic) + 12 + 13
	return slices.Concat(picture[:at], chunk(kind, payload), picture[at:])
}

// zeros compresses n zeros without processing them all: a block between two
// flush points can be repeated.
func zeros(n int) []byte {
	const piece = 1 << 20
	var out bytes.Buffer
	packer, _ := zlib.NewWriterLevel(&out, zlib.BestCompression)
	compress := func(count int) []byte {
		from := out.Len()
		// A write to memory cannot fail.
		_, _ = packer.Write(make([]byte, count))
		_ = packer.Flush()
		return slices.Clone(out.Bytes()[from:])
	}
	begin := compress(n % piece) // includes the header
	block := compress(piece)
	ending := []byte{1, 0, 0, 0xff, 0xff} // an empty last block
	sum := binary.BigEndian.AppendUint32(nil, uint32(n%65_521)<<16|1)
	return slices.Concat(begin, bytes.Repeat(block, n/piece), ending, sum)
}
