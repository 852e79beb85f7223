package face_test

import (
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"math"
	"os"
	"path/filepath"
	"testing"
)

// load decodes a test picture of the repository.
func load(tb testing.TB, name string) *image.RGBA {
	tb.Helper()
	file, err := os.Open(filepath.Join("../../../testdata", name))
	if err != nil {
		tb.Fatal(err)
	}
	defer file.Close()
	decoded, err := jpeg.Decode(file)
	if err != nil {
		tb.Fatal(err)
	}
	return plain(decoded)
}

func plain(img image.Image) *image.RGBA {
	size := img.Bounds().Size()
	copied := image.NewRGBA(image.Rect(0, 0, size.X, size.Y))
	draw.Draw(copied, copied.Rect, img, img.Bounds().Min, draw.Src)
	return copied
}

func hopper(tb testing.TB) *image.RGBA {
	tb.Helper()
	return load(tb, "faces/hopper.jpg")
}

// filled returns a picture of one colour.
func filled(width, height int, c color.RGBA) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(img, img.Rect, image.NewUniform(c), image.Point{}, draw.Src)
	return img
}

// paste puts a picture, reduced by a whole factor, into another.
func paste(into, img *image.RGBA, at image.Point, factor int) {
	size := img.Rect.Size().Div(factor)
	for y := range size.Y {
		for x := range size.X {
			var sum [3]int
			for j := range factor {
				for i := range factor {
					p := img.Pix[img.PixOffset(x*factor+i, y*factor+j):]
					sum[0], sum[1], sum[2] = sum[0]+int(p[0]), sum[1]+int(p[1]), sum[2]+int(p[2])
				}
			}
			n := factor * factor
			into.SetRGBA(at.X+x, at.Y+y, color.RGBA{uint8(sum[0] / n), uint8(sum[1] / n), uint8(sum[2] / n), 255})
		}
	}
}

// tilted rotates a picture about its middle, clockwise as it is seen, with the
// edge repeated outside.
func tilted(img *image.RGBA, degrees float64) *image.RGBA {
	out := image.NewRGBA(img.Rect)
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	w, h := img.Rect.Dx(), img.Rect.Dy()
	for y := range h {
		for x := range w {
			dx, dy := float64(x)-float64(w)/2, float64(y)-float64(h)/2
			sx := int(math.Round(dx*cos + dy*sin + float64(w)/2))
			sy := int(math.Round(dy*cos - dx*sin + float64(h)/2))
			out.SetRGBA(x, y, img.RGBAAt(min(max(sx, 0), w-1), min(max(sy, 0), h-1)))
		}
	}
	return out
}
