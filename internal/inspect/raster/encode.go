package raster

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"math"
)

// The range of qualities of a derivative, on the scale of the Independent JPEG
// Group.
const (
	maxQuality = 92
	minQuality = 75
)

// ErrTooHeavy reports that a picture exceeds the allowed bytes even at the
// lowest quality.
var ErrTooHeavy = errors.New("raster: more bytes than allowed")

// Encode compresses a picture once, to a baseline JPEG of at most maxBytes (0:
// no limit), in the best quality from 92 down to 75 that fits. Its JFIF header
// states dpi dots an inch (0: none). There is no metadata, and no colour
// profile, which means sRGB. The error is [ErrTooHeavy], or one about a picture
// or a density that JPEG cannot express.
func Encode(img *image.RGBA, dpi int, maxBytes int64) ([]byte, error) {
	if dpi < 0 || dpi > math.MaxUint16 {
		return nil, fmt.Errorf("encode derivative: %d dots an inch", dpi)
	}
	header := jfif(dpi)
	best, err := compress(img, header, maxQuality)
	if err != nil || maxBytes == 0 || int64(len(best)) <= maxBytes {
		return best, err
	}
	// A lower quality has fewer bytes, so a binary search finds the best that
	// fits.
	best = nil
	for low, high := minQuality, maxQuality-1; low <= high; {
		quality := (low + high + 1) / 2
		encoded, err := compress(img, header, quality)
		if err != nil {
			return nil, err
		}
		if int64(len(encoded)) <= maxBytes {
			best, low = encoded, quality+1
		} else {
			high = quality - 1
		}
	}
	if best == nil {
		return nil, ErrTooHeavy
	}
	return best, nil
}

func compress(img *image.RGBA, header []byte, quality int) ([]byte, error) {
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: quality}); err != nil {
		return nil, fmt.Errorf("encode derivative: %w", err)
	}
	const start = 2 // the marker that begins every JPEG
	encoded := out.Bytes()
	return bytes.Join([][]byte{encoded[:start], header, encoded[start:]}, nil), nil
}

// jfif returns the APP0 segment of JFIF 1.02, which the standard library's
// encoder leaves out.
func jfif(dpi int) []byte {
	units, density := byte(1), uint16(dpi)
	if dpi == 0 {
		units, density = 0, 1 // square pixels
	}
	segment := append([]byte{0xff, 0xe0, 0, 16}, "JFIF\x00\x01\x02"...)
	segment = append(segment, units)
	segment = binary.BigEndian.AppendUint16(segment, density)
	segment = binary.BigEndian.AppendUint16(segment, density)
	return append(segment, 0, 0)
}
