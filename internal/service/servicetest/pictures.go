package servicetest

import (
	"bytes"
	"image"
	"image/jpeg"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"myphoto/internal/photo"
)

// Portrait returns a real face as a JPEG of 800 × 1200 pixels.
func Portrait(tb testing.TB) []byte {
	tb.Helper()
	return stored(tb, "faces/hopper.jpg")
}

// PortraitOf returns the portrait as another picture for each n, from 0 to 99: a corner
// of the backdrop is a little darker.
func PortraitOf(tb testing.TB, n int) []byte {
	tb.Helper()
	decoded, err := jpeg.Decode(bytes.NewReader(Portrait(tb)))
	Must(tb, err)
	picture := decoded.(*image.YCbCr)
	shade := picture.Y[0] - byte(n)
	for y := range 8 {
		for x := range 8 {
			picture.Y[picture.YOffset(x, y)] = shade
		}
	}
	var out bytes.Buffer
	Must(tb, jpeg.Encode(&out, picture, &jpeg.Options{Quality: 95}))
	return out.Bytes()
}

// Signature returns a drawn signature as a JPEG of 1200 × 400 pixels.
func Signature(tb testing.TB) []byte {
	tb.Helper()
	return stored(tb, "signature.jpg")
}

// Read returns the content of a picture that a desk shows, and closes it.
func Read(tb testing.TB, p photo.Picture) []byte {
	tb.Helper()
	content, err := io.ReadAll(p.Content)
	Must(tb, err)
	Must(tb, p.Content.Close())
	return content
}

// stored reads a picture from testdata.
func stored(tb testing.TB, name string) []byte {
	tb.Helper()
	_, here, _, _ := runtime.Caller(0)
	picture, err := os.ReadFile(filepath.Join(filepath.Dir(here), "../../../testdata", name))
	Must(tb, err)
	return picture
}

// Tilted returns the portrait with the head tilted by 12°, which is more than any
// document allows; nothing else is wrong with it.
func Tilted(tb testing.TB) []byte {
	tb.Helper()
	upright, err := jpeg.Decode(bytes.NewReader(Portrait(tb)))
	Must(tb, err)
	size := upright.Bounds().Size()
	sin, cos := math.Sincos(12 * math.Pi / 180)
	tilted := image.NewRGBA(image.Rectangle{Max: size})
	backdrop := upright.At(10, 10)
	for y := range size.Y {
		for x := range size.X {
			dx, dy := float64(x-size.X/2), float64(y-size.Y/2)
			from := image.Pt(int(dx*cos+dy*sin), int(dy*cos-dx*sin)).Add(size.Div(2))
			if from.In(tilted.Rect) {
				tilted.Set(x, y, upright.At(from.X, from.Y))
			} else {
				tilted.Set(x, y, backdrop)
			}
		}
	}
	var out bytes.Buffer
	Must(tb, jpeg.Encode(&out, tilted, &jpeg.Options{Quality: 92}))
	return out.Bytes()
}

// PlainJPEG returns a picture that shows nothing; its size is in pixels.
func PlainJPEG(tb testing.TB, width, height int) []byte {
	tb.Helper()
	var out bytes.Buffer
	picture := image.NewYCbCr(image.Rect(0, 0, width, height), image.YCbCrSubsampleRatio420)
	for i := range picture.Y {
		picture.Y[i] = byte(i)
	}
	Must(tb, jpeg.Encode(&out, picture, nil))
	return out.Bytes()
}
