package inspect_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/inspect"
	"myphoto/internal/inspect/hostiletest"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

// tight returns limits that keep each run of the fuzzer small.
func tight() inspect.Limits {
	return inspect.Limits{MaxBytes: 1 << 16, MaxPixels: 1 << 16, MaxProgressivePixels: 1 << 16, MaxQRPixels: 1 << 16}
}

// FuzzRead: any input gives a refusal or a picture that opens, and the master
// is a fixed point: reading it again changes nothing and finds nothing left to
// remove.
func FuzzRead(f *testing.F) {
	f.Add(aJPEG(f, 16, 24))
	f.Add(with(aJPEG(f, 16, 24), segment(0xe1, notesOf(bigEndian, 6, "Athens")), segment(0xfe, "x")))
	f.Add(with(aJPEG(f, 16, 24), segment(0xe2, "ICC_PROFILE\x00\x01\x01"+profileOf("RGB ", "x"))))
	f.Add(aProgressiveJPEG(f))
	reader := inspect.New(tight())
	f.Fuzz(func(t *testing.T, upload []byte) {
		picture, found, err := reader.Read(t.Context(), upload, inspect.Task{Item: photo.ItemPhoto})
		if err != nil {
			t.Fatal(err)
		}
		if picture.Master == nil {
			if len(found) != 1 || found[0].Severity != spec.Block {
				t.Fatalf("refused with %v", codes(found))
			}
			return
		}
		if _, err := jpeg.Decode(bytes.NewReader(picture.Preview)); err != nil {
			t.Fatalf("preview: %v", err)
		}
		again, found, err := reader.Read(t.Context(), picture.Master, inspect.Task{Item: photo.ItemPhoto})
		if err != nil || !bytes.Equal(again.Master, picture.Master) {
			t.Fatalf("a master read again is another: %v, error %v", codes(found), err)
		}
		for _, code := range []string{"file.notes", "file.gps", "file.tail", "file.turned"} {
			if finding(found, code) != nil {
				t.Fatalf("left in the master: %s", code)
			}
		}
	})
}

// FuzzMasterPixels: the Go decoder draws the same from the master as from an
// accepted upload without trailing bytes.
func FuzzMasterPixels(f *testing.F) {
	f.Add(aJPEG(f, 16, 24))
	f.Add(aProgressiveJPEG(f))
	reader := inspect.New(tight())
	f.Fuzz(func(t *testing.T, upload []byte) {
		picture, found, err := reader.Read(t.Context(), upload, inspect.Task{Item: photo.ItemPhoto})
		if err != nil || picture.Master == nil {
			return
		}
		before, err := jpeg.Decode(bytes.NewReader(upload))
		if err != nil {
			t.Fatalf("accepted, but does not decode as uploaded: %v, %v", err, codes(found))
		}
		if diff := cmp.Diff(before, decoded(t, picture.Master)); diff != "" {
			t.Fatal("pixels differ")
		}
	})
}

// FuzzEXIF: any camera metadata leaves a picture that can be turned upright.
func FuzzEXIF(f *testing.F) {
	plain := aJPEG(f, 16, 24)
	for orientation := range 10 {
		f.Add(notesOf(bigEndian, orientation, ""))
		f.Add(notesOf(littleEndian, orientation, "Athens"))
	}
	reader := inspect.New(tight())
	f.Fuzz(func(t *testing.T, notes string) {
		if len(notes) > 65_533 {
			return
		}
		picture, found, err := reader.Read(t.Context(), with(plain, segment(0xe1, notes)), inspect.Task{Item: photo.ItemPhoto})
		if err != nil || picture.Orientation < 1 || picture.Orientation > 8 {
			t.Fatalf("orientation %d: %v, error %v", picture.Orientation, codes(found), err)
		}
		if sideways := picture.Orientation >= 5; sideways != (picture.Width == 24) || sideways != (picture.PreviewWidth == 24) {
			t.Fatalf("orientation %d: %d×%d", picture.Orientation, picture.Width, picture.Height)
		}
	})
}

