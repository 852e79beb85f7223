package inspect

import (
	"encoding/binary"
	"image"
)

const pngMagic = "\x89PNG\r\n\x1a\n"

// maxPNGChunks is how many chunks a PNG may have.
const maxPNGChunks = 100_000

// pngHeader is what the first chunk declares (PNG 3rd edition, §11.2.1).
type pngHeader struct {
	width, height int
	depth, colour byte
	interlaced    bool
}

// walkPNG steps through the chunks of a PNG, decodes nothing, and enforces the
// limits that must come before the decoder.
func walkPNG(data []byte, limits Limits) (pngHeader, *refusal) {
	var header pngHeader
	rest := data[len(pngMagic):]
	for count := 0; count < maxPNGChunks; count++ {
		if len(rest) < 12 {
			return header, truncated()
		}
		length, kind := int64(binary.BigEndian.Uint32(rest)), string(rest[4:8])
		if length > int64(len(rest)-12) {
			return header, truncated()
		}
		payload := rest[8 : 8+length]
		rest = rest[12+length:]
		switch {
		case count == 0:
			var refused *refusal
			if header, refused = readPNGHeader(kind, payload, limits); refused != nil {
				return header, refused
			}
		case kind == "acTL":
			return header, unreadable("animated")
		case kind == "IEND":
			return header, nil
		}
	}
	return header, unreadable("too many chunks")
}

func readPNGHeader(kind string, payload []byte, limits Limits) (pngHeader, *refusal) {
	if kind != "IHDR" || len(payload) != 13 {
		return pngHeader{}, unreadable("no header")
	}
	width, height := binary.BigEndian.Uint32(payload), binary.BigEndian.Uint32(payload[4:])
	if width == 0 || height == 0 {
		return pngHeader{}, unreadable("no size")
	}
	// Compared as 64 bits: two sides of 2³¹ must not overflow to a small
	// number.
	if uint64(width)*uint64(height) > uint64(limits.MaxQRPixels) {
		return pngHeader{}, tooManyPixels(int(width), int(height), limits.MaxQRPixels)
	}
	header := pngHeader{
		width: int(width), height: int(height),
		depth: payload[8], colour: payload[9], interlaced: payload[12] != 0,
	}
	if header.cost() > limits.Memory {
		return header, tooManyPixels(header.width, header.height, limits.MaxQRPixels/2)
	}
	return header, nil
}

func (h pngHeader) size() image.Point {
	return image.Pt(h.width, h.height)
}

// cost estimates the bytes that decoding needs: up to eight a pixel, and twice
// that for an interlaced picture, which is assembled from its passes.
func (h pngHeader) cost() int64 {
	const palette = 3
	each := int64(4)
	switch {
	case h.depth == 16:
		each = 8
	case h.colour == palette:
		each = 1
	}
	if h.interlaced {
		each *= 2
	}
	return baseCost + each*int64(h.width)*int64(h.height)
}
