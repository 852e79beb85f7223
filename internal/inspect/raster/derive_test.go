package raster_test

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"math"
	"testing"

	"myphoto/internal/inspect/raster"
	"myphoto/internal/photo/spec"
)

var ratios = []image.YCbCrSubsampleRatio{
	image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420,
	image.YCbCrSubsampleRatio440, image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410,
}

// slope returns a picture whose brightness encodes the horizontal position of a
// pixel and whose colours encode the vertical one: 20 at one edge, 220 at the
// other.
func slope(width, height int, ratio image.YCbCrSubsampleRatio) *image.YCbCr {
	img := image.NewYCbCr(image.Rect(0, 0, width, height), ratio)
	for y := range height {
		for x := range width {
			img.Y[img.YOffset(x, y)] = byte(math.Round(70 + reach*along(float64(x)+0.5, width)))
		}
	}
	_, down := factors(ratio)
	for i := range len(img.Cb) {
		y := (float64(i/img.CStride) + 0.5) * float64(down)
		img.Cb[i] = byte(math.Round(128 - reach/4 + reach/2*along(y, height)))
		img.Cr[i] = 128
	}
	return img
}

func factors(ratio image.YCbCrSubsampleRatio) (across, down int) {
	img := image.NewYCbCr(image.Rect(0, 0, 8, 8), ratio)
	return 8 / img.CStride, 8 / (len(img.Cb) / img.CStride)
}

// reach is how many levels a slope rises, few enough for RGB to represent all
// of its colours.
const reach = 113.7

func along(v float64, side int) float64 { return min(max(v/float64(side), 0), 1) }

// place decodes the position of a pixel of a slope, in fractions.
func place(img *image.RGBA, x, y int) (across, down float64) {
	c := img.RGBAAt(x, y)
	luma, cb, _ := color.RGBToYCbCr(c.R, c.G, c.B)
	return (float64(luma) - 70) / reach, (float64(cb) - 128 + reach/4) / (reach / 2)
}

// Every pixel of a derivative must come from where the frame is: half a pixel
// off is a blurred seam, a mirrored axis is another face.
func TestPixelsComeFromWhereTheFrameLies(t *testing.T) {
	t.Parallel()
	const width, height = 330, 270
	for _, ratio := range ratios {
		for _, c := range []struct {
			crop spec.Crop
			w, h int
		}{
			{spec.Crop{X: 0.5, Y: 0.5, Width: 1}, 330, 270},
			{spec.Crop{X: 0.5, Y: 0.5, Width: 1}, 110, 90},
			{spec.Crop{X: 0.5, Y: 0.5, Width: 1}, 22, 18},
			{spec.Crop{X: 0.35, Y: 0.57, Width: 0.4}, 100, 150},
			{spec.Crop{X: 0.6, Y: 0.4, Width: 0.25, Angle: 30}, 60, 70},
			{spec.Crop{X: 0.5, Y: 0.55, Width: 0.3, Angle: -100}, 50, 50},
			{spec.Crop{X: 0.45, Y: 0.45, Width: 0.3, Angle: 170}, 90, 30},
		} {
			img, err := raster.Derive(slope(width, height, ratio), raster.Cut{Orientation: 1, Crop: c.crop, Width: c.w, Height: c.h})
			if err != nil {
				t.Fatalf("%v %+v: %v", ratio, c.crop, err)
			}
			checkPlaces(t, fmt.Sprintf("%v %v", ratio, c.crop), img, func(x, y float64) (float64, float64) {
				scale := c.crop.Width * width / float64(c.w)
				sin, cos := math.Sincos(c.crop.Angle * math.Pi / 180)
				dx, dy := (x-float64(c.w)/2)*scale, (y-float64(c.h)/2)*scale
				return c.crop.X + (dx*cos+dy*sin)/width, c.crop.Y + (dy*cos-dx*sin)/height
			})
		}
	}
}

// checkPlaces compares pixels away from the edges, where kernels repeat the
// edge: none may be far off, and all together must be right to a small part of
// a pixel.
func checkPlaces(t *testing.T, about string, img *image.RGBA, want func(x, y float64) (float64, float64)) {
	t.Helper()
	size := img.Bounds().Size()
	n, driftAcross, driftDown := 0.0, 0.0, 0.0
	for y := range size.Y {
		for x := range size.X {
			across, down := place(img, x, y)
			wantAcross, wantDown := want(float64(x)+0.5, float64(y)+0.5)
			if min(wantAcross, wantDown) < 0.05 || max(wantAcross, wantDown) > 0.95 {
				continue
			}
			// Two levels: RGB in integers is not more precise.
			if math.Abs(across-wantAcross) > 2.1/reach || math.Abs(down-wantDown) > 2.1/(reach/2) {
				t.Fatalf("%s: pixel %d,%d comes from %.3f,%.3f, want %.3f,%.3f", about, x, y, across, down, wantAcross, wantDown)
			}
			n++
			driftAcross += across - wantAcross
			driftDown += down - wantDown
		}
	}
	if math.Abs(driftAcross/n) > 0.0022 || math.Abs(driftDown/n) > 0.0025 {
		t.Errorf("%s: off by %.5f,%.5f of the picture", about, driftAcross/n, driftDown/n)
	}
}

