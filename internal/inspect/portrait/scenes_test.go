package portrait_test

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"math"
	"os"
	"sync"
	"testing"

	"myphoto/internal/inspect/face"
)

// scene is one way to change a picture.
type scene func(*image.RGBA) *image.RGBA

// backdropGrey is the background of the test portrait.
var backdropGrey = color.RGBA{R: 228, G: 230, B: 232, A: 255}

// hopper is the test portrait, 800 × 1200 pixels.
var hopper = sync.OnceValue(func() *image.RGBA {
	raw, err := os.ReadFile("../../../testdata/faces/hopper.jpg")
	if err != nil {
		panic(err)
	}
	return rgba(raw)
})

// eyes is the finder of faces; loading the networks takes longer than an
// analysis.
var eyes = sync.OnceValue(func() *face.Finder {
	f, err := face.New()
	if err != nil {
		panic(err)
	}
	return f
})

func rgba(raw []byte) *image.RGBA {
	img, err := jpeg.Decode(bytes.NewReader(raw))
	if err != nil {
		panic(err)
	}
	flat := image.NewRGBA(image.Rectangle{Max: img.Bounds().Size()})
	draw.Draw(flat, flat.Rect, img, img.Bounds().Min, draw.Src)
	return flat
}

// each changes every pixel on its own.
func each(change func(x, y int, c [3]float64) [3]float64) scene {
	return func(img *image.RGBA) *image.RGBA {
		out := image.NewRGBA(img.Rect)
		for y := range img.Rect.Dy() {
			for x := range img.Rect.Dx() {
				at := y*img.Stride + 4*x
				p := img.Pix[at : at+3]
				for i, v := range change(x, y, [3]float64{float64(p[0]), float64(p[1]), float64(p[2])}) {
					out.Pix[at+i] = byte(min(max(0, math.Round(v)), 255))
				}
				out.Pix[at+3] = 255
			}
		}
		return out
	}
}

// brighter multiplies the channels.
func brighter(r, g, b float64) scene {
	return each(func(_, _ int, c [3]float64) [3]float64 { return [3]float64{c[0] * r, c[1] * g, c[2] * b} })
}

// behind changes only what looks like the plain background.
func behind(change func(x, y int, c [3]float64) [3]float64) scene {
	return each(func(x, y int, c [3]float64) [3]float64 {
		plain := [3]float64{float64(backdropGrey.R), float64(backdropGrey.G), float64(backdropGrey.B)}
		for i := range c {
			if math.Abs(c[i]-plain[i]) > 12 || y > 900 {
				return c
			}
		}
		return change(x, y, c)
	})
}

// moved resamples the picture at its own size: rotated clockwise by degrees and
// enlarged about the point from, which is moved to the point to. The background
// continues around it.
func moved(degrees, zoom float64, from, to image.Point) scene {
	return func(img *image.RGBA) *image.RGBA {
		sin, cos := math.Sincos(degrees * math.Pi / 180)
		out := image.NewRGBA(img.Rect)
		for y := range img.Rect.Dy() {
			for x := range img.Rect.Dx() {
				dx, dy := float64(x-to.X)/zoom, float64(y-to.Y)/zoom
				out.SetRGBA(x, y, between(img, float64(from.X)+dx*cos+dy*sin, float64(from.Y)-dx*sin+dy*cos))
			}
		}
		return out
	}
}

// between samples a picture between its pixels.
func between(img *image.RGBA, x, y float64) color.RGBA {
	left, top := math.Floor(x), math.Floor(y)
	var sum [3]float64
	for _, corner := range [4]image.Point{{0, 0}, {1, 0}, {0, 1}, {1, 1}} {
		weight := math.Abs(1-float64(corner.X)-(x-left)) * math.Abs(1-float64(corner.Y)-(y-top))
		c := backdropGrey
		if at := image.Pt(int(left), int(top)).Add(corner); at.In(img.Rect) {
			p := img.Pix[at.Y*img.Stride+4*at.X:]
			c = color.RGBA{R: p[0], G: p[1], B: p[2], A: 255}
		}
		sum[0] += weight * float64(c.R)
		sum[1] += weight * float64(c.G)
		sum[2] += weight * float64(c.B)
	}
	return color.RGBA{R: byte(sum[0] + 0.5), G: byte(sum[1] + 0.5), B: byte(sum[2] + 0.5), A: 255}
}

