package inspect_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"os"
	"strconv"
	"strings"
	"testing"

	"myphoto/internal/inspect"
	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

// heavy returns a picture with enough bytes for a camera's, compressed at a
// quality.
func heavy(t testing.TB, width, height, quality int) []byte {
	t.Helper()
	img, state := image.NewRGBA(image.Rect(0, 0, width, height)), uint32(1)
	for i := range img.Pix {
		state = state*1664525 + 1013904223
		img.Pix[i] = byte(state >> 24)
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// The quality is estimated from the tables alone, on the encoder's scale: a
// quality one lower must not warn where the other does not.
func TestCompressionIsToldAsTheEncoderCountsIt(t *testing.T) {
	t.Parallel()
	for quality, severity := range map[int]spec.Severity{
		20: spec.Block, 45: spec.Block, 50: spec.Block, 59: spec.Block, 60: spec.Warn, 75: spec.Warn, 79: spec.Warn, 80: 0, 92: 0, 100: 0,
	} {
		_, found := read(t, heavy(t, 400, 600, quality))
		f := finding(found, "file.compressed")
		switch {
		case f == nil && severity != 0:
			t.Errorf("quality %d passes", quality)
		case f != nil && (f.Severity != severity || f.Value != strconv.Itoa(quality)):
			t.Errorf("quality %d: %v, value %s", quality, f.Severity, f.Value)
		}
	}
}

// Cameras write both tables in one segment, and tables of two bytes an entry;
// neither may change the estimated quality.
func TestTablesOfTwoBytesAndInOneSegmentAreRead(t *testing.T) {
	t.Parallel()
	upload := heavy(t, 400, 600, 70)
	at := bytes.Index(upload, []byte{0xff, 0xdb})
	length := int(upload[at+2])<<8 | int(upload[at+3])
	wide := []byte{0x10} // table 0, two bytes an entry
	for _, v := range upload[at+5 : at+5+64] {
		wide = append(wide, 0, v)
	}
	second := upload[at+4+65 : at+2+length]
	for name, payload := range map[string][]byte{
		"wide":      append(wide, second...),
		"reordered": append(append([]byte{}, second...), upload[at+4:at+4+65]...),
	} {
		changed := append(append(append([]byte{}, upload[:at]...), segment(0xdb, string(payload))...), upload[at+2+length:]...)
		_, found := read(t, changed)
		if f := finding(found, "file.compressed"); f == nil || f.Value != "70" {
			t.Errorf("%s: %+v in %v", name, f, codes(found))
		}
	}
}

// The page says the size of the file twice; both are one number.
func TestLightFileIsTheSizeThatThePageSays(t *testing.T) {
	t.Parallel()
	found, _ := inspect.JudgeFile(aJPEG(t, 800, 1200), photo.ItemPhoto, nil)
	light, fine := finding(found, "file.light"), finding(found, "file.fine")
	size, isInt := fine.Args["bytes"].(int)
	if want := lang.Greek.Bytes(int64(size)); !isInt || !strings.Contains(lang.Greek.Say(light.Code, light.Args), "μόνο "+want) {
		t.Errorf("%v, want %s", light.Args, want)
	}
}

func TestPictureOfAMessengerAndOfAPosterAreAdvisedAgainst(t *testing.T) {
	t.Parallel()
	_, found := read(t, aJPEG(t, 800, 1200))
	if f := finding(found, "file.light"); f == nil || f.Severity != spec.Warn {
		t.Errorf("a light file: %v", codes(found))
	}
	reader := inspect.New(inspect.Limits{})
	_, huge, err := reader.Read(t.Context(), aJPEG(t, 5000, 5000), inspect.Task{Item: photo.ItemPhoto})
	if f := finding(huge, "file.huge"); err != nil || f == nil || f.Severity != spec.Warn || f.Value != "25" {
		t.Errorf("25 million pixels: %v, %v", codes(huge), err)
	}
	for name, item := range map[string]photo.Item{"../../testdata/faces/hopper.jpg": photo.ItemPhoto, "../../testdata/signature.jpg": photo.ItemSignature} {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		_, sound, err := reader.Read(t.Context(), raw, inspect.Task{Item: item})
		for _, f := range sound {
			if err != nil || f.Severity != spec.Info {
				t.Errorf("%s: %+v, %v", name, f, err)
			}
		}
	}
}