// The eight orientations of a camera, as drawn in CIPA DC-008.
func TestEveryOrientationBecomesUpright(t *testing.T) {
	t.Parallel()
	upright := map[int]func(x, y float64) (float64, float64){
		1: func(x, y float64) (float64, float64) { return x, y },
		2: func(x, y float64) (float64, float64) { return 1 - x, y },
		3: func(x, y float64) (float64, float64) { return 1 - x, 1 - y },
		4: func(x, y float64) (float64, float64) { return x, 1 - y },
		5: func(x, y float64) (float64, float64) { return y, x },
		6: func(x, y float64) (float64, float64) { return y, 1 - x },
		7: func(x, y float64) (float64, float64) { return 1 - y, 1 - x },
		8: func(x, y float64) (float64, float64) { return 1 - y, x },
	}
	for orientation, stored := range upright {
		for _, ratio := range ratios {
			img, err := raster.Fit(slope(300, 200, ratio), orientation, image.Pt(120, 120))
			size := img.Bounds().Size()
			if sideways := orientation >= 5; err != nil || sideways != (size.Y == 120) || size.X*size.Y != 120*80 {
				t.Fatalf("%d: %v, %v", orientation, size, err)
			}
			checkPlaces(t, fmt.Sprint(orientation, ratio), img, func(x, y float64) (float64, float64) {
				return stored(x/float64(size.X), y/float64(size.Y))
			})
			crop := spec.Crop{X: 0.4, Y: 0.45, Width: 0.5, Angle: 10}
			cut, err := raster.Derive(slope(300, 200, ratio), raster.Cut{Orientation: orientation, Crop: crop, Width: 80, Height: 60})
			if err != nil {
				t.Fatal(err)
			}
			across, down := place(cut, 40, 30)
			wantAcross, wantDown := stored(0.4, 0.45)
			if math.Abs(across-wantAcross) > 0.02 || math.Abs(down-wantDown) > 0.04 {
				t.Errorf("%d %v: the middle of the cut is %.3f,%.3f, want %.3f,%.3f", orientation, ratio, across, down, wantAcross, wantDown)
			}
		}
	}
}

// A picture that already has its size must not be filtered: what is sharp stays
// sharp, to the last bit.
func TestSameSizeChangesNothing(t *testing.T) {
	t.Parallel()
	source := image.NewYCbCr(image.Rect(0, 0, 61, 47), image.YCbCrSubsampleRatio444)
	for i := range source.Y {
		source.Y[i], source.Cb[i], source.Cr[i] = byte(i*37), byte(100+i*11%60), byte(100+i*7%60)
	}
	got, err := raster.Working(source, 1)
	if err != nil {
		t.Fatal(err)
	}
	grey := &image.Gray{Pix: source.Y, Stride: source.YStride, Rect: source.Rect}
	gotGrey, err := raster.Working(grey, 1)
	if err != nil {
		t.Fatal(err)
	}
	for y := range 47 {
		for x := range 61 {
			want := color.RGBAModel.Convert(source.At(x, y))
			wantGrey := color.RGBAModel.Convert(grey.At(x, y))
			if got.At(x, y) != want || gotGrey.At(x, y) != wantGrey {
				t.Fatalf("%d,%d: %v and %v, want %v and %v", x, y, got.At(x, y), gotGrey.At(x, y), want, wantGrey)
			}
		}
	}
}

// Details too fine for the result must become grey, not a pattern: a striped
// shirt would show waves.
func TestFinePatternsDoNotFold(t *testing.T) {
	t.Parallel()
	source := image.NewGray(image.Rect(0, 0, 1000, 1000))
	for i := range source.Pix {
		source.Pix[i] = byte(255 * ((i + i/1000) % 2))
	}
	for _, side := range []int{70, 130, 290, 400, 480} {
		got, err := raster.Fit(source, 1, image.Pt(side, side))
		if err != nil {
			t.Fatal(err)
		}
		for y := 2; y < side-2; y++ {
			for x := 2; x < side-2; x++ {
				if v := got.RGBAAt(x, y).R; v < 120 || v > 135 {
					t.Fatalf("side %d: %d at %d,%d", side, v, x, y)
				}
			}
		}
	}
}

func TestEvenAreasStayEven(t *testing.T) {
	t.Parallel()
	source := image.NewYCbCr(image.Rect(0, 0, 509, 401), image.YCbCrSubsampleRatio420)
	for i := range source.Y {
		source.Y[i] = 201
	}
	for i := range source.Cb {
		source.Cb[i], source.Cr[i] = 110, 140
	}
	want := color.RGBAModel.Convert(source.At(0, 0))
	for angle := range 4 {
		cut := raster.Cut{Crop: spec.Crop{X: 0.5, Y: 0.5, Width: 0.6, Angle: float64(angle)}, Width: 201, Height: 101}
		got, err := raster.Derive(source, cut)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(got.Pix); i += 4 {
			if c := (color.RGBA{got.Pix[i], got.Pix[i+1], got.Pix[i+2], got.Pix[i+3]}); c != want {
				t.Fatalf("angle %d: %v, want %v", angle, c, want)
			}
		}
	}
}

