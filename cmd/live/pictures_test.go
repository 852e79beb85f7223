package main_test

import (
	"image"
	"image/draw"
	"image/jpeg"
	"math"
	"os"
	"testing"

	"myphoto/e2e/tree"
	"myphoto/internal/photo"
)

// scene is a picture as the counter's browser analyses it.
type scene struct {
	name    string
	item    photo.Item
	pixels  *image.RGBA
	enlarge int    // factor of the whole picture's sides
	told    string // what the findings must name, so that nothing is not compared with nothing
}

// scenes are a face and a signature without faults, and each damage that takes
// another path through the checks.
func scenes(t testing.TB) []scene {
	t.Helper()
	face := picture(t, "faces", "hopper.jpg")
	sign := picture(t, "signature.jpg")
	return []scene{
		{"face", photo.ItemPhoto, face, 1, "fact.face"},
		{"face of a large picture", photo.ItemPhoto, face, 4, "fact.face"},
		{"dark", photo.ItemPhoto, changed(face, func(v uint8) uint8 { return v / 6 }), 1, "face.dark"},
		{"grey", photo.ItemPhoto, grey(face), 1, "face.grey"},
		{"tilted", photo.ItemPhoto, turned(face, 15), 1, "face.tilt"},
		{"upside down", photo.ItemPhoto, turned(face, 180), 1, "face.turned"},
		{"two faces", photo.ItemPhoto, twice(face), 1, "face.many"},
		{"no face", photo.ItemPhoto, changed(face, func(uint8) uint8 { return 200 }), 1, "face.none"},
		{"signature", photo.ItemSignature, sign, 1, "signature.whole"},
		{"faint signature", photo.ItemSignature, changed(sign, func(v uint8) uint8 { return 150 + v/3 }), 1, "signature.faint"},
		{"face for a signature", photo.ItemSignature, face, 1, "signature.photo"},
		{"signature for a face", photo.ItemPhoto, sign, 1, "face.none"},
	}
}

func picture(t testing.TB, path ...string) *image.RGBA {
	t.Helper()
	file, err := os.Open(tree.Path(t, append([]string{"testdata"}, path...)...))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	decoded, err := jpeg.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	img := image.NewRGBA(image.Rectangle{Max: decoded.Bounds().Size()})
	draw.Draw(img, img.Rect, decoded, decoded.Bounds().Min, draw.Src)
	return img
}

// changed returns a copy with every channel changed in the same way.
func changed(img *image.RGBA, change func(uint8) uint8) *image.RGBA {
	out := image.NewRGBA(img.Rect)
	for i, v := range img.Pix {
		out.Pix[i] = v
		if i%4 != 3 {
			out.Pix[i] = change(v)
		}
	}
	return out
}

func grey(img *image.RGBA) *image.RGBA {
	out := image.NewRGBA(img.Rect)
	shades := image.NewGray(img.Rect)
	draw.Draw(shades, img.Rect, img, image.Point{}, draw.Src)
	draw.Draw(out, img.Rect, shades, image.Point{}, draw.Src)
	return out
}

// turned returns a copy rotated about its middle; what lies outside has the
// colour of a corner.
func turned(img *image.RGBA, degrees float64) *image.RGBA {
	out := image.NewRGBA(img.Rect)
	draw.Draw(out, out.Rect, image.NewUniform(img.RGBAAt(2, 2)), image.Point{}, draw.Src)
	size := img.Rect.Size()
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	for y := range size.Y {
		for x := range size.X {
			dx, dy := float64(x)-float64(size.X)/2, float64(y)-float64(size.Y)/2
			from := image.Pt(int(dx*cos+dy*sin+float64(size.X)/2), int(dy*cos-dx*sin+float64(size.Y)/2))
			if from.In(img.Rect) {
				out.SetRGBA(x, y, img.RGBAAt(from.X, from.Y))
			}
		}
	}
	return out
}

// twice returns the picture at half its size, twice side by side.
func twice(img *image.RGBA) *image.RGBA {
	size := img.Rect.Size()
	out := image.NewRGBA(image.Rect(0, 0, size.X, size.Y/2))
	for y := range size.Y / 2 {
		for x := range size.X {
			out.SetRGBA(x, y, img.RGBAAt(2*x%size.X, 2*y))
		}
	}
	return out
}
