package icc_test

import (
	"encoding/binary"
	"errors"
	"image"
	"maps"
	"math"
	"slices"
	"testing"

	"myphoto/internal/inspect/icc"
	"myphoto/internal/inspect/icc/icctest"
)

// reference converts one colour in floating point, directly from the linear
// light of one space to that of sRGB, without a profile in between.
func reference(space icctest.Space, light func(float64) float64, c [3]byte) [3]float64 {
	to := icctest.SRGBSpace.ToXYZ().Inverse().Times(space.ToXYZ())
	out := to.Apply([3]float64{light(float64(c[0]) / 255), light(float64(c[1]) / 255), light(float64(c[2]) / 255)})
	for i, v := range out {
		v = min(max(v, 0), 1)
		if v <= 0.0031308 {
			v *= 12.92
		} else {
			v = 1.055*math.Pow(v, 1/2.4) - 0.055
		}
		out[i] = 255 * v
	}
	return out
}

// converted returns every colour of a coarse cube before and after.
func converted(t testing.TB, profile []byte) (before, after *image.RGBA) {
	t.Helper()
	c, err := icc.Parse(profile)
	if err != nil {
		t.Fatal(err)
	}
	before = image.NewRGBA(image.Rect(0, 0, 18*18, 18))
	for i := range 18 * 18 * 18 {
		copy(before.Pix[4*i:], []byte{byte(i % 18 * 15), byte(i / 18 % 18 * 15), byte(i / 18 / 18 * 15), 255})
	}
	after = &image.RGBA{Pix: slices.Clone(before.Pix), Stride: before.Stride, Rect: before.Rect}
	c.Convert(after)
	return before, after
}

func power(g float64) func(float64) float64 {
	return func(v float64) float64 { return math.Pow(v, g) }
}

// A skin tone that was photographed in Display P3 and delivered as if it were
// sRGB is paler than the person.
func TestColoursComeOutAsTheStandardsSay(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		profile []byte
		space   icctest.Space
		light   func(float64) float64
	}{
		"Display P3":            {icctest.DisplayP3(), icctest.P3Space, icctest.SRGBLight},
		"Adobe RGB":             {icctest.AdobeRGB(), icctest.AdobeSpace, power(563.0 / 256)},
		"ProPhoto":              {icctest.Matrix(icctest.ProPhotoSpace, icctest.Gamma(1.8)), icctest.ProPhotoSpace, power(461.0 / 256)},
		"P3, sampled":           {icctest.Matrix(icctest.P3Space, icctest.Sampled(1024, icctest.SRGBLight)), icctest.P3Space, icctest.SRGBLight},
		"formula 0":             {icctest.Matrix(icctest.AdobeSpace, icctest.Formula(0, 2.2)), icctest.AdobeSpace, power(2.2)},
		"formula 1":             {icctest.Matrix(icctest.P3Space, icctest.Formula(1, 2, 1.25, -0.25)), icctest.P3Space, func(v float64) float64 { return math.Pow(max(1.25*v-0.25, 0), 2) }},
		"formula 2":             {icctest.Matrix(icctest.P3Space, icctest.Formula(2, 2, 1.2, -0.25, 0.0975)), icctest.P3Space, func(v float64) float64 { return math.Pow(max(1.2*v-0.25, 0), 2) + 0.0975 }},
		"formula 4":             {icctest.Matrix(icctest.P3Space, icctest.Formula(4, 2, 0.9, 0, 0.5, 0.2, 0.19, 0.1)), icctest.P3Space, fourth},
		"straight line":         {icctest.Matrix(icctest.SRGBSpace, []byte("curv\x00\x00\x00\x00\x00\x00\x00\x00")), icctest.SRGBSpace, power(1)},
		"gamma 2.2 is not sRGB": {icctest.Matrix(icctest.SRGBSpace, icctest.Gamma(2.2)), icctest.SRGBSpace, power(563.0 / 256)},
	} {
		before, after := converted(t, c.profile)
		for i := 0; i < len(before.Pix); i += 4 {
			from, got := [3]byte(before.Pix[i:]), [3]byte(after.Pix[i:])
			for channel, want := range reference(c.space, c.light, from) {
				if math.Abs(float64(got[channel])-want) > 1.1 {
					t.Fatalf("%s: %v became %v, want %.1f", name, from, got, reference(c.space, c.light, from))
				}
			}
			if after.Pix[i+3] != 255 {
				t.Fatalf("%s: transparent", name)
			}
		}
	}
}

