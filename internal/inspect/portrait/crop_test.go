package portrait_test

import (
	"image"
	"image/draw"
	"math"
	"slices"
	"testing"

	"myphoto/internal/inspect/face"
	"myphoto/internal/inspect/portrait"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

// aHead returns an artificial face with all the landmarks that the geometry
// uses: eyes at x, y, the chin t below them, everything rotated clockwise by
// degrees.
func aHead(x, y, t, degrees float64) face.Face {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	at := func(right, down float64) face.Point {
		return face.Point{X: x + t*(right*cos-down*sin), Y: y + t*(right*sin+down*cos)}
	}
	f := face.Face{Left: x - t, Top: y - t, Width: 2 * t, Height: 2 * t, Score: 0.95, Presence: 1, Points: make([]face.Point, 478)}
	for i := range f.Points {
		f.Points[i] = at(0, 0.3)
	}
	for n, place := range map[int][2]float64{
		33: {-0.4, 0}, 133: {-0.16, 0}, 362: {0.16, 0}, 263: {0.4, 0},
		159: {-0.28, -0.03}, 145: {-0.28, 0.03}, 386: {0.28, -0.03}, 374: {0.28, 0.03},
		13: {0, 0.6}, 14: {0, 0.605}, 10: {0, -0.5}, 152: {0, 1}, 234: {-0.62, 0.15}, 454: {0.62, 0.15},
		136: {-0.35, 0.85}, 365: {0.35, 0.85}, 127: {-0.6, -0.1}, 356: {0.6, -0.1},
	} {
		f.Points[n] = at(place[0], place[1])
	}
	f.Points[152].Z = 8 * math.Pi / 180 * 1.5 * t // the mesh reads frontal faces as looking down
	return f
}

// ofHead measures an artificial head on a grey background.
func ofHead(size image.Point, head face.Face) portrait.Measures {
	sheet := image.NewRGBA(image.Rectangle{Max: size})
	draw.Draw(sheet, sheet.Rect, image.NewUniform(backdropGrey), image.Point{}, draw.Src)
	return portrait.Measure(sheet, []face.Face{head})
}

func profileOf(tb testing.TB, id photo.ProfileID) spec.Profile {
	tb.Helper()
	p, ok := spec.ProfileByID(id)
	return must(tb, p, ok)
}

// geometry returns the checks of how the face stands in the frame.
func geometry(found []spec.Finding) []string {
	var list []string
	for _, f := range found {
		switch f.Check {
		case "head-cut", "head-height", "eye-height", "centring", "roll", "face-width", "eye-distance", "pixels":
			list = append(list, f.Severity.String()+" "+f.Check)
		}
	}
	return list
}

// A photographer who has cut correctly must get the same picture back, pixel
// for pixel.
func TestPictureThatIsRightIsNotCut(t *testing.T) {
	t.Parallel()
	size := image.Pt(800, 1200)
	for _, eyesAt := range []image.Point{{400, 510}, {385, 470}, {420, 560}} {
		m := ofHead(size, aHead(float64(eyesAt.X), float64(eyesAt.Y), 345, 1.5))
		crop, upright := portrait.AutoCrop(m, profileOf(t, photo.Passport), size)
		if want := (spec.Crop{X: 0.5, Y: 0.5, Width: 1}); crop != want || !upright {
			t.Errorf("eyes at %v: %+v, %v", eyesAt, crop, upright)
		}
	}
}

// From a wide shot the cut puts the head where every office wants it: nothing
// to advise in any document that may be scaled.
func TestWideShotIsCutAsTheOfficeWishes(t *testing.T) {
	t.Parallel()
	size := image.Pt(4000, 5000)
	for _, id := range []photo.ProfileID{photo.DrivingLicence, photo.Passport, photo.TachographCard, photo.AcademicID} {
		for _, tilt := range []float64{0, -6, 9} {
			p := profileOf(t, id)
			m := ofHead(size.Div(4), aHead(480, 560, 130, tilt))
			crop, upright := portrait.AutoCrop(m, p, size)
			if left := geometry(portrait.Judge(m, p, crop, size)); left != nil || !upright || !crop.Valid() {
				t.Errorf("%s, tilted %v: %+v, %v", id, tilt, crop, left)
			}
			if math.Abs(crop.Angle+tilt) > 0.1 {
				t.Errorf("%s, tilted %v: straightened by %v", id, tilt, crop.Angle)
			}
		}
	}
}

// An identity card may only be cropped: never turned, never scaled.
func TestIdentityCardIsCutAtItsExactPixels(t *testing.T) {
	t.Parallel()
	size, p := image.Pt(2000, 3000), profileOf(t, photo.IdentityCard)
	m := ofHead(size.Div(2), aHead(480, 640, 320, 3))
	crop, upright := portrait.AutoCrop(m, p, size)
	if crop.Angle != 0 || math.Abs(crop.Width*2000-1280) > 1e-6 || !upright {
		t.Errorf("%+v", crop)
	}
	if left := geometry(portrait.Judge(m, p, crop, size)); left != nil {
		t.Errorf("%v", left)
	}
}

// tooLarge returns heads that fill more than the frame of an identity card:
// straight from the camera, and where no export helps.
func tooLarge() map[string]struct {
	size image.Point
	head face.Face
} {
	return map[string]struct {
		size image.Point
		head face.Face
	}{
		"face.scale": {image.Pt(4000, 6000), aHead(2000, 2400, 1600, 0)},
		"face.near":  {image.Pt(1300, 1700), aHead(650, 800, 850, 0)},
	}
}

// If it were reported as a head that is cut off, "leave room around it", an
// ordinary file of an ordinary camera would send the client back to the stool;
// if it were exempted, the office would receive half a face.
func TestOversizedHeadIsBlockedWithItsRemedyAndNeverExempted(t *testing.T) {
	t.Parallel()
	for code, c := range tooLarge() {
		m := ofHead(c.size, c.head)
		for _, age := range []spec.Age{spec.Adult, spec.Under6} {
			p := profileOf(t, photo.IdentityCard).For(age)
			crop, _ := portrait.AutoCrop(m, p, c.size)
			found := portrait.Judge(m, p, crop, c.size)
			at := slices.IndexFunc(found, func(f spec.Finding) bool { return f.Code == code })
			if at < 0 || found[at].Severity != spec.Block || geometry(found) != nil {
				t.Fatalf("%s, %s: %v", code, age, found)
			}
			if code == "face.scale" && found[at].Args["percent"] != 39 {
				t.Errorf("%v", found[at].Args)
			}
			for _, why := range spec.Exemptions() {
				if spec.NewVerdict([]spec.Profile{p}, found...).Exempt(why).Suits(photo.IdentityCard) {
					t.Errorf("%s lifts it", why)
				}
			}
		}
	}
}

// The frame never leaves the picture and never has fewer pixels than the
// office needs, wherever the face is; a derivative outside either would be
// enlarged or have invented edges.
func TestAutomaticFrameStaysOnThePictureAndIsNeverEnlarged(t *testing.T) {
	t.Parallel()
	size := image.Pt(1600, 1900)
	for _, id := range []photo.ProfileID{photo.DrivingLicence, photo.IdentityCard, photo.AcademicID} {
		p := profileOf(t, id)
		for _, head := range []face.Face{
			aHead(60, 80, 90, 0), aHead(1500, 1850, 150, 20), aHead(800, 900, 20, -15), aHead(800, 900, 900, 5), aHead(40, 1880, 300, 44),
		} {
			crop, _ := portrait.AutoCrop(ofHead(size, head), p, size)
			width := crop.Width * float64(size.X)
			height := width / p.Photo.CropRatio(size.X, size.Y)
			if !p.Photo.Cut.Bounded && width < float64(p.Photo.Cut.Width)-1e-6 {
				t.Errorf("%s: %+v is %v pixels wide", id, crop, width)
			}
			sin, cos := math.Sincos(math.Abs(crop.Angle) * math.Pi / 180)
			x, y := (width*cos+height*sin)/2, (width*sin+height*cos)/2
			cx, cy := crop.X*float64(size.X), crop.Y*float64(size.Y)
			if cx-x < -1e-6 || cx+x > float64(size.X)+1e-6 || cy-y < -1e-6 || cy+y > float64(size.Y)+1e-6 {
				t.Errorf("%s: %+v leaves the picture", id, crop)
			}
		}
	}
}

// Without a face to go by, the middle is cut, and the caller is told.
func TestWithoutAnUprightFaceTheMiddleIsCut(t *testing.T) {
	t.Parallel()
	p, size := profileOf(t, photo.DrivingLicence), image.Pt(1000, 1200)
	for name, m := range map[string]portrait.Measures{
		"no face": portrait.Measure(image.NewRGBA(image.Rectangle{Max: size}), nil),
		"on side": ofHead(size, aHead(500, 600, 200, 90)),
	} {
		crop, upright := portrait.AutoCrop(m, p, size)
		if want := spec.LargestCrop(1000, 1200, 2.0/3); crop != want || upright {
			t.Errorf("%s: %+v, %v", name, crop, upright)
		}
	}
}

// The photographer's own frame is judged, not the one that would have been
// computed.
func TestFrameWithTooFewPixelsIsRefused(t *testing.T) {
	t.Parallel()
	p, size := profileOf(t, photo.DrivingLicence), image.Pt(1200, 1800)
	found := portrait.Judge(ofHead(size, aHead(600, 700, 230, 0)), p, spec.Crop{X: 0.5, Y: 0.45, Width: 0.6}, size)
	if list := geometry(found); len(list) == 0 || list[len(list)-1] != "block pixels" {
		t.Errorf("%v", list)
	}
	// A picture that is too small as a whole is reported by the file's own
	// rule.
	small := image.Pt(600, 900)
	found = portrait.Judge(ofHead(small, aHead(300, 380, 258, 0)), p, spec.Crop{X: 0.5, Y: 0.5, Width: 1}, small)
	for _, s := range geometry(found) {
		if s == "block pixels" {
			t.Error("told twice")
		}
	}
}
