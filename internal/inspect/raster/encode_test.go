package raster_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"testing"

	"myphoto/internal/inspect/raster"
	"myphoto/internal/photo/spec"
)

func hopper(t testing.TB) image.Image {
	t.Helper()
	data, err := os.ReadFile("../../../testdata/faces/hopper.jpg")
	if err != nil {
		t.Fatal(err)
	}
	return decoded(t, data)
}

func decoded(t testing.TB, data []byte) image.Image {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// The printer of the licence derives the size in millimetres from the density.
func TestDerivativeSaysItsDensityAndNothingElse(t *testing.T) {
	t.Parallel()
	img, err := raster.Working(hopper(t), 1)
	if err != nil {
		t.Fatal(err)
	}
	for dpi, header := range map[int]string{
		508: "\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x02\x01\x01\xfc\x01\xfc\x00\x00\xff\xdb",
		600: "\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x02\x01\x02\x58\x02\x58\x00\x00\xff\xdb",
		0:   "\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x00\x00\xff\xdb",
	} {
		got, err := raster.Encode(img, dpi, 0)
		if err != nil || !bytes.HasPrefix(got, []byte(header)) {
			t.Fatalf("%d dpi: %q, %v", dpi, got[:min(len(got), 24)], err)
		}
		if difference(img, decoded(t, got)) > 2 {
			t.Errorf("%d dpi: not the picture", dpi)
		}
	}
	for _, dpi := range []int{-1, 70_000} {
		if _, err := raster.Encode(img, dpi, 0); err == nil {
			t.Errorf("%d dpi was written", dpi)
		}
	}
}

func difference(a, b image.Image) float64 {
	sum, size := 0, a.Bounds().Size()
	for y := range size.Y {
		for x := range size.X {
			c, d := color.RGBAModel.Convert(a.At(x, y)).(color.RGBA), color.RGBAModel.Convert(b.At(x, y)).(color.RGBA)
			for _, pair := range [][2]byte{{c.R, d.R}, {c.G, d.G}, {c.B, d.B}} {
				sum += int(max(pair[0], pair[1]) - min(pair[0], pair[1]))
			}
		}
	}
	return float64(sum) / float64(3*size.X*size.Y)
}

// An office refuses larger files, and a face below quality 75 has lost the
// details that it is examined for.
func TestQualityGivesWayToTheLimitDownToAFloor(t *testing.T) {
	t.Parallel()
	img, err := raster.Working(hopper(t), 1)
	if err != nil {
		t.Fatal(err)
	}
	best, err := raster.Encode(img, 508, 0)
	if err != nil {
		t.Fatal(err)
	}
	last := len(best)
	for _, share := range []float64{1, 0.9, 0.8, 0.7, 0.6} {
		most := int(share * float64(len(best)))
		got, err := raster.Encode(img, 508, int64(most))
		if err != nil || len(got) > most || len(got) > last || float64(len(got)) < 0.9*float64(most) {
			t.Errorf("limit %d: %d bytes, %v", most, len(got), err)
		}
		last = len(got)
	}
	if _, err := raster.Encode(img, 508, int64(len(best)/4)); !errors.Is(err, raster.ErrTooHeavy) {
		t.Errorf("a quarter of the bytes: %v", err)
	}
}

// large returns a picture of 12 million pixels with noise and slopes.
func large(b *testing.B) []byte {
	b.Helper()
	img := slope(3000, 4000, image.YCbCrSubsampleRatio420)
	state := uint32(1)
	for i := range img.Y {
		state = state*1664525 + 1013904223
		img.Y[i] += byte(state >> 28)
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: 90}); err != nil {
		b.Fatal(err)
	}
	return out.Bytes()
}

// BenchmarkPipeline measures each step from an upload of 12 million pixels to a
// derivative of 800 × 1200; decode is the standard library's, for comparison.
func BenchmarkPipeline(b *testing.B) {
	data := large(b)
	img := decoded(b, data)
	cut := raster.Cut{Orientation: 1, Crop: spec.LargestCrop(3000, 4000, 2.0/3), Width: 800, Height: 1200}
	small, err := raster.Derive(img, cut)
	if err != nil {
		b.Fatal(err)
	}
	askew := cut
	askew.Crop.Width, askew.Crop.Angle = 0.8, 3
	for name, step := range map[string]func() error{
		"decode": func() error { _, err := jpeg.Decode(bytes.NewReader(data)); return err },
		"derive": func() error { _, err := raster.Derive(img, cut); return err },
		"turned": func() error {
			_, err := raster.Derive(img, raster.Cut{Orientation: 6, Crop: spec.LargestCrop(4000, 3000, 2.0/3), Width: 800, Height: 1200})
			return err
		},
		"askew":   func() error { _, err := raster.Derive(img, askew); return err },
		"working": func() error { _, err := raster.Working(img, 1); return err },
		"preview": func() error { _, err := raster.Fit(img, 1, image.Pt(400, 600)); return err },
		"encode":  func() error { _, err := raster.Encode(small, 508, 3_000_000); return err },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := step(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
