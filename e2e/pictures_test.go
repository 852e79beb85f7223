package e2e_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"math"
	"os"
	"path/filepath"
	"testing"

	"myphoto/e2e/tree"
)

// portrait returns the path of a portrait that fits every document of shape 2:3.
func portrait(t *testing.T) string {
	t.Helper()
	return tree.Path(t, "testdata", "faces", "hopper.jpg")
}

// signature returns the path of a signature that fits a driving licence.
func signature(t *testing.T) string {
	t.Helper()
	return tree.Path(t, "testdata", "signature.jpg")
}

func jpegFile(t *testing.T, name string, picture image.Image) string {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture, &jpeg.Options{Quality: 92}); err != nil {
		t.Fatal(err)
	}
	return file(t, name, b.Bytes())
}

func file(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// samePixels fails the test unless two JPEG files have exactly the same pixels.
func samePixels(t *testing.T, what string, got, want []byte) {
	t.Helper()
	a, b := decoded(t, what, got), decoded(t, what, want)
	if a.Bounds() != b.Bounds() {
		t.Fatalf("%s measures %v instead of %v", what, a.Bounds(), b.Bounds())
	}
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y++ {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x++ {
			if a.At(x, y) != b.At(x, y) {
				t.Fatalf("%s differs from the uploaded file at %d,%d", what, x, y)
			}
		}
	}
}

func decoded(t *testing.T, what string, content []byte) image.Image {
	t.Helper()
	picture, err := jpeg.Decode(bytes.NewReader(content))
	if err != nil {
		t.Fatalf("%s is no JPEG: %v", what, err)
	}
	return picture
}

func digest(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// flat returns a picture of one light colour.
func flat(width, height int) image.Image {
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(picture, picture.Bounds(), image.NewUniform(color.RGBA{210, 212, 216, 255}), image.Point{}, draw.Src)
	return picture
}

// spoilt returns the path of the portrait with one fault: "two" faces, "dark",
// "tilted" by 12°, "small", "wide" with background around it, or "good", without a
// fault.
func spoilt(t *testing.T, kind string) string {
	t.Helper()
	good := decoded(t, "the portrait", read(t, portrait(t)))
	size := good.Bounds().Size()
	redraw := func(size image.Point, from func(x, y float64) (float64, float64), light float64) image.Image {
		picture := image.NewRGBA(image.Rectangle{Max: size})
		for y := range size.Y {
			for x := range size.X {
				sx, sy := from(float64(x), float64(y))
				at := image.Pt(int(sx), int(sy))
				if !at.In(good.Bounds()) {
					at = image.Pt(10, 10) // plain background
				}
				r, g, b, _ := good.At(at.X, at.Y).RGBA()
				shade := func(v uint32) uint8 { return uint8(float64(v>>8) * light) }
				picture.SetRGBA(x, y, color.RGBA{shade(r), shade(g), shade(b), 255})
			}
		}
		return picture
	}
	same := func(x, y float64) (float64, float64) { return x, y }
	switch kind {
	case "two":
		return jpegFile(t, "two.jpg", redraw(size, func(x, y float64) (float64, float64) {
			return 2 * math.Mod(x, float64(size.X)/2), 2*y - float64(size.Y)/2
		}, 1))
	case "dark":
		return jpegFile(t, "dark.jpg", redraw(size, same, 0.2))
	case "tilted":
		sin, cos := math.Sincos(12 * math.Pi / 180)
		cx, cy := float64(size.X)/2, float64(size.Y)/2
		return jpegFile(t, "tilted.jpg", redraw(size, func(x, y float64) (float64, float64) {
			return cx + (x-cx)*cos + (y-cy)*sin, cy + (y-cy)*cos - (x-cx)*sin
		}, 1))
	case "small":
		return jpegFile(t, "small.jpg", redraw(size.Div(2), func(x, y float64) (float64, float64) { return 2 * x, 2 * y }, 1))
	case "wide":
		return jpegFile(t, "wide.jpg", redraw(size.Mul(2).Add(image.Pt(600, 300)), func(x, y float64) (float64, float64) {
			return (x - 300) / 2, (y - 300) / 2
		}, 1))
	default:
		return portrait(t)
	}
}
