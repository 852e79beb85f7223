package face_test

import (
	"image"
	"image/color"
	"math"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/inspect/face"
)

func finder(tb testing.TB) *face.Finder {
	tb.Helper()
	f, err := face.New()
	if err != nil {
		tb.Fatal(err)
	}
	return f
}

// Points of the mesh that the tests name.
const (
	noseTip    = 1
	forehead   = 10
	chin       = 152
	leftOuter  = 33 // outer corner of the eye at the left of the picture
	leftInner  = 133
	rightOuter = 263
	rightInner = 362
	upperLip   = 13
	lowerLip   = 14
	leftIris   = 468
	rightIris  = 473
)

func TestPortraitHasOneFace(t *testing.T) {
	t.Parallel()
	img := hopper(t)
	found := finder(t).Find(img)
	if len(found) != 1 {
		t.Fatalf("%d faces", len(found))
	}
	f := found[0]
	if f.Distant || f.Score < 0.8 || f.Presence < 0.99 {
		t.Errorf("distant %v, score %.3f, presence %.5f", f.Distant, f.Score, f.Presence)
	}
	if f.Width < 400 || f.Width > 600 || f.Left < 100 || f.Top < 280 {
		t.Errorf("the box is %+v", [4]float64{f.Left, f.Top, f.Width, f.Height})
	}
	if len(f.Points) != 478 {
		t.Fatalf("%d points", len(f.Points))
	}
	for i, p := range f.Points {
		if p.X < 100 || p.X > 700 || p.Y < 250 || p.Y > 900 || math.Abs(p.Z) > 300 {
			t.Errorf("point %d lies at %.0f", i, p)
		}
	}
}

// TestLandmarksLieOnTheFace guards the order of the outputs and the mapping
// back to the picture: the positions were read from the photograph by eye.
func TestLandmarksLieOnTheFace(t *testing.T) {
	t.Parallel()
	points := finder(t).Find(hopper(t))[0].Points
	for at, want := range map[int][2]float64{
		leftIris: {297, 457}, rightIris: {498, 450}, noseTip: {403, 588},
		upperLip: {405, 667}, lowerLip: {405, 669}, chin: {410, 805},
	} {
		if far := math.Hypot(points[at].X-want[0], points[at].Y-want[1]); far > 12 {
			t.Errorf("point %d lies %.0f pixels from where it should", at, far)
		}
	}
	inOrder := func(what string, values ...float64) {
		for i := 1; i < len(values); i++ {
			if values[i] <= values[i-1] {
				t.Errorf("%s: %v is not in order", what, values)
				return
			}
		}
	}
	inOrder("eyes, left to right", points[leftOuter].X, points[leftIris].X, points[leftInner].X,
		points[rightInner].X, points[rightIris].X, points[rightOuter].X)
	inOrder("down the face", points[forehead].Y, points[leftIris].Y, points[noseTip].Y,
		points[upperLip].Y, points[chin].Y)
	inOrder("the nose is nearer than the eyes", points[noseTip].Z, points[leftIris].Z)
}

func TestSignatureHasNoFace(t *testing.T) {
	t.Parallel()
	if found := finder(t).Find(load(t, "signature.jpg")); len(found) != 0 {
		t.Errorf("%d faces", len(found))
	}
}

// TestStrangePicturesHaveNoFace, and none of them may panic.
func TestStrangePicturesHaveNoFace(t *testing.T) {
	t.Parallel()
	f := finder(t)
	grey := color.RGBA{128, 128, 128, 255}
	for _, size := range [][2]int{{0, 0}, {1, 1}, {1, 3000}, {3000, 1}, {50, 70}, {40000, 1}} {
		if found := f.Find(filled(size[0], size[1], grey)); len(found) != 0 {
			t.Errorf("%v: %d faces", size, len(found))
		}
	}
}

