package inspect_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/inspect"
	"myphoto/internal/inspect/icc/icctest"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

// Short names of the two byte orders.
var (
	bigEndian    binary.AppendByteOrder = binary.BigEndian
	littleEndian binary.AppendByteOrder = binary.LittleEndian
)

func decoded(t testing.TB, data []byte) image.Image {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// The promise of the master: not one sample differs from the upload. Every kind
// of coding in the Go decoder's tests is checked.
func TestMasterHasTheUploadsPixels(t *testing.T) {
	t.Parallel()
	kept := 0
	for name, upload := range goTestdata(t) {
		picture, found := read(t, upload)
		refused := strings.Contains(name, "cmyk") ||
			strings.Contains(name, "rgb") || strings.Contains(name, "truncated")
		if refused != (picture.Master == nil) {
			t.Errorf("%s: %v", name, codes(found))
		}
		if picture.Master == nil {
			continue
		}
		kept++
		if diff := cmp.Diff(decoded(t, upload), decoded(t, picture.Master)); diff != "" {
			t.Errorf("%s: pixels differ", name)
		}
		if picture.Progressive != bytes.Contains(upload, []byte{0xff, 0xc2, 0}) {
			t.Errorf("%s: progressive %v", name, picture.Progressive)
		}
		if picture.SHA256 != sha256.Sum256(picture.Master) {
			t.Errorf("%s: digest is not the master's", name)
		}
		again, _ := read(t, picture.Master)
		if !bytes.Equal(again.Master, picture.Master) {
			t.Errorf("%s: a master read again is another", name)
		}
	}
	if kept < 15 {
		t.Errorf("only %d pictures were kept", kept)
	}
}

// Where and with which camera a client was photographed, and anything hidden
// after the picture, must not reach storage.
func TestMasterLosesEverythingButThePicture(t *testing.T) {
	t.Parallel()
	plain := aJPEG(t, 64, 96)
	dressed := with(plain,
		segment(0xe0, "JFIF\x00\x01\x01\x01\x01\x2c\x01\x2c\x01\x01SECRET"),
		segment(0xe0, "JFXX\x00SECRET"),
		segment(0xe1, notesOf(littleEndian, 1, "SECRET Athens")),
		segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00<x exif:GPSLatitude='SECRET'/>"),
		segment(0xe2, "MPF\x00SECRET"),
		segment(0xed, "Photoshop 3.0\x00SECRET"),
		segment(0xee, "Adobe\x00\x64\x00\x00\x00\x00\x01SECRET"),
		segment(0xee, "SECRET and not Adobe"),
		segment(0xfe, "<script>SECRET</script>"),
	)
	picture, found := read(t, append(dressed, "PK\x03\x04 SECRET"...))
	if bytes.Contains(picture.Master, []byte("SECRET")) || bytes.Contains(picture.Master, []byte("Exif")) {
		t.Error("metadata is left in the master")
	}
	if bytes.Contains(picture.Preview, []byte("SECRET")) || picture.HasICC {
		t.Error("metadata is left in the preview")
	}
	want := []string{"info file.fine", "warn file.light", "info file.notes", "info file.gps", "info file.tail"}
	if diff := cmp.Diff(want, codes(found)); diff != "" {
		t.Error(diff)
	}
	if f := finding(found, "file.tail"); f.Args["bytes"] != len("PK\x03\x04 SECRET") {
		t.Errorf("tail of %v bytes", f.Args["bytes"])
	}
	if diff := cmp.Diff(decoded(t, plain), decoded(t, picture.Master)); diff != "" {
		t.Error("pixels differ")
	}
}

// The master begins with a header that every program understands, and keeps the
// size of its print.
func TestMasterKeepsDensity(t *testing.T) {
	t.Parallel()
	plain := aJPEG(t, 64, 96)
	picture, _ := read(t, plain)
	if !bytes.HasPrefix(picture.Master, []byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x00\x00")) {
		t.Errorf("begins %q", picture.Master[:24])
	}
	picture, _ = read(t, with(plain, segment(0xe0, "JFIF\x00\x01\x01\x01\x01\xfc\x01\xfc\x00\x00")))
	if !bytes.HasPrefix(picture.Master, []byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x02\x01\x01\xfc\x01\xfc\x00\x00")) {
		t.Errorf("508 dpi begins %q", picture.Master[:24])
	}
}

// The master keeps the colours of the camera; pages show them in sRGB.
func TestColourProfileStaysAndThePreviewIsConverted(t *testing.T) {
	t.Parallel()
	whole := string(icctest.DisplayP3())
	first, second := whole[:60], whole[60:]
	plain := aJPEG(t, 64, 96)
	upload := with(plain,
		segment(0xe2, "ICC_PROFILE\x00\x01\x02"+first), segment(0xe2, "ICC_PROFILE\x00\x02\x02"+second))
	picture, found := read(t, upload)
	want := segment(0xe2, "ICC_PROFILE\x00\x01\x01"+whole)
	if !picture.HasICC || !bytes.Contains(picture.Master, want) || bytes.Contains(picture.Preview, []byte("ICC_PROFILE")) {
		t.Errorf("profile in picture %v, master %v, preview %v", picture.HasICC,
			bytes.Contains(picture.Master, want), bytes.Contains(picture.Preview, []byte("ICC_PROFILE")))
	}
	if finding(found, "file.icc") == nil {
		t.Errorf("nobody is told that the colours are not sRGB: %v", codes(found))
	}
	// P3 green of 200 lies outside sRGB: no red is left in it.
	bare, _ := read(t, plain)
	_, before, _, _ := decoded(t, bare.Preview).At(48, 24).RGBA()
	red, after, _, _ := decoded(t, picture.Preview).At(48, 24).RGBA()
	if after <= before || red>>8 > 3 {
		t.Errorf("green %d became %d, with red %d", before>>8, after>>8, red>>8)
	}
	_, found = read(t, with(plain, segment(0xe2, "ICC_PROFILE\x00\x01\x01"+string(icctest.SRGB()))))
	if finding(found, "file.icc") != nil {
		t.Error("sRGB was not recognised")
	}
}

// A profile that is not whole, or not for RGB, changes colours at random; without
// it the colours are not those of sRGB either.
func TestBrokenColourProfileIsRefused(t *testing.T) {
	t.Parallel()
	for name, piece := range map[string]string{
		"for inks":      "\x01\x01" + profileOf("CMYK", "x"),
		"second of two": "\x02\x02" + profileOf("RGB ", "x"),
		"of another":    "\x01\x02" + profileOf("RGB ", "x"),
		"too short":     "\x01\x01" + profileOf("RGB ", "x")[:100],
		"nothing":       "",
	} {
		_, found := read(t, with(aJPEG(t, 64, 96), segment(0xe2, "ICC_PROFILE\x00"+piece)))
		if diff := cmp.Diff([]string{"block file.icc-odd"}, codes(found)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// The preview must show the picture upright for all eight orientations: a face
// on its side would be approved unseen or rejected for nothing.
func TestPreviewIsUpright(t *testing.T) {
	t.Parallel()
	// Which corner of the stored picture becomes top left, top right, bottom
	// left and bottom right (CIPA DC-008, figure of the orientation tag).
	const red, green, blue, yellow = 0, 1, 2, 3
	for orientation, want := range map[int][4]int{
		1: {red, green, blue, yellow}, 2: {green, red, yellow, blue},
		3: {yellow, blue, green, red}, 4: {blue, yellow, red, green},
		5: {red, blue, green, yellow}, 6: {blue, red, yellow, green},
		7: {yellow, green, blue, red}, 8: {green, yellow, red, blue},
	} {
		for _, order := range []binary.AppendByteOrder{bigEndian, littleEndian} {
			picture, found := read(t, with(aJPEG(t, 320, 240), segment(0xe1, notesOf(order, orientation, ""))))
			if picture.Orientation != orientation || (finding(found, "file.turned") != nil) != (orientation > 1) {
				t.Errorf("%d: read as %d, %v", orientation, picture.Orientation, codes(found))
			}
			if sideways := orientation >= 5; sideways != (picture.Width == 240) || sideways != (picture.PreviewWidth == 240) {
				t.Errorf("%d: %d×%d, preview %d×%d", orientation,
					picture.Width, picture.Height, picture.PreviewWidth, picture.PreviewHeight)
			}
			if got := cornersOf(t, picture); got != want {
				t.Errorf("%d: corners %v, want %v", orientation, got, want)
			}
		}
	}
}

// cornersOf returns which colour each quarter of a preview has.
func cornersOf(t testing.TB, picture inspect.Picture) [4]int {
	t.Helper()
	img := decoded(t, picture.Preview)
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	if w != picture.PreviewWidth || h != picture.PreviewHeight {
		t.Fatalf("preview is %d×%d, announced %d×%d", w, h, picture.PreviewWidth, picture.PreviewHeight)
	}
	palette := color.Palette{corner(0, 0), corner(1, 0), corner(0, 1), corner(1, 1)}
	return [4]int{
		palette.Index(img.At(w/4, h/4)), palette.Index(img.At(3*w/4, h/4)),
		palette.Index(img.At(w/4, 3*h/4)), palette.Index(img.At(3*w/4, 3*h/4)),
	}
}

func TestOrientationThatMakesNoSenseIsUpright(t *testing.T) {
	t.Parallel()
	for _, notes := range []string{
		notesOf(bigEndian, 0, ""), notesOf(bigEndian, 9, ""), "Exif\x00\x00", "Exif\x00\x00MM\x00*\xff\xff\xff\xff",
		"Exif\x00\x00XX\x00*\x00\x00\x00\x08", notesOf(bigEndian, 6, "")[:20],
	} {
		picture, _ := read(t, with(aJPEG(t, 64, 96), segment(0xe1, notes)))
		if picture.Orientation != 1 || picture.Width != 64 {
			t.Errorf("%q: orientation %d", notes, picture.Orientation)
		}
	}
}

func TestPreviewFitsItsFrameAndIsNeverEnlarged(t *testing.T) {
	t.Parallel()
	for upload, want := range map[[2]int][2]int{
		{64, 96}: {64, 96}, {400, 600}: {400, 600}, {800, 1200}: {400, 600}, {1280, 1600}: {400, 500},
		{1200, 400}: {400, 133}, {2000, 10}: {400, 2}, {5, 3000}: {1, 600},
	} {
		picture, _ := read(t, aJPEG(t, upload[0], upload[1]))
		if got := [2]int{picture.PreviewWidth, picture.PreviewHeight}; got != want {
			t.Errorf("%v: preview %v, want %v", upload, got, want)
		}
		if got := decoded(t, picture.Preview).Bounds().Size(); got != image.Pt(want[0], want[1]) {
			t.Errorf("%v: preview is really %v", upload, got)
		}
	}
}

// The preview has the colours of the master for each kind of chroma
// subsampling.
func TestPreviewHasTheColoursOfTheMaster(t *testing.T) {
	t.Parallel()
	for name, upload := range goTestdata(t) {
		picture, _ := read(t, upload)
		if picture.Master == nil {
			continue
		}
		if got := meanDifference(decoded(t, picture.Master), decoded(t, picture.Preview)); got > 6 {
			t.Errorf("%s: preview differs by %.1f of 255", name, got)
		}
	}
}

func meanDifference(a, b image.Image) float64 {
	size := b.Bounds().Size()
	sum := 0.0
	for y := range size.Y {
		for x := range size.X {
			c, d := color.NRGBAModel.Convert(a.At(x, y)).(color.NRGBA), color.NRGBAModel.Convert(b.At(x, y)).(color.NRGBA)
			for _, pair := range [][2]uint8{{c.R, d.R}, {c.G, d.G}, {c.B, d.B}} {
				sum += float64(max(pair[0], pair[1]) - min(pair[0], pair[1]))
			}
		}
	}
	return sum / float64(3*size.X*size.Y)
}

func TestFindingTellsMeasureAndLimit(t *testing.T) {
	t.Parallel()
	_, found := read(t, aJPEG(t, 600, 900), photo.DrivingLicence)
	want := &spec.Finding{
		Check: "pixels", Item: photo.ItemPhoto, Profile: photo.DrivingLicence, Severity: spec.Block, Code: "file.small",
		Args: map[string]any{"w": "800", "h": "1200", "have": "600 × 900"}, Value: "600×900", Limit: "800×1200",
	}
	if diff := cmp.Diff(want, finding(found, "file.small")); diff != "" {
		t.Error(diff)
	}
}

// The measured value is the size that the office receives, in bytes: the
// reader's language formats it, and stored verdicts remain plain data.
func TestPictureTellsItsSizeInBytes(t *testing.T) {
	t.Parallel()
	picture, found := read(t, with(aJPEG(t, 64, 96), segment(0xe1, string(make([]byte, 60_000)))))
	want := map[string]any{"have": "64 × 96", "bytes": len(picture.Master)}
	if diff := cmp.Diff(want, finding(found, "file.fine").Args); diff != "" {
		t.Error(diff)
	}
}

func TestSignatureIsJudgedOnlyWhereADocumentNeedsOne(t *testing.T) {
	t.Parallel()
	reader := inspect.New(inspect.Limits{})
	picture, found, err := reader.Read(t.Context(), aJPEG(t, 600, 200), inspect.Task{Item: photo.ItemSignature, Documents: spec.Profiles()})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"info file.fine", "block file.small", "warn file.light"}, codes(found)[:3]); diff != "" {
		t.Error(diff)
	}
	if f := finding(found, "file.small"); picture.Item != photo.ItemSignature || f.Item != photo.ItemSignature || f.Profile != photo.DrivingLicence {
		t.Errorf("%+v", f)
	}
}
