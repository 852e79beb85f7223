package face_test

import (
	"image"
	"image/color"
	"math"
	"testing"

	"myphoto/internal/inspect/face"
)

func TestAnchorsAreThoseOfMediaPipe(t *testing.T) {
	t.Parallel()
	short, full := face.Anchors()
	if len(short) != 896 || len(full) != 2304 {
		t.Fatalf("%d and %d anchors", len(short), len(full))
	}
	for at, want := range map[int][2]float32{
		0: {0.03125, 0.03125}, 1: {0.03125, 0.03125}, 2: {0.09375, 0.03125}, 32: {0.03125, 0.09375},
		511: {0.96875, 0.96875}, 512: {0.0625, 0.0625}, 517: {0.0625, 0.0625}, 518: {0.1875, 0.0625}, 895: {0.9375, 0.9375},
	} {
		if short[at] != want {
			t.Errorf("short anchor %d is %v, not %v", at, short[at], want)
		}
	}
	if want := [2]float32{1.5 / 48, 0.5 / 48}; full[1] != want {
		t.Errorf("full anchor 1 is %v, not %v", full[1], want)
	}
}

func TestOverlappingBoxesAreOneFace(t *testing.T) {
	t.Parallel()
	merged := face.Merge([]face.Box{
		{Left: 500, Top: 0, Right: 600, Bottom: 100, Score: 0.6},
		{Left: 20, Top: 0, Right: 120, Bottom: 100, Eyes: [2][2]float64{{40, 40}, {80, 40}}, Score: 0.6},
		{Left: 0, Top: 0, Right: 100, Bottom: 100, Eyes: [2][2]float64{{20, 40}, {60, 40}}, Score: 0.9},
		{Left: 5, Top: 5, Right: 5, Bottom: 5, Score: 0.99}, // empty
	})
	if len(merged) != 2 {
		t.Fatalf("%d faces: %+v", len(merged), merged)
	}
	first := merged[0]
	if first.Score != 0.9 || math.Abs(first.Left-8) > 1e-9 || math.Abs(first.Eyes[1][0]-68) > 1e-9 {
		t.Errorf("the mean weighted by the scores is not %+v", first)
	}
	if merged[1].Left != 500 {
		t.Errorf("the box apart became %+v", merged[1])
	}
}

func TestSquareStandsOnTheLineOfTheEyes(t *testing.T) {
	t.Parallel()
	got := face.Around(face.Box{
		Left: 100, Top: 200, Right: 300, Bottom: 380,
		Eyes: [2][2]float64{{150, 250}, {250, 350}},
	})
	if want := [4]float64{200, 290, 300, math.Pi / 4}; got != want {
		t.Errorf("centre, side and angle are %v, not %v", got, want)
	}
}

// TestLetterboxIsTheMeanOfWhatItCovers compares with the definition, computed
// point by point.
func TestLetterboxIsTheMeanOfWhatItCovers(t *testing.T) {
	t.Parallel()
	for _, size := range []image.Point{{64, 64}, {37, 50}, {100, 41}, {9, 7}} {
		img := pattern(size)
		const side = 16
		got := face.Letterbox(img, side)
		long := float64(max(size.X, size.Y))
		scale, reach := long/side, max(long/side, 1)/2
		for y := range side {
			for x := range side {
				cx := (float64(x)+0.5)*scale - (long-float64(size.X))/2
				cy := (float64(y)+0.5)*scale - (long-float64(size.Y))/2
				want := mean(img, [2]float64{cx - reach, cx + reach}, [2]float64{cy - reach, cy + reach})/127.5 - 1
				if at := 3 * (y*side + x); math.Abs(float64(got[at])-want) > 1e-5 {
					t.Fatalf("%v: red of pixel %d,%d is %v, not %v", size, x, y, got[at], want)
				}
			}
		}
	}
}

// mean returns the mean red of a rectangle, with black outside of the picture.
func mean(img *image.RGBA, xs, ys [2]float64) float64 {
	share := func(k int, span [2]float64) float64 {
		return max(0, min(float64(k+1), span[1])-max(float64(k), span[0]))
	}
	var sum float64
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			sum += share(x, xs) * share(y, ys) * float64(img.RGBAAt(x, y).R)
		}
	}
	return sum / ((xs[1] - xs[0]) * (ys[1] - ys[0]))
}

func pattern(size image.Point) *image.RGBA {
	img := image.NewRGBA(image.Rectangle{Max: size})
	for y := range size.Y {
		for x := range size.X {
			img.SetRGBA(x, y, color.RGBA{uint8(x*37 + y*91), uint8(x * y), 7, 255})
		}
	}
	return img
}

// TestCutTurnsWithTheSquare: on a picture whose red is its x and green its y,
// the colours of the cut show where each pixel came from.
func TestCutTurnsWithTheSquare(t *testing.T) {
	t.Parallel()
	img := image.NewRGBA(image.Rect(0, 0, 200, 200))
	for y := range 200 {
		for x := range 200 {
			img.SetRGBA(x, y, color.RGBA{uint8(x), uint8(y), 0, 255})
		}
	}
	const side = 8
	for _, angle := range []float64{0, 0.4, -2.5, math.Pi / 2} {
		got := face.Cut(img, [4]float64{100, 90, 80, angle}, side)
		for y := range side {
			for x := range side {
				u, v := (float64(x)+0.5)/side-0.5, (float64(y)+0.5)/side-0.5
				wantX := 100 + 80*(u*math.Cos(angle)-v*math.Sin(angle)) - 0.5
				wantY := 90 + 80*(u*math.Sin(angle)+v*math.Cos(angle)) - 0.5
				at := 3 * (y*side + x)
				far := math.Hypot(float64(got[at])*255-wantX, float64(got[at+1])*255-wantY)
				if far > 0.05 {
					t.Fatalf("angle %.1f: pixel %d,%d comes from %.2f pixels beside", angle, x, y, far)
				}
			}
		}
	}
}

// TestEdgeGoesOn: a face at the border must not meet black, which the mesh
// never met in training.
func TestEdgeGoesOn(t *testing.T) {
	t.Parallel()
	img := filled(40, 40, color.RGBA{200, 100, 50, 255})
	for i, v := range face.Cut(img, [4]float64{0, 40, 100, 0.3}, 4) {
		if want := [3]float32{200, 100, 50}[i%3] / 255; math.Abs(float64(v-want)) > 1e-6 {
			t.Fatalf("number %d is %v, not %v", i, v, want)
		}
	}
}

func TestRefinedPointsAreThoseOfMediaPipe(t *testing.T) {
	t.Parallel()
	counts := map[string]int{
		"output_lips": 80, "output_left_eye": 71, "output_right_eye": 71,
		"output_left_iris": 5, "output_right_iris": 5,
	}
	seen := map[uint16]bool{}
	for output, points := range face.Refined() {
		if len(points) != counts[output] {
			t.Errorf("%s has %d points", output, len(points))
		}
		for _, p := range points {
			if p >= 478 || seen[p] {
				t.Errorf("%s: point %d is out of range or refined twice", output, p)
			}
			seen[p] = true
		}
	}
}