// smeared averages along a direction with the weights of a kernel.
func smeared(kernel []float64, across, down int) scene {
	return func(img *image.RGBA) *image.RGBA {
		out := image.NewRGBA(img.Rect)
		size := img.Rect.Size()
		for y := range size.Y {
			for x := range size.X {
				sum := [3]float64{}
				for i, weight := range kernel {
					far := i - len(kernel)/2
					sx, sy := min(max(0, x+far*across), size.X-1), min(max(0, y+far*down), size.Y-1)
					for c := range sum {
						sum[c] += weight * float64(img.Pix[sy*img.Stride+4*sx+c])
					}
				}
				for c := range sum {
					out.Pix[y*out.Stride+4*x+c] = byte(sum[c] + 0.5)
				}
				out.Pix[y*out.Stride+4*x+3] = 255
			}
		}
		return out
	}
}

func gaussian(sigma float64) []float64 {
	kernel := make([]float64, 2*int(math.Ceil(3*sigma))+1)
	total := 0.0
	for i := range kernel {
		far := float64(i - len(kernel)/2)
		kernel[i] = math.Exp(-far * far / (2 * sigma * sigma))
		total += kernel[i]
	}
	for i := range kernel {
		kernel[i] /= total
	}
	return kernel
}

func even(width int) []float64 {
	kernel := make([]float64, width)
	for i := range kernel {
		kernel[i] = 1 / float64(width)
	}
	return kernel
}

func blurred(sigma float64) scene {
	return both(smeared(gaussian(sigma), 1, 0), smeared(gaussian(sigma), 0, 1))
}

func both(first, then scene) scene {
	return func(img *image.RGBA) *image.RGBA { return then(first(img)) }
}

// quarters rotates a picture clockwise by quarter turns.
func quarters(n int) scene {
	return func(img *image.RGBA) *image.RGBA {
		for range n {
			size := img.Rect.Size()
			out := image.NewRGBA(image.Rect(0, 0, size.Y, size.X))
			for y := range size.Y {
				for x := range size.X {
					out.SetRGBA(size.Y-1-y, x, img.RGBAAt(x, y))
				}
			}
			img = out
		}
		return img
	}
}

// beside pastes a reduced copy of the picture at a position.
func beside(small float64, at image.Point) scene {
	return func(img *image.RGBA) *image.RGBA {
		out := image.NewRGBA(img.Rect)
		copy(out.Pix, img.Pix)
		size := img.Rect.Size()
		for y := range int(float64(size.Y) * small) {
			for x := range int(float64(size.X) * small) {
				if to := at.Add(image.Pt(x, y)); to.In(out.Rect) {
					out.SetRGBA(to.X, to.Y, between(img, float64(x)/small, float64(y)/small))
				}
			}
		}
		return out
	}
}

// filled paints over a part of the picture.
func filled(part image.Rectangle) scene {
	return func(img *image.RGBA) *image.RGBA {
		out := image.NewRGBA(img.Rect)
		copy(out.Pix, img.Pix)
		draw.Draw(out, part, image.NewUniform(backdropGrey), image.Point{}, draw.Src)
		return out
	}
}

func recompressed(quality int) scene {
	return func(img *image.RGBA) *image.RGBA {
		var out bytes.Buffer
		if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: quality}); err != nil {
			panic(err)
		}
		return rgba(out.Bytes())
	}
}

const asItIs = "as it is"

// harmless returns changes that ordinary portraits undergo on their way.
func harmless() map[string]scene {
	return map[string]scene{
		asItIs:             func(img *image.RGBA) *image.RGBA { return img },
		"tilted left":      moved(-2, 1, image.Pt(400, 600), image.Pt(400, 600)),
		"tilted right":     moved(2, 1, image.Pt(400, 600), image.Pt(400, 600)),
		"cropped tighter":  moved(0, 1.04, image.Pt(400, 600), image.Pt(400, 600)),
		"cropped wider":    moved(0, 0.95, image.Pt(400, 600), image.Pt(400, 600)),
		"moved left":       moved(0, 1, image.Pt(400, 600), image.Pt(380, 600)),
		"moved up":         moved(1, 1, image.Pt(400, 600), image.Pt(410, 575)),
		"brighter":         brighter(1.05, 1.05, 1.05),
		"darker":           brighter(0.95, 0.95, 0.95),
		"compressed again": both(brighter(1.02, 1.02, 1.02), recompressed(85)),
	}
}

func must[T any](tb testing.TB, v T, ok bool) T {
	tb.Helper()
	if !ok {
		tb.Fatal("missing")
	}
	return v
}
