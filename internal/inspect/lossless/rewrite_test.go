package lossless_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/jpeg"
	"testing"

	"myphoto/internal/inspect/lossless"
)

// However a picture was coded, written anew it has the same pixels in one scan.
func TestRewriteKeepsEveryPixel(t *testing.T) {
	t.Parallel()
	good, bad := pictures(t)
	for name, file := range good {
		again, err := lossless.Rewrite(file)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !samePixels(decoded(t, file), decoded(t, again)) || bytes.Count(again, []byte{0xff, 0xda}) != 1 {
			t.Errorf("%s: pixels differ, or several scans", name)
		}
	}
	for name, file := range bad {
		if _, err := lossless.Rewrite(file); err == nil {
			t.Errorf("%s was written anew", name)
		}
	}
}

// samePixels compares what can be seen, not what fills the last blocks.
func samePixels(a, b image.Image) bool {
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			if a.At(x, y) != b.At(x, y) {
				return false
			}
		}
	}
	return a.Bounds() == b.Bounds()
}

// Each component alone has the samples that it has in the picture.
func TestPlanesAreTheComponents(t *testing.T) {
	t.Parallel()
	good, _ := pictures(t)
	for name, file := range good {
		planes, err := lossless.Planes(file)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		whole, ok := decoded(t, file).(*image.YCbCr)
		if !ok || len(planes) != 3 {
			continue // grey, or coded as RGB
		}
		luma := decoded(t, planes[0]).(*image.Gray)
		for y := range 103 {
			if !bytes.Equal(luma.Pix[y*luma.Stride:][:150], whole.Y[y*whole.YStride:][:150]) {
				t.Errorf("%s: row %d differs", name, y)
				break
			}
		}
	}
}

// claims returns the most pixels that something like a frame header claims.
func claims(file []byte) (pixels int) {
	for at := 0; at+9 < len(file); at++ {
		if file[at] == 0xff && file[at+1] >= 0xc0 && file[at+1] <= 0xc2 {
			pixels = max(pixels, int(binary.BigEndian.Uint16(file[at+5:]))*int(binary.BigEndian.Uint16(file[at+7:])))
		}
	}
	return pixels
}

// FuzzRewrite: any input gives an error or a picture that opens.
func FuzzRewrite(f *testing.F) {
	good, bad := pictures(f)
	for _, file := range good {
		f.Add(file)
	}
	for _, file := range bad {
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		if claims(file) > 1<<16 {
			return
		}
		if again, err := lossless.Rewrite(file); err == nil {
			if _, err := jpeg.DecodeConfig(bytes.NewReader(again)); err != nil && len(again) > 0 {
				_, planeErr := lossless.Planes(again)
				if planeErr != nil {
					t.Fatalf("neither decodes: %v, %v", err, planeErr)
				}
			}
		}
		planes, err := lossless.Planes(file)
		if err != nil {
			return
		}
		for _, plane := range planes {
			if _, err := jpeg.DecodeConfig(bytes.NewReader(plane)); err != nil {
				t.Fatalf("component: %v", err)
			}
		}
	})
}
