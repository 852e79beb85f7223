package icctest

import (
	"encoding/binary"
	"math"
	"slices"
)

// Space is an RGB space: the chromaticities x, y of its primaries and of its
// white.
type Space struct {
	Red, Green, Blue, White [2]float64
}

// The spaces that cameras, telephones and editors write, from their standards.
var (
	SRGBSpace     = Space{[2]float64{0.64, 0.33}, [2]float64{0.30, 0.60}, [2]float64{0.15, 0.06}, d65}
	P3Space       = Space{[2]float64{0.68, 0.32}, [2]float64{0.265, 0.69}, [2]float64{0.15, 0.06}, d65}
	AdobeSpace    = Space{[2]float64{0.64, 0.33}, [2]float64{0.21, 0.71}, [2]float64{0.15, 0.06}, d65}
	ProPhotoSpace = Space{[2]float64{0.734699, 0.265301}, [2]float64{0.159597, 0.840403}, [2]float64{0.036598, 0.000105}, d50}

	d65 = [2]float64{0.3127, 0.3290}
	d50 = [2]float64{0.3457, 0.3585}
)

// SRGB returns a version 4 profile of sRGB with a parametric curve.
func SRGB() []byte { return Matrix(SRGBSpace, SRGBCurve()) }

// DisplayP3 returns the profile that telephones put into their pictures.
func DisplayP3() []byte { return Matrix(P3Space, SRGBCurve()) }

// AdobeRGB returns the profile of Adobe RGB (1998): gamma 563/256.
func AdobeRGB() []byte { return Matrix(AdobeSpace, Gamma(563.0/256)) }

// Matrix returns an RGB profile of three primaries and one curve.
func Matrix(space Space, curve []byte) []byte {
	return Build("mntr", "RGB ", "XYZ ", Tags(space, curve))
}

// Tables returns a profile that has a table beside its primaries.
func Tables() []byte {
	tags := Tags(SRGBSpace, SRGBCurve())
	tags["A2B0"] = append([]byte("mft2"), make([]byte, 60)...)
	return Build("mntr", "RGB ", "XYZ ", tags)
}

// Tags makes the tags that a profile of primaries and curves must have.
func Tags(space Space, curve []byte) map[string][]byte {
	m := space.ToXYZ()
	tags := map[string][]byte{"rTRC": curve, "gTRC": curve, "bTRC": curve, "wtpt": XYZ(0.9642, 1, 0.8249)}
	for i, name := range []string{"rXYZ", "gXYZ", "bXYZ"} {
		tags[name] = XYZ(m[0][i], m[1][i], m[2][i])
	}
	return tags
}

// Build assembles a profile from its tags.
func Build(class, space, connection string, tags map[string][]byte) []byte {
	names := make([]string, 0, len(tags))
	for name := range tags {
		names = append(names, name)
	}
	slices.Sort(names)
	head := make([]byte, 128)
	head[8], head[9] = 4, 0x40
	copy(head[12:], class+space+connection)
	copy(head[36:], "acsp")
	list := binary.BigEndian.AppendUint32(nil, uint32(len(names)))
	var body []byte
	start := len(head) + 4 + 12*len(names)
	for _, name := range names {
		list = append(list, name...)
		list = binary.BigEndian.AppendUint32(list, uint32(start+len(body)))
		list = binary.BigEndian.AppendUint32(list, uint32(len(tags[name])))
		body = append(body, tags[name]...)
		body = append(body, make([]byte, (4-len(body)%4)%4)...)
	}
	whole := slices.Concat(head, list, body)
	binary.BigEndian.PutUint32(whole, uint32(len(whole)))
	return whole
}

// XYZ returns a tag of one colour.
func XYZ(x, y, z float64) []byte { return append([]byte("XYZ \x00\x00\x00\x00"), Fixed(x, y, z)...) }

// Gamma returns a sampled curve of one number.
func Gamma(g float64) []byte {
	return binary.BigEndian.AppendUint16([]byte("curv\x00\x00\x00\x00\x00\x00\x00\x01"), uint16(math.Round(g*256)))
}

// Sampled returns a curve of count points of a function.
func Sampled(count int, of func(float64) float64) []byte {
	tag := binary.BigEndian.AppendUint32([]byte("curv\x00\x00\x00\x00"), uint32(count))
	for i := range count {
		tag = binary.BigEndian.AppendUint16(tag, uint16(math.Round(65535*of(float64(i)/float64(count-1)))))
	}
	return tag
}

// Formula makes a curve of one of the five functions and its numbers.
func Formula(kind int, numbers ...float64) []byte {
	tag := binary.BigEndian.AppendUint16([]byte("para\x00\x00\x00\x00"), uint16(kind))
	return append(append(tag, 0, 0), Fixed(numbers...)...)
}

// SRGBCurve makes the curve of sRGB as a formula.
func SRGBCurve() []byte { return Formula(3, 2.4, 1/1.055, 0.055/1.055, 1/12.92, 0.04045) }

// SRGBLight returns the linear light of an sRGB value, both 0-1 (IEC
// 61966-2-1).
func SRGBLight(v float64) float64 {
	if v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}

// Fixed writes numbers as s15Fixed16.
func Fixed(numbers ...float64) []byte {
	var out []byte
	for _, n := range numbers {
		out = binary.BigEndian.AppendUint32(out, uint32(int32(math.Round(n*65536))))
	}
	return out
}