func fourth(v float64) float64 {
	if v < 0.2 {
		return 0.5*v + 0.1
	}
	return 0.81*v*v + 0.19
}

// Offices and viewers must see the same picture whether sRGB is named or not;
// and a wide space that has the name of sRGB must not pass for it.
func TestSRGBIsKnownByItsNumbers(t *testing.T) {
	t.Parallel()
	named := icctest.Tags(icctest.P3Space, icctest.SRGBCurve())
	named["desc"] = []byte("desc\x00\x00\x00\x00\x00\x00\x00\x05sRGB\x00")
	rounded := icctest.SRGBSpace
	rounded.Red = [2]float64{0.6401, 0.3299}
	for name, c := range map[string]struct {
		profile []byte
		want    bool
	}{
		"none":                    {nil, true},
		"formula":                 {icctest.SRGB(), true},
		"1024 points":             {icctest.Matrix(icctest.SRGBSpace, icctest.Sampled(1024, icctest.SRGBLight)), true},
		"42 points":               {icctest.Matrix(icctest.SRGBSpace, icctest.Sampled(42, icctest.SRGBLight)), true},
		"rounded primaries":       {icctest.Matrix(rounded, icctest.SRGBCurve()), true},
		"Display P3 called sRGB":  {icctest.Build("mntr", "RGB ", "XYZ ", named), false},
		"gamma 2.2":               {icctest.Matrix(icctest.SRGBSpace, icctest.Gamma(2.2)), false},
		"primaries of Adobe RGB":  {icctest.Matrix(icctest.AdobeSpace, icctest.SRGBCurve()), false},
		"of a scanner, version 2": {secondVersion(icctest.Build("scnr", "RGB ", "XYZ ", icctest.Tags(icctest.SRGBSpace, icctest.SRGBCurve()))), true},
	} {
		got, err := icc.Parse(c.profile)
		if err != nil || got.IsSRGB() != c.want {
			t.Errorf("%s: %v, %v", name, got, err)
			continue
		}
		img := image.NewRGBA(image.Rect(0, 0, 1, 1))
		copy(img.Pix, []byte{200, 100, 40, 255})
		if got.Convert(img); c.want && [4]byte(img.Pix) != [4]byte{200, 100, 40, 255} {
			t.Errorf("%s: colours moved to %v", name, img.Pix)
		}
	}
}

func secondVersion(profile []byte) []byte {
	profile[8] = 2
	return profile
}