func TestTwoPeopleAreTwoFaces(t *testing.T) {
	t.Parallel()
	img, one := filled(1600, 1200, color.RGBA{255, 255, 255, 255}), hopper(t)
	paste(img, one, image.Pt(0, 0), 1)
	paste(img, one, image.Pt(800, 0), 1)
	found := finder(t).Find(img)
	if len(found) != 2 {
		t.Fatalf("%d faces", len(found))
	}
	if found[0].Width*found[0].Height < found[1].Width*found[1].Height {
		t.Error("the largest does not come first")
	}
	if found[0].Points == nil || found[1].Points != nil || found[1].Presence != 0 {
		t.Error("the mesh belongs to the largest alone")
	}
}

// TestSmallSecondFaceIsSeen: the second network exists for somebody in the
// background, a quarter as large.
func TestSmallSecondFaceIsSeen(t *testing.T) {
	t.Parallel()
	img := hopper(t)
	paste(img, hopper(t), image.Pt(590, 20), 4)
	found := finder(t).Find(img)
	if len(found) != 2 {
		t.Fatalf("%d faces", len(found))
	}
	if found[0].Distant || !found[1].Distant {
		t.Errorf("distant: %v and %v", found[0].Distant, found[1].Distant)
	}
	if x := found[1].Left + found[1].Width/2; math.Abs(x-670) > 30 {
		t.Errorf("the second face is centred at %.0f", x)
	}
}

// TestTiltIsRead: the mesh is cut along the eyes, so a tilted head must have
// its tilt in the result.
func TestTiltIsRead(t *testing.T) {
	t.Parallel()
	f, img := finder(t), hopper(t)
	upright := roll(t, f, img)
	for _, by := range []float64{-20, 20} {
		if got := roll(t, f, tilted(img, by)) - upright; math.Abs(got-by) > 1.5 {
			t.Errorf("tilted by %.0f°, read %.1f°", by, got)
		}
	}
}

// roll is the angle of the line of the eyes in degrees.
func roll(t *testing.T, f *face.Finder, img *image.RGBA) float64 {
	t.Helper()
	found := f.Find(img)
	if len(found) != 1 {
		t.Fatalf("%d faces", len(found))
	}
	p, q := found[0].Points[leftOuter], found[0].Points[rightOuter]
	return math.Atan2(q.Y-p.Y, q.X-p.X) * 180 / math.Pi
}

// TestPlaceInMemoryDoesNotMatter: a sub-image is a picture.
func TestPlaceInMemoryDoesNotMatter(t *testing.T) {
	t.Parallel()
	f, one := finder(t), hopper(t)
	wide := filled(1000, 1300, color.RGBA{0, 200, 0, 255})
	paste(wide, one, image.Pt(150, 50), 1)
	part, ok := wide.SubImage(image.Rect(150, 50, 950, 1250)).(*image.RGBA)
	if !ok {
		t.Fatal("not RGBA")
	}
	if diff := cmp.Diff(f.Find(one), f.Find(part)); diff != "" {
		t.Error(diff)
	}
}

// TestManyMayLookAtOnce: the service judges several photographs concurrently
// with one finder.
func TestManyMayLookAtOnce(t *testing.T) {
	t.Parallel()
	f := finder(t)
	pictures := []*image.RGBA{hopper(t), tilted(hopper(t), 10), load(t, "signature.jpg")}
	alone := make([][]face.Face, len(pictures))
	for i, img := range pictures {
		alone[i] = f.Find(img)
	}
	var all sync.WaitGroup
	for range 2 {
		for i, img := range pictures {
			all.Go(func() {
				if diff := cmp.Diff(alone[i], f.Find(img)); diff != "" {
					t.Errorf("picture %d: %s", i, diff)
				}
			})
		}
	}
	all.Wait()
}

// TestFindAllocatesLittle: there is no allocation for each pixel, whatever the
// size.
func TestFindAllocatesLittle(t *testing.T) {
	f, img := finder(t), hopper(t)
	f.Find(img)
	if got := testing.AllocsPerRun(2, func() { f.Find(img) }); got > 60 {
		t.Errorf("%g allocations", got)
	}
}
