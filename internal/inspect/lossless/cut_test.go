package lossless_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"myphoto/internal/inspect/lossless"
	"myphoto/internal/inspect/raster"
	"myphoto/internal/photo/spec"
)

// pictures returns the JPEGs with which the Go decoder is tested, 150 × 103
// pixels in every kind of sampling and coding, and those that cannot be cut.
func pictures(t testing.TB) (good, bad map[string][]byte) {
	t.Helper()
	root, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatalf("ask where the Go sources are: %v", err)
	}
	paths, err := filepath.Glob(filepath.Join(strings.TrimSpace(string(root)), "src/image/testdata/*.jpeg"))
	if err != nil || len(paths) < 20 {
		t.Fatalf("%d pictures in the Go sources, error %v", len(paths), err)
	}
	good, bad = map[string][]byte{}, map[string][]byte{}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(path)
		if strings.Contains(name, "cmyk") || strings.Contains(name, "truncated") {
			bad[name] = data
		} else {
			good[name] = data
		}
	}
	return good, bad
}

func decoded(t testing.TB, data []byte) image.Image {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// wish returns a cut of some pixels around a point of a picture.
func wish(of image.Image, orientation int, size image.Point, x, y float64) raster.Cut {
	whole := raster.Upright(of.Bounds().Size(), orientation)
	crop := spec.Crop{X: x, Y: y, Width: float64(size.X) / float64(whole.X)}
	return raster.Cut{Orientation: orientation, Crop: crop, Width: size.X, Height: size.Y}
}

// upright reads a pixel of the upright picture from the stored one (CIPA DC-008).
func upright(img image.Image, orientation, x, y int) color.Color {
	r, b := img.Bounds().Dx()-1, img.Bounds().Dy()-1
	at := map[int]image.Point{
		1: {x, y}, 2: {r - x, y}, 3: {r - x, b - y}, 4: {x, b - y},
		5: {y, x}, 6: {y, b - x}, 7: {r - y, b - x}, 8: {r - y, x},
	}[orientation]
	return img.At(at.X, at.Y)
}

// furthest returns the largest difference between a cut and its region of the
// original, in the channels of the file.
func furthest(cut, original image.Image, orientation int, region image.Rectangle) int {
	most := 0
	for y := range region.Dy() {
		for x := range region.Dx() {
			a, b := cut.At(x, y), upright(original, orientation, region.Min.X+x, region.Min.Y+y)
			for i, v := range channels(a) {
				w := channels(b)[i]
				most = max(most, int(max(v, w)-min(v, w)))
			}
		}
	}
	return most
}

func channels(c color.Color) [3]byte {
	switch c := c.(type) {
	case color.YCbCr:
		return [3]byte{c.Y, c.Cb, c.Cr}
	case color.Gray:
		return [3]byte{c.Y, c.Y, c.Y}
	default:
		rgba := color.RGBAModel.Convert(c).(color.RGBA)
		return [3]byte{rgba.R, rgba.G, rgba.B}
	}
}

// The promise to the police: nothing happened between camera and file but
// cropping. Not one sample may differ, in any kind of sampling and coding.
func TestCutHasThePixelsOfThePicture(t *testing.T) {
	t.Parallel()
	good, _ := pictures(t)
	for name, data := range good {
		original := decoded(t, data)
		for _, c := range []struct {
			width, height int
			x, y          float64
		}{
			{150, 103, 0.5, 0.5},
			{64, 64, 0.5, 0.5},
			{64, 32, 0.7, 0.6},
			{50, 41, 0.3, 0.3},
			{86, 87, 0.71, 0.57},
			{8, 8, 0.03, 0.04},
			{1, 1, 0.003, 0.005},
		} {
			file, region, err := lossless.Cut(data, wish(original, 1, image.Pt(c.width, c.height), c.x, c.y))
			if err != nil {
				t.Errorf("%s %+v: %v", name, c, err)
				continue
			}
			cut := decoded(t, file)
			if cut.Bounds() != image.Rect(0, 0, c.width, c.height) || region.Size() != cut.Bounds().Size() {
				t.Errorf("%s %+v: %v at %v", name, c, cut.Bounds(), region)
			} else if most := furthest(cut, original, 1, region); most != 0 {
				t.Errorf("%s %+v at %v: differs by %d", name, c, region, most)
			}
		}
	}
}

// The same for every orientation: the decoder rounds rows before columns, so a
// transposed picture may differ in the last bit; the coefficients must not.
func TestEveryOrientationIsUndone(t *testing.T) {
	t.Parallel()
	inverse := map[int]int{1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 8, 7: 7, 8: 6}
	good, _ := pictures(t)
	for name, data := range good {
		original := decoded(t, data)
		plain, _, err := lossless.Cut(data, wish(original, 1, image.Pt(64, 64), 0.32, 0.45))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for orientation, back := range inverse {
			if strings.Contains(name, ".41") && orientation >= 5 {
				if _, _, err := lossless.Cut(data, wish(original, orientation, image.Pt(61, 51), 0.5, 0.5)); !errors.Is(err, lossless.ErrSampling) {
					t.Errorf("%s %d: %v", name, orientation, err)
				}
				continue // the Go decoder does not read the result
			}
			file, region, err := lossless.Cut(data, wish(original, orientation, image.Pt(61, 51), 0.5, 0.5))
			if err != nil {
				t.Fatalf("%s %d: %v", name, orientation, err)
			}
			if most := furthest(decoded(t, file), original, orientation, region); most > 2 {
				t.Errorf("%s %d at %v: differs by %d", name, orientation, region, most)
			}
			turned, _, err := lossless.Cut(plain, wish(decoded(t, plain), orientation, image.Pt(64, 64), 0.5, 0.5))
			if err != nil {
				t.Fatalf("%s %d: %v", name, orientation, err)
			}
			again, _, err := lossless.Cut(turned, wish(decoded(t, turned), back, image.Pt(64, 64), 0.5, 0.5))
			if err != nil || !bytes.Equal(again, plain) {
				t.Errorf("%s %d: turned back it is another, %v", name, orientation, err)
			}
		}
	}
}

// The cut must be where the photographer saw it, to less than a unit.
func TestCutIsTheNearestOnTheGrid(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../../../testdata/faces/hopper.jpg") // 800 × 1200, units of 16 × 16
	if err != nil {
		t.Fatal(err)
	}
	original := decoded(t, data)
	for x := 0.41; x < 0.6; x += 0.0123 {
		_, region, err := lossless.Cut(data, wish(original, 1, image.Pt(640, 800), x, 1-x))
		if err != nil {
			t.Fatal(err)
		}
		wanted := image.Pt(int(x*800)-320, int((1-x)*1200)-400)
		if off := region.Min.Sub(wanted); region.Min.X%16 != 0 || region.Min.Y%16 != 0 || max(off.X, -off.X) > 9 || max(off.Y, -off.Y) > 9 {
			t.Errorf("%.3f: at %v, wanted %v", x, region.Min, wanted)
		}
	}
}

func TestWhatWouldLoseSomethingIsRefused(t *testing.T) {
	t.Parallel()
	good, _ := pictures(t)
	data := good["video-001.q50.420.jpeg"] // 150 × 103: partial units at both edges
	original := decoded(t, data)
	askew := wish(original, 1, image.Pt(64, 64), 0.5, 0.5)
	askew.Crop.Angle = 0.5
	scaled := wish(original, 1, image.Pt(64, 64), 0.5, 0.5)
	scaled.Crop.Width *= 1.5
	none := wish(original, 1, image.Pt(64, 64), 0.5, 0.5)
	none.Crop.Width = 0
	for name, c := range map[string]struct {
		cut  raster.Cut
		want error
	}{
		"whole":                      {wish(original, 1, image.Pt(150, 103), 0.5, 0.5), nil},
		"whole, transposed":          {wish(original, 5, image.Pt(103, 150), 0.5, 0.5), nil},
		"whole, mirrored":            {wish(original, 2, image.Pt(150, 103), 0.5, 0.5), lossless.ErrEdge},
		"whole, flipped":             {wish(original, 4, image.Pt(150, 103), 0.5, 0.5), lossless.ErrEdge},
		"whole, on its side":         {wish(original, 6, image.Pt(103, 150), 0.5, 0.5), lossless.ErrEdge},
		"whole units, mirrored":      {wish(original, 2, image.Pt(144, 103), 0.52, 0.5), nil},
		"whole units, on their side": {wish(original, 6, image.Pt(96, 150), 0.53, 0.5), nil},
		"larger":                     {wish(original, 1, image.Pt(150, 104), 0.5, 0.5), raster.ErrTooSmall},
		"askew":                      {askew, lossless.ErrAskew},
		"scaled":                     {scaled, lossless.ErrScaled},
		"beside the picture":         {wish(original, 1, image.Pt(64, 64), 0, 0.5), raster.ErrOutside},
		"no frame":                   {none, raster.ErrOutside},
		"nothing":                    {raster.Cut{}, raster.ErrOutside},
	} {
		file, _, err := lossless.Cut(data, c.cut)
		if !errors.Is(err, c.want) || (err == nil) != (file != nil) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// Density, colour profile and colour transform belong to the picture; the rest
// could reveal where the client lives.
func TestCutCarriesWhatBelongsToThePictureAlone(t *testing.T) {
	t.Parallel()
	good, _ := pictures(t)
	plain := good["video-001.jpeg"]
	if !bytes.HasPrefix(plain[2:], []byte("\xff\xe0\x00\x10JFIF")) {
		t.Fatal("the picture does not begin as it used to")
	}
	profile := "\xff\xe2\x00\x18ICC_PROFILE\x00\x01\x01profile."
	dressed := slices.Concat(plain[:2], []byte("\xff\xe0\x00\x10JFIF\x00\x01\x02\x01\x01\x2c\x02\x58\x00\x00"+profile+
		"\xff\xfe\x00\x08SECRET\xff\xe1\x00\x08SECRET"), plain[20:])
	for orientation, density := range map[int]string{1: "\x01\x01\x2c\x02\x58", 6: "\x01\x02\x58\x01\x2c"} {
		file, _, err := lossless.Cut(dressed, wish(decoded(t, plain), orientation, image.Pt(64, 64), 0.5, 0.5))
		want := "\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x02" + density + "\x00\x00" + profile + "\xff\xdb"
		if err != nil || !bytes.HasPrefix(file, []byte(want)) || bytes.Contains(file, []byte("SECRET")) {
			t.Errorf("%d: begins %q, %v", orientation, file[:min(len(file), 80)], err)
		}
	}
}

// The new tables are made for the cut, so it never has more bytes than its
// part.
func TestWholePictureDoesNotGrow(t *testing.T) {
	t.Parallel()
	good, _ := pictures(t)
	for _, name := range slices.Sorted(maps.Keys(good)) {
		if strings.Contains(name, "progressi") {
			continue // codes that cover many zeros, which baseline cannot have
		}
		original := decoded(t, good[name])
		file, _, err := lossless.Cut(good[name], wish(original, 1, image.Pt(150, 103), 0.5, 0.5))
		if err != nil || len(file) > len(good[name]) {
			t.Errorf("%s: %d bytes became %d, %v", name, len(good[name]), len(file), err)
		}
	}
}

func TestDamagedPictureIsRefused(t *testing.T) {
	t.Parallel()
	good, bad := pictures(t)
	for name, data := range bad {
		if _, _, err := lossless.Cut(data, raster.Cut{Crop: spec.Crop{X: 0.5, Y: 0.5, Width: 0.5}, Width: 75, Height: 51}); !errors.Is(err, lossless.ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{"video-001.jpeg", "video-001.progressive.jpeg", "video-001.restart2.jpeg", "video-005.gray.q50.jpeg"} {
		data := good[name]
		cut := wish(decoded(t, data), 6, image.Pt(64, 64), 0.5, 0.5)
		for length := 0; length < len(data); length += 1 + length/50 {
			if _, _, err := lossless.Cut(data[:length], cut); !errors.Is(err, lossless.ErrDamaged) {
				t.Fatalf("%s: %d bytes of %d: %v", name, length, len(data), err)
			}
			// Complete in structure, but coefficients are missing.
			closed := slices.Concat(data[:length], []byte{0xff, 0xd9})
			if _, _, err := lossless.Cut(closed, cut); err == nil && !strings.Contains(name, "progressive") {
				t.Fatalf("%s: %d bytes of %d and an end were accepted", name, length, len(data))
			}
		}
	}
}

// A header of a few bytes must not be able to reserve gigabytes or to process
// the same blocks for minutes.
func TestClaimsAreBounded(t *testing.T) {
	t.Parallel()
	good, _ := pictures(t)
	data := good["video-001.progressive.jpeg"]
	frame := bytes.Index(data, []byte{0xff, 0xc2})
	huge := slices.Clone(data)
	copy(huge[frame+5:], "\xff\xff\xff\xff")
	last := bytes.LastIndex(data, []byte{0xff, 0xda})
	again := slices.Concat(data[:len(data)-2], bytes.Repeat(data[last:len(data)-2], 64), data[len(data)-2:])
	for name, hostile := range map[string][]byte{"size": huge, "scans": again} {
		cut := raster.Cut{Crop: spec.Crop{X: 0.5, Y: 0.5, Width: 64.0 / 150}, Width: 64, Height: 64}
		if _, _, err := lossless.Cut(hostile, cut); !errors.Is(err, lossless.ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzCut: any bytes give an error or a picture of the wanted size that the
// standard library opens, and that does not change when it is cut again.
func FuzzCut(f *testing.F) {
	good, _ := pictures(f)
	for _, name := range []string{
		"video-001.jpeg", "video-001.progressive.jpeg", "video-001.restart2.jpeg", "video-001.q50.410.progressive.jpeg",
		"video-005.gray.q50.2x2.progressive.jpeg", "video-001.separate.dc.progression.jpeg", "video-001.221212.jpeg",
	} {
		small, _, err := lossless.Cut(good[name], wish(decoded(f, good[name]), 1, image.Pt(40, 30), 0.2, 0.2))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(small, uint8(1))
		f.Add(good[name], uint8(6))
	}
	f.Fuzz(func(t *testing.T, data []byte, orientation uint8) {
		config, err := jpeg.DecodeConfig(bytes.NewReader(data))
		if err != nil || config.Width*config.Height > 1<<16 {
			return
		}
		size := raster.Upright(image.Pt(config.Width, config.Height), int(orientation))
		cut := raster.Cut{Orientation: int(orientation), Crop: spec.Crop{X: 0.5, Y: 0.5, Width: 1}, Width: size.X, Height: max(size.Y/2, 1)}
		file, region, err := lossless.Cut(data, cut)
		if err != nil {
			if file != nil || err.Error() == "" {
				t.Fatal(err)
			}
			return
		}
		img, err := jpeg.Decode(bytes.NewReader(file))
		if err != nil || img.Bounds().Size() != image.Pt(cut.Width, cut.Height) || region.Size() != img.Bounds().Size() {
			t.Fatalf("%v at %v: %v", img, region, err)
		}
		cut.Orientation, cut.Crop.Y = 1, 0.5
		again, _, err := lossless.Cut(file, cut)
		if err != nil || !bytes.Equal(again, file) {
			t.Fatalf("cut again it is another: %v", err)
		}
	})
}

// BenchmarkCut cuts an identity card's 1280 × 1600 out of 12 million pixels;
// decode is the standard library's, for comparison.
func BenchmarkCut(b *testing.B) {
	img := image.NewYCbCr(image.Rect(0, 0, 3008, 4000), image.YCbCrSubsampleRatio420)
	state := uint32(1)
	for i := range img.Y {
		state = state*1664525 + 1013904223
		img.Y[i] = byte(i%3008/16) + byte(state>>28)
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: 90}); err != nil {
		b.Fatal(err)
	}
	for _, orientation := range []int{1, 6} {
		b.Run(fmt.Sprint("orientation", orientation), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := lossless.Cut(out.Bytes(), wish(img, orientation, image.Pt(1280, 1600), 0.5, 0.5)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("decode", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := jpeg.Decode(bytes.NewReader(out.Bytes())); err != nil {
				b.Fatal(err)
			}
		}
	})
}
