package hostiletest

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"slices"
)

// JPEG markers (ITU-T T.81, table B.1).
const (
	baseline    = 0xc0
	progressive = 0xc2
	arithmetic  = 0xc9
	tables      = 0xc4
	scans       = 0xda
	quantisers  = 0xdb
	comment     = 0xfe

	application1 = 0xe1
)

// frame is what a JPEG claims to be. Its three components have the identifiers
// 1, 2 and 3; sampling is that of the first (0x11: no subsampling).
type frame struct {
	marker        byte
	width, height int
	sampling      byte
}

// pass is one scan of zeros, which the tables of these files decode as empty
// blocks.
type pass struct {
	components  []byte
	first, last byte // coefficients
	bits        byte // successive approximation, high and low, as in the header
	bytes       int
}

// jpegOf returns a JPEG whose tables have a single code of one bit: the
// shortest possible file for its pixels.
func jpegOf(f frame, passes ...pass) []byte {
	out := []byte{0xff, 0xd8}
	out = append(out, segment(quantisers, append([]byte{0}, bytes.Repeat([]byte{1}, 64)...))...)
	head := binary.BigEndian.AppendUint16([]byte{8}, uint16(f.height))
	head = binary.BigEndian.AppendUint16(head, uint16(f.width))
	head = append(head, 3, 1, f.sampling, 0, 2, 0x11, 0, 3, 0x11, 0)
	out = append(out, segment(f.marker, head)...)
	one := append([]byte{1}, make([]byte, 16)...)
	out = append(out, segment(tables, slices.Concat([]byte{0x00}, one, []byte{0x10}, one))...)
	for _, p := range passes {
		header := []byte{byte(len(p.components))}
		for _, c := range p.components {
			header = append(header, c, 0)
		}
		out = append(out, segment(scans, append(header, p.first, p.last, p.bits))...)
		out = append(out, make([]byte, p.bytes)...)
	}
	return append(out, 0xff, 0xd9)
}

func segment(marker byte, payload []byte) []byte {
	return append(binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(payload)+2)), payload...)
}

func all() []byte { return []byte{1, 2, 3} }

// whole returns a sequential picture with every block of every component in one
// scan.
func whole(f frame, bytes int) []byte {
	return jpegOf(f, pass{components: all(), last: 63, bytes: bytes})
}

// refined returns a progressive picture of count scans: those that every
// component needs, and the others repeating the first component.
func refined(f frame, count, bytes int) []byte {
	passes := []pass{{components: all(), bytes: bytes}}
	for _, c := range all() {
		passes = append(passes, pass{components: []byte{c}, first: 1, last: 63, bits: 1, bytes: bytes})
	}
	for _, c := range all() {
		passes = append(passes, pass{components: []byte{c}, first: 1, last: 63, bits: 0x10, bytes: bytes})
	}
	for len(passes) < count {
		passes = append(passes, pass{components: []byte{1}, first: 1, last: 63, bits: 0x10, bytes: bytes})
	}
	return jpegOf(f, passes...)
}

// padded enlarges a JPEG to a size with comments, which cost only the reading.
func padded(picture []byte, size int) []byte {
	const maxComment = 65_533
	var ballast []byte
	for left := size - len(picture) - 4; left > 0; left -= maxComment + 4 {
		ballast = append(ballast, segment(comment, make([]byte, min(left, maxComment)))...)
	}
	return slices.Concat(picture[:2], ballast, picture[2:])
}

// noise returns a sequential picture of random greys of nearly limit bytes, not
// more.
func noise(width, height, limit int) []byte {
	quality := 30
	for ; quality > 3; quality -= 3 { // tried on a hundredth of the area
		if 105*len(packed(width/10, height/10, quality)) <= limit {
			break
		}
	}
	return packed(width, height, quality)
}

func packed(width, height, quality int) []byte {
	img := image.NewYCbCr(image.Rect(0, 0, width, height), image.YCbCrSubsampleRatio420)
	random := rand.New(rand.NewPCG(1, 2))
	for i := 0; i+8 <= len(img.Y); i += 8 {
		binary.LittleEndian.PutUint64(img.Y[i:], random.Uint64())
	}
	var out bytes.Buffer
	// A write to memory cannot fail.
	_ = jpeg.Encode(&out, img, &jpeg.Options{Quality: quality})
	return out.Bytes()
}

// Described returns a JPEG with ten segments of XMP before its picture, each of
// 65,000 bytes that name one property over and over.
func Described(jpeg []byte) []byte {
	const property = "exif:ColorSpace>"
	xmp := slices.Concat([]byte("http://ns.adobe.com/xap/1.0/\x00"), bytes.Repeat([]byte(property), 65_000/len(property)), []byte("<"))
	return slices.Concat(jpeg[:2], bytes.Repeat(segment(application1, xmp), 10), jpeg[2:])
}
