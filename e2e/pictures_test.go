package e2e_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"

	"myphoto/e2e/tree"
)

// portrait gives the path of a face photo fit for every document of 2:3.
func portrait(t *testing.T) string {
	t.Helper()
	return tree.Path(t, "testdata", "faces", "hopper.jpg")
}

// signature gives the path of a signature that a driving licence may have.
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

// samePixels fails the test unless two JPEG files show exactly the same.
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

// flat is a picture of one light colour.
func flat(width, height int) image.Image {
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(picture, picture.Bounds(), image.NewUniform(color.RGBA{210, 212, 216, 255}), image.Point{}, draw.Src)
	return picture
}