// What cannot be converted exactly is refused, never guessed.
func TestOtherProfilesAreRefusedWithTheirReason(t *testing.T) {
	t.Parallel()
	plain := func() map[string][]byte { return icctest.Tags(icctest.P3Space, icctest.SRGBCurve()) }
	with := func(name string, tag []byte) []byte {
		tags := plain()
		tags[name] = tag
		return icctest.Build("mntr", "RGB ", "XYZ ", tags)
	}
	without := func(name string) []byte {
		tags := plain()
		maps.DeleteFunc(tags, func(n string, _ []byte) bool { return n == name })
		return icctest.Build("mntr", "RGB ", "XYZ ", tags)
	}
	for name, c := range map[string]struct {
		profile []byte
		want    error
	}{
		"table beside primaries": {icctest.Tables(), icc.ErrTables},
		"table alone":            {icctest.Build("mntr", "RGB ", "Lab ", map[string][]byte{"A2B1": []byte("mAB ")}), icc.ErrTables},
		"floating point table":   {with("D2B0", []byte("mpet")), icc.ErrTables},
		"Lab":                    {icctest.Build("mntr", "RGB ", "Lab ", plain()), icc.ErrKind},
		"inks":                   {icctest.Build("prtr", "CMYK", "Lab ", plain()), icc.ErrKind},
		"grey":                   {icctest.Build("mntr", "GRAY", "XYZ ", plain()), icc.ErrDamaged},
		"device link":            {icctest.Build("link", "RGB ", "RGB ", plain()), icc.ErrKind},
		"named colours":          {icctest.Build("nmcl", "RGB ", "XYZ ", plain()), icc.ErrKind},
		"version 5":              {append(icctest.SRGB()[:8:8], append([]byte{5}, icctest.SRGB()[9:]...)...), icc.ErrKind},
		"no green":               {without("gXYZ"), icc.ErrDamaged},
		"no curve":               {without("bTRC"), icc.ErrDamaged},
		"short primary":          {with("rXYZ", []byte("XYZ \x00\x00\x00\x00\x00")), icc.ErrDamaged},
		"curve of another type":  {with("rTRC", []byte("text\x00\x00\x00\x00\x00")), icc.ErrDamaged},
		"curve without count":    {with("rTRC", []byte("curv\x00\x00\x00\x00\x00")), icc.ErrDamaged},
		"curve of 4 G points":    {with("rTRC", []byte("curv\x00\x00\x00\x00\xff\xff\xff\xff\x00\x00")), icc.ErrDamaged},
		"unknown formula":        {with("rTRC", icctest.Formula(5, 1, 1, 1, 1, 1, 1, 1)), icc.ErrDamaged},
		"formula cut off":        {with("rTRC", icctest.Formula(3, 2.4, 1)), icc.ErrDamaged},
		"power of less than 0":   {with("rTRC", icctest.Formula(3, 2.4, 1, -0.5, 1, 0)), icc.ErrDamaged},
		"infinite":               {with("rTRC", icctest.Formula(0, -1)), icc.ErrDamaged},
		"not adapted to D50":     {with("rXYZ", icctest.XYZ(0.3, 0.2, 0.3)), icc.ErrDamaged},
		"blinding white":         {with("gXYZ", icctest.XYZ(0.9, 2, 0.9)), icc.ErrDamaged},
		"dark white":             {with("rTRC", icctest.Formula(4, 1, 0.5, 0, 0, 0, 0, 0)), icc.ErrDamaged},
		"one byte":               {[]byte{0}, icc.ErrDamaged},
	} {
		if got, err := icc.Parse(c.profile); !errors.Is(err, c.want) || got != nil {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

func TestTruncatedProfileIsDamaged(t *testing.T) {
	t.Parallel()
	whole := icctest.DisplayP3()
	for length := 1; length < len(whole); length++ {
		cut := slices.Clone(whole[:length])
		if _, err := icc.Parse(cut); !errors.Is(err, icc.ErrDamaged) {
			t.Fatalf("%d bytes: %v", length, err)
		}
		if length < 132 {
			continue
		}
		binary.BigEndian.PutUint32(cut, uint32(length)) // the length in the header is right, the tags are not
		if _, err := icc.Parse(cut); !errors.Is(err, icc.ErrDamaged) {
			t.Fatalf("%d bytes with a corrected length: %v", length, err)
		}
	}
}

// FuzzProfile: any bytes give one of three errors or a converter that keeps
// white nearly white and pixels opaque.
func FuzzProfile(f *testing.F) {
	f.Add(icctest.SRGB())
	f.Add(icctest.AdobeRGB())
	f.Add(icctest.Tables())
	f.Add(icctest.Matrix(icctest.P3Space, icctest.Sampled(10, icctest.SRGBLight)))
	f.Add(icctest.Matrix(icctest.P3Space, icctest.Formula(4, 2, 0.9, 0, 0.5, 0.2, 0.19, 0.1)))
	f.Fuzz(func(t *testing.T, profile []byte) {
		c, err := icc.Parse(profile)
		if err != nil {
			if !errors.Is(err, icc.ErrDamaged) && !errors.Is(err, icc.ErrTables) && !errors.Is(err, icc.ErrKind) {
				t.Fatal(err)
			}
			return
		}
		img := image.NewRGBA(image.Rect(0, 0, 3, 3))
		for i := range img.Pix {
			img.Pix[i] = 255
		}
		img.Pix[4], img.Pix[9] = 0, 0
		if c.Convert(img); min(img.Pix[0], img.Pix[1], img.Pix[2]) < 248 || img.Pix[3] != 255 {
			t.Fatalf("white became %v", img.Pix[:4])
		}
	})
}

// BenchmarkConvert converts a derivative of 800 × 1200 pixels.
func BenchmarkConvert(b *testing.B) {
	c, err := icc.Parse(icctest.DisplayP3())
	if err != nil {
		b.Fatal(err)
	}
	img := image.NewRGBA(image.Rect(0, 0, 800, 1200))
	for i := range img.Pix {
		img.Pix[i] = byte(i * 7)
	}
	b.ReportAllocs()
	for b.Loop() {
		c.Convert(img)
	}
}

func BenchmarkParse(b *testing.B) {
	profile := icctest.DisplayP3()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := icc.Parse(profile); err != nil {
			b.Fatal(err)
		}
	}
}
