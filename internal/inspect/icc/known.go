package icc

import (
	"encoding/binary"
	"math"
	"slices"
	"unicode/utf16"
)

// AdobeRGB returns a profile of Adobe RGB (1998), for pictures that name the
// space without a profile.
func AdobeRGB() []byte {
	gamma := binary.BigEndian.AppendUint16([]byte("curv\x00\x00\x00\x00\x00\x00\x00\x01"), 563) // 563/256
	return build("Adobe RGB (1998) compatible", gamma, [3][]float64{
		{0.60974, 0.31111, 0.01947}, {0.20528, 0.62567, 0.06087}, {0.14919, 0.06322, 0.74457},
	})
}

// DisplayP3 returns a profile of Display P3.
func DisplayP3() []byte {
	curve := slices.Concat([]byte("para\x00\x00\x00\x00\x00\x03\x00\x00"), fixedNumbers(2.4, 1/1.055, 0.055/1.055, 1/12.92, 0.04045))
	return build("Display P3 compatible", curve, [3][]float64{
		{0.51512, 0.24120, -0.00105}, {0.29198, 0.69225, 0.04189}, {0.15710, 0.06657, 0.78407},
	})
}

// build returns a version 4 profile of primaries, relative to D50, and one
// curve (ICC.1:2022 §8.3).
func build(name string, curve []byte, primaries [3][]float64) []byte {
	xyz := func(v []float64) []byte { return append([]byte("XYZ \x00\x00\x00\x00"), fixedNumbers(v...)...) }
	white := []float64{0.9642, 1, 0.8249}
	tags := []struct {
		name string
		data []byte
	}{
		{"desc", text(name)},
		{"cprt", text("CC0")},
		{"wtpt", xyz(white)},
		{"rXYZ", xyz(primaries[0])},
		{"gXYZ", xyz(primaries[1])},
		{"bXYZ", xyz(primaries[2])},
		{"rTRC", curve},
		{"gTRC", curve},
		{"bTRC", curve},
	}
	head := make([]byte, headerSize)
	copy(head[8:], "\x04\x20\x00\x00mntrRGB XYZ ")
	copy(head[36:], "acsp")
	copy(head[68:], fixedNumbers(white...))
	list := binary.BigEndian.AppendUint32(nil, uint32(len(tags)))
	var body []byte
	for _, tag := range tags {
		list = append(list, tag.name...)
		list = binary.BigEndian.AppendUint32(list, uint32(headerSize+4+entrySize*len(tags)+len(body)))
		list = binary.BigEndian.AppendUint32(list, uint32(len(tag.data)))
		body = append(body, tag.data...)
		body = append(body, make([]byte, (4-len(body)%4)%4)...)
	}
	whole := slices.Concat(head, list, body)
	binary.BigEndian.PutUint32(whole, uint32(len(whole)))
	return whole
}

// text returns a tag of English text (§10.15).
func text(s string) []byte {
	tag := []byte("mluc\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x0cenUS")
	units := utf16.Encode([]rune(s))
	tag = binary.BigEndian.AppendUint32(tag, uint32(2*len(units)))
	tag = binary.BigEndian.AppendUint32(tag, 28)
	for _, unit := range units {
		tag = binary.BigEndian.AppendUint16(tag, unit)
	}
	return tag
}

// fixedNumbers writes numbers as s15Fixed16Number.
func fixedNumbers(numbers ...float64) []byte {
	var out []byte
	for _, n := range numbers {
		out = binary.BigEndian.AppendUint32(out, uint32(int32(math.Round(n*(1<<16)))))
	}
	return out
}
