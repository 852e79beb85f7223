package spec_test

import (
	"errors"
	"strings"
	"testing"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

func TestCropIsReadAsTheFormSendsIt(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]spec.Crop{
		"0.5,0.5,1,0":          {X: 0.5, Y: 0.5, Width: 1},
		"0.4321,0.1,0.05,-2.5": {X: 0.4321, Y: 0.1, Width: 0.05, Angle: -2.5},
		"0,1,1e-3,180":         {Y: 1, Width: 0.001, Angle: 180},
		"0.33333333333333331,0.5,0.6666666666666666,1": {X: 1.0 / 3, Y: 0.5, Width: 2.0 / 3, Angle: 1},
	} {
		got, err := spec.ParseCrop(text)
		if err != nil || got != want {
			t.Errorf("ParseCrop(%q) = %+v, %v; want %+v", text, got, err, want)
		}
	}
}

// A number out of its range would ask for pixels that do not exist.
func TestCropOutOfBoundsIsMalformed(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", ",,,", "0.5,0.5,0.8", "0.5,0.5,0.8,0,0", "a,b,c,d", "NaN,0.5,0.8,0", "0.5,0.5,NaN,0", "0.5,0.5,0.8,NaN",
		"0.5,0.5,0.8,Inf", "-0.1,0.5,0.8,0", "0.5,1.1,0.8,0", "0.5,0.5,0,0", "0.5,0.5,1.1,0", "0.5,0.5,-0.5,0",
		"0.5,0.5,0.8,181", "0.5, 0.5,0.8,0", "0.5,0.5,0.8," + strings.Repeat("0", 200), "1e999,0.5,0.8,0",
		"0.5,0.5,5e-324,0", "0.5,0.5,1e-300,7", "0.5,0.5,0.00099,0", "1e308,1e308,1e308,1e308", "0.5,0.5,0.8,-1e308",
	} {
		got, err := spec.ParseCrop(text)
		if !errors.Is(err, photo.ErrMalformed) || got != (spec.Crop{}) {
			t.Errorf("ParseCrop(%q) = %+v, %v", text, got, err)
		}
	}
}

func TestLargestCropTouchesTheNearerEdges(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		width, height int
		ratio, want   float64
	}{{800, 1200, 2.0 / 3, 1}, {4000, 3000, 2.0 / 3, 0.5}, {3000, 4000, 4.0 / 5, 1}, {1000, 100, 1, 0.1}} {
		got := spec.LargestCrop(c.width, c.height, c.ratio)
		if diff := got.Width - c.want; diff > 1e-9 || diff < -1e-9 || got.X != 0.5 || got.Y != 0.5 || !got.Valid() {
			t.Errorf("%d×%d of ratio %.3f: %+v", c.width, c.height, c.ratio, got)
		}
	}
}

// FuzzCrop: what is parsed is within its range, and parses again from its own
// String.
func FuzzCrop(f *testing.F) {
	f.Add("0.5,0.5,0.8,-2.5")
	f.Add("0x1p-2,1_0,.5,+0")
	f.Fuzz(func(t *testing.T, text string) {
		crop, err := spec.ParseCrop(text)
		if err != nil {
			return
		}
		again, err := spec.ParseCrop(crop.String())
		if !crop.Valid() || err != nil || again != crop {
			t.Fatalf("%q is %+v, again %+v, %v", text, crop, again, err)
		}
	})
}