// A derivative is never made of pixels that were not taken, nor of what lies
// beside the picture.
func TestCutsThatCannotBeMadeAreRefused(t *testing.T) {
	t.Parallel()
	source := slope(600, 900, image.YCbCrSubsampleRatio420)
	for _, c := range []struct {
		crop  spec.Crop
		w, h  int
		turns int
		want  error
	}{
		{spec.Crop{X: 0.5, Y: 0.5, Width: 1}, 600, 900, 1, nil},
		{spec.Crop{X: 0.5, Y: 0.5, Width: 1}, 602, 903, 1, raster.ErrTooSmall},
		{spec.Crop{X: 0.5, Y: 0.5, Width: 0.5}, 300, 450, 1, nil},
		{spec.Crop{X: 0.5, Y: 0.5, Width: 0.4999}, 300, 450, 1, nil}, // rounded by the form
		{spec.Crop{X: 0.5, Y: 0.5, Width: 0.49}, 300, 450, 1, raster.ErrTooSmall},
		{spec.Crop{X: 0.5, Y: 0.5, Width: 1}, 600, 900, 6, raster.ErrOutside},
		{spec.Crop{X: 0.5, Y: 0.5, Width: 4.0 / 9}, 400, 600, 6, nil},
		{spec.Crop{X: 0.4, Y: 0.5, Width: 1}, 600, 900, 1, raster.ErrOutside},
		{spec.Crop{X: 0.5, Y: 0.5, Width: 1, Angle: 3}, 600, 900, 1, raster.ErrOutside},
		{spec.Crop{X: 0.5, Y: 0.2, Width: 0.5}, 300, 450, 1, raster.ErrOutside},
		{spec.Crop{X: 0.5, Y: 0.5}, 300, 450, 1, raster.ErrOutside},
		{spec.Crop{X: math.NaN(), Y: 0.5, Width: 1}, 300, 450, 1, raster.ErrOutside},
		{spec.Crop{X: 0.5, Y: 0.5, Width: 1}, 0, 450, 1, raster.ErrOutside},
	} {
		img, err := raster.Derive(source, raster.Cut{Orientation: c.turns, Crop: c.crop, Width: c.w, Height: c.h})
		if !errors.Is(err, c.want) {
			t.Errorf("%+v of %d × %d: %v, want %v", c.crop, c.w, c.h, err, c.want)
		}
		if err == nil && img.Bounds() != image.Rect(0, 0, c.w, c.h) {
			t.Errorf("%+v: %v", c.crop, img.Bounds())
		}
	}
	cmyk := image.NewCMYK(image.Rect(0, 0, 10, 10))
	if _, err := raster.Working(cmyk, 1); !errors.Is(err, raster.ErrColours) {
		t.Errorf("CMYK: %v", err)
	}
	if _, err := raster.Derive(cmyk, raster.Cut{}); !errors.Is(err, raster.ErrColours) {
		t.Errorf("CMYK: %v", err)
	}
}

// FuzzCut: any frame on any picture gives a cut of the wanted size or an error,
// and the pixels are opaque.
func FuzzCut(f *testing.F) {
	f.Add(uint8(30), uint8(20), uint8(6), uint8(1), uint16(10), uint16(10), 0.5, 0.5, 0.5, 0.0)
	f.Add(uint8(200), uint8(3), uint8(2), uint8(2), uint16(2), uint16(1), 0.5, 0.5, 0.01, 45.0)
	f.Add(uint8(200), uint8(200), uint8(8), uint8(5), uint16(1), uint16(1), 0.0, 1.0, 0.001, -180.0)
	f.Fuzz(func(t *testing.T, width, height, turns, ratio uint8, w, h uint16, x, y, wide, angle float64) {
		source := image.NewYCbCr(image.Rect(0, 0, int(width)+1, int(height)+1), ratios[int(ratio)%len(ratios)])
		cut := raster.Cut{Orientation: int(turns), Crop: spec.Crop{X: x, Y: y, Width: wide, Angle: angle}, Width: int(w), Height: int(h)}
		img, err := raster.Derive(source, cut)
		if err != nil {
			return
		}
		if img.Bounds() != image.Rect(0, 0, int(w), int(h)) || img.Stride != 4*int(w) {
			t.Fatalf("%v of stride %d", img.Bounds(), img.Stride)
		}
		for i := 3; i < len(img.Pix); i += 4 {
			if img.Pix[i] != 255 {
				t.Fatalf("transparent at %d", i/4)
			}
		}
	})
}