// FuzzQR: any input gives a text or a refusal with a sentence.
func FuzzQR(f *testing.F) {
	f.Add(aPNG(f, aQR(f, 2, 0, 255, image.Pt(90, 90))))
	f.Add(encoded(f, aQR(f, 2, 0, 255, image.Pt(90, 90))))
	f.Add(pngOf(30, 30, form{8, 0, 0}, chunk("IEND", "")))
	reader := inspect.New(tight())
	f.Fuzz(func(t *testing.T, picture []byte) {
		text, err := reader.QR(t.Context(), picture)
		_, refused := errors.AsType[*photo.Error](err)
		if err != nil && (!refused || text != "") {
			t.Fatalf("%q, error %v", text, err)
		}
	})
}

// hundredth returns the default limits with a hundredth of the pixels, so that
// what would take a second takes ten milliseconds.
func hundredth() inspect.Limits {
	return inspect.Limits{
		MaxBytes: 100_000, MaxPixels: 400_000, MaxProgressivePixels: 120_000, MaxScanPixels: 3_000_000, MaxQRPixels: 400_000,
	}
}

// FuzzInspectorThenDecode: what the walk accepts, JPEG or PNG, is decoded in
// the bytes that were reserved for it and in a hundredth of a second. Since
// machine and fuzzer vary in speed, the measure of time is an ordinary picture
// at the limits, decoded beside it.
func FuzzInspectorThenDecode(f *testing.F) {
	for _, upload := range hostiletest.Small() {
		f.Add(upload)
	}
	f.Add(aJPEG(f, 16, 24))
	f.Add(aPNG(f, image.NewGray(image.Rect(0, 0, 30, 30))))
	f.Add(aPNG(f, image.NewNRGBA64(image.Rect(0, 0, 9, 9))))
	f.Add(aPNG(f, image.NewPaletted(image.Rect(0, 0, 9, 9), color.Palette{color.Black, color.Transparent})))
	f.Add(pngOf(30, 30, form{16, 6, 1}, chunk("IDAT", "x"), chunk("IEND", "")))
	ordinary, ok := inspect.Walk(aJPEG(f, 800, 500), hundredth())
	if !ok {
		f.Fatal("an ordinary picture is turned away")
	}
	f.Fuzz(func(t *testing.T, upload []byte) {
		gate, ok := inspect.Walk(upload, hundredth())
		if !ok {
			return
		}
		var took uint64
		slow := elapsed(func() { took = spent(func() { _, _ = gate.Decode() }) })
		if took > uint64(gate.Cost)+200_000 {
			t.Fatalf("%d bytes, %d were set aside", took, gate.Cost)
		}
		for try := 0; slow > 10*time.Millisecond; try++ {
			slow = min(slow, elapsed(func() { _, _ = gate.Decode() }))
			if most := 5 * elapsed(func() { _, _ = ordinary.Decode() }); slow < most {
				return
			} else if try == 9 {
				t.Fatalf("decoding takes %v, five times an ordinary picture %v", slow, most)
			}
		}
	})
}

// FuzzScanLength: testing eight bytes at a time finds the same marker as
// testing each.
func FuzzScanLength(f *testing.F) {
	for _, data := range []string{"", "\xff", "\xff\x00\xff\xd9", "1234567\xff\xd9", "\xff\xff\xff\xd7\xff\xff\xff\xff\xd8", "12345678\xff\x00\xff\xd0345678901\xff\x01"} {
		f.Add([]byte(data))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		want := len(data)
		for at := 0; at+1 < len(data); at++ {
			if next := data[at+1]; data[at] == 0xff && next != 0 && next != 0xff && (next < 0xd0 || next > 0xd7) {
				want = at
				break
			}
		}
		if got := inspect.ScanLength(data); got != want {
			t.Fatalf("%d, not %d", got, want)
		}
	})
}

func elapsed(do func()) time.Duration {
	began := time.Now()
	do()
	return time.Since(began)
}
