package inspect_test

import (
	"bytes"
	"crypto/sha256"
	"image"
	"image/jpeg"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/inspect"
	"myphoto/internal/inspect/icc/icctest"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

// hopper returns the portrait of testdata, scaled to width × height and placed
// on a canvas of its background's grey, so that a test controls the size of the
// face in the picture.
func hopper(t testing.TB, sheet image.Point, width, height int) *image.RGBA {
	t.Helper()
	content, err := os.ReadFile("../../testdata/faces/hopper.jpg")
	if err != nil {
		t.Fatal(err)
	}
	face := decoded(t, content)
	size := face.Bounds().Size()
	img := image.NewRGBA(image.Rectangle{Max: sheet})
	left, top := (sheet.X-width)/2, sheet.Y-height
	for y := range sheet.Y {
		for x := range sheet.X {
			fromX := min(max((x-left)*size.X/width, 0), size.X-1)
			fromY := min(max((y-top)*size.Y/height, 0), size.Y-1)
			img.Set(x, y, face.At(fromX, fromY))
		}
	}
	return img
}

// blocks lists what blocks a document.
func blocks(found []spec.Finding, id photo.ProfileID) string {
	var codes []string
	for _, f := range found {
		if f.Severity == spec.Block && (f.Profile == id || f.Profile == "") {
			codes = append(codes, f.Code)
		}
	}
	return strings.Join(codes, " ")
}

// fine encodes like a camera, without a loss of quality that a check would
// notice.
func fine(t testing.TB, img image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// What passes and what must be corrected, document by document, and what each
// office receives: the master where it suits, otherwise its own cut.
func TestEachOfficeGetsWhatItDemands(t *testing.T) {
	t.Parallel()
	licence := fine(t, hopper(t, image.Pt(800, 1200), 800, 1200))
	large := fine(t, hopper(t, image.Pt(1600, 2000), 1240, 1860))
	square := fine(t, hopper(t, image.Pt(1400, 1400), 860, 1290))
	for _, c := range []struct {
		name     string
		upload   []byte
		document photo.ProfileID
		blocked  string
		receives image.Point // zero: the master
	}{
		{"as it should be", licence, photo.DrivingLicence, "", image.Point{}},
		{"too small for the card", licence, photo.IdentityCard, "file.small", image.Point{}},
		{"of another shape", square, photo.TachographCard, "", image.Pt(800, 1200)},
		{"larger and of another shape", large, photo.Passport, "", image.Pt(800, 1200)},
		{"larger than the card", large, photo.IdentityCard, "", image.Pt(1280, 1600)},
		{"any shape will do, no more than is shown", square, photo.AcademicID, "", image.Pt(600, 600)},
	} {
		picture, found := read(t, c.upload, c.document)
		if got := blocks(found, c.document); got != c.blocked {
			t.Errorf("%s: %q, want %q: %+v", c.name, got, c.blocked, found)
			continue
		}
		if c.receives == (image.Point{}) {
			if len(picture.Derivatives) != 0 {
				t.Errorf("%s: cut to %d×%d", c.name, picture.Derivatives[0].Width, picture.Derivatives[0].Height)
			}
			continue
		}
		if len(picture.Derivatives) != 1 {
			t.Errorf("%s: %d derivatives", c.name, len(picture.Derivatives))
			continue
		}
		d := picture.Derivatives[0]
		if size := decoded(t, d.Bytes).Bounds().Size(); size != c.receives || size != image.Pt(d.Width, d.Height) || d.Profile != c.document {
			t.Errorf("%s: %v said to be %d×%d for %s", c.name, size, d.Width, d.Height, d.Profile)
		}
		if d.SHA256 != sha256.Sum256(d.Bytes) || bytes.Contains(d.Bytes, []byte("Exif")) {
			t.Errorf("%s: digest or metadata", c.name)
		}
	}
}

// Cameras write their orientation beside the pixels. The office sees people
// upright, at the density of its print, and never a colour profile.
func TestOfficeReceivesUprightPicturesInSRGB(t *testing.T) {
	t.Parallel()
	upright := hopper(t, image.Pt(800, 1200), 800, 1200)
	lying := image.NewRGBA(image.Rect(0, 0, 1200, 800)) // orientation 6: turned clockwise it is upright
	for y := range 800 {
		for x := range 1200 {
			lying.SetRGBA(x, y, upright.RGBAAt(799-y, x))
		}
	}
	upload := with(fine(t, lying),
		segment(0xe1, notesOf(bigEndian, 6, "")), segment(0xe2, "ICC_PROFILE\x00\x01\x01"+string(icctest.DisplayP3())))
	picture, found := read(t, upload, photo.DrivingLicence)
	if got := blocks(found, photo.DrivingLicence); got != "" || len(picture.Derivatives) != 1 {
		t.Fatalf("%q, %d derivatives", got, len(picture.Derivatives))
	}
	d := picture.Derivatives[0].Bytes
	if !bytes.HasPrefix(d, []byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x02\x01\x01\xfc\x01\xfc")) || bytes.Contains(d, []byte("ICC_PROFILE")) {
		t.Errorf("begins %q", d[:24])
	}
	if apart := meanDifference(decoded(t, d), upright); apart > 8 { // the colours of P3 are slightly stronger
		t.Errorf("apart by %.1f", apart)
	}
}

// An office that forbids compressing again gets the very pixels of the camera,
// or a refusal that names what would have changed them.
func TestCropOnlyIsACutOfTheSamePixels(t *testing.T) {
	t.Parallel()
	img := hopper(t, image.Pt(1608, 2008), 1240, 1860)
	picture, found := read(t, fine(t, img), photo.IdentityCard)
	if got := blocks(found, photo.IdentityCard); got != "" || len(picture.Derivatives) != 1 {
		t.Fatalf("%q, %d derivatives", got, len(picture.Derivatives))
	}
	whole, cut := decoded(t, picture.Master), decoded(t, picture.Derivatives[0].Bytes)
	same := false
	for y := 0; y <= 2008-1600; y += 16 {
		for x := 0; x <= 1608-1280; x += 16 {
			same = same || equalAt(whole, cut, image.Pt(x, y))
		}
	}
	if !same {
		t.Error("the cut is not a part of the master")
	}
	_, found = read(t, with(fine(t, img), segment(0xe2, "ICC_PROFILE\x00\x01\x01"+string(icctest.DisplayP3()))), photo.IdentityCard)
	if finding(found, "file.crop-only-colour") == nil {
		t.Errorf("colours that would have to be changed: %v", codes(found))
	}
}

// A frame chosen by hand that would change the pixels of the camera is refused with the
// cause and the remedy, not bent to something else; one that only lies elsewhere is cut.
func TestChosenFrameChangesNoPixelsWhereOnlyACutIsAllowed(t *testing.T) {
	t.Parallel()
	img := hopper(t, image.Pt(1608, 2008), 1240, 1860)
	upload := fine(t, img)
	p, _ := spec.ProfileByID(photo.IdentityCard)
	whole := 1280.0 / 1608
	for crop, code := range map[spec.Crop]string{
		{X: 0.5, Y: 0.5, Width: whole}:                         "",
		{X: 0.52, Y: 0.49, Width: math.Round(whole*1e6) / 1e6}: "", // as the form sends it
		{X: 0.5, Y: 0.5, Width: whole, Angle: 0.5}:             "file.crop-only-askew",
		{X: 0.5, Y: 0.5, Width: whole, Angle: -90}:             "file.crop-only-askew",
		{X: 0.5, Y: 0.5, Width: 0.9}:                           "file.crop-only-scaled",
		{X: 0.5, Y: 0.5, Width: 0.6}:                           "file.crop-only-scaled",
		{X: 0.5, Y: 0.5, Width: 0.001}:                         "file.crop-only-scaled",
		{X: 0.5, Y: 0.62, Width: whole}:                        "face.cut", // and beside the picture
	} {
		picture, found, err := inspect.New(inspect.Limits{}).Read(t.Context(), upload, inspect.Task{
			Item: photo.ItemPhoto, Documents: []spec.Profile{p}, Crops: map[photo.ProfileID]spec.Crop{photo.IdentityCard: crop},
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := blocks(found, photo.IdentityCard); got != code {
			t.Errorf("%v: %q, want %q: %v", crop, got, code, codes(found))
		}
		if code != "" {
			if len(picture.Derivatives) != 0 {
				t.Errorf("%v: cut all the same", crop)
			}
			continue
		}
		// The cut lies on the grid of the coding, here at most half a unit beside the frame.
		cut, master := decoded(t, picture.Derivatives[0].Bytes), decoded(t, picture.Master)
		near := false
		for y := -8; y <= 8; y++ {
			for x := -8; x <= 8; x++ {
				at := image.Pt(int(math.Round(crop.X*1608))-640+x, int(math.Round(crop.Y*2008))-800+y)
				near = near || equalAt(master, cut, at)
			}
		}
		if !near {
			t.Errorf("%v: the cut is not where the frame is", crop)
		}
	}
}

// equalAt reports whether a small picture is the part of a large one that
// begins at a corner; it compares a few lines.
func equalAt(large, small image.Image, corner image.Point) bool {
	size := small.Bounds().Size()
	for y := 0; y < size.Y; y += 97 {
		for x := range size.X {
			if large.At(corner.X+x, corner.Y+y) != small.At(x, y) {
				return false
			}
		}
	}
	return true
}

// A profile of tables belongs to a printer; what the colours were before cannot
// be known.
func TestColoursThatCannotBeKnownAreRefused(t *testing.T) {
	t.Parallel()
	plain := aJPEG(t, 64, 96)
	for code, profile := range map[string]string{
		"file.icc-tables": string(icctest.Tables()),
		"file.icc-odd":    profileOf("RGB ", "sRGB IEC"),
	} {
		picture, found := read(t, with(plain, segment(0xe2, "ICC_PROFILE\x00\x01\x01"+profile)))
		if diff := cmp.Diff([]string{"block " + code}, codes(found)); diff != "" || picture.Master != nil {
			t.Errorf("%s: %s", code, diff)
		}
	}
}

// The frame chosen at the counter is the one that is cut, also where another
// would have been computed; one that leaves the picture is refused with a
// sentence.
func TestChosenFrameIsCut(t *testing.T) {
	t.Parallel()
	upload := fine(t, hopper(t, image.Pt(1600, 2000), 1240, 1860))
	p, _ := spec.ProfileByID(photo.AcademicID)
	for crop, code := range map[spec.Crop]string{
		{X: 0.5, Y: 0.55, Width: 0.75}: "",
		{X: 0.5, Y: 0.95, Width: 0.9}:  "file.crop",
	} {
		picture, found, err := inspect.New(inspect.Limits{}).Read(t.Context(), upload, inspect.Task{
			Item: photo.ItemPhoto, Documents: []spec.Profile{p}, Crops: map[photo.ProfileID]spec.Crop{photo.AcademicID: crop},
		})
		if err != nil {
			t.Fatal(err)
		}
		if code != "" {
			if finding(found, code) == nil && !slices.Contains(codes(found), "block face.cut") {
				t.Errorf("%v: %v", crop, codes(found))
			}
			continue
		}
		if got := blocks(found, photo.AcademicID); got != "" || len(picture.Derivatives) != 1 {
			t.Errorf("%v: %q, %d derivatives", crop, got, len(picture.Derivatives))
		}
	}
}
