package inspect_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"runtime"
	"runtime/metrics"
	"slices"
	"testing"

	"myphoto/internal/inspect"
	"myphoto/internal/inspect/hostiletest"
	"myphoto/internal/photo"
)

// scattered returns the colours of the corners as a JPEG whose components come
// in scans of their own, sampled as given, with or without restart marks after
// each row of blocks. The blocks are encoded by the standard library.
func scattered(t testing.TB, width, height int, sampling [3]image.Point, restarts bool) []byte {
	t.Helper()
	var most image.Point
	for _, s := range sampling {
		most = image.Pt(max(most.X, s.X), max(most.Y, s.Y))
	}
	var planes [3]*image.Gray
	for i, s := range sampling {
		size := image.Pt((width*s.X+most.X-1)/most.X, (height*s.Y+most.Y-1)/most.Y)
		planes[i] = image.NewGray(image.Rectangle{Max: size})
		for y := range size.Y {
			for x := range size.X {
				c := corner(min(2*x/size.X, 1), min(2*y/size.Y, 1))
				luma, blue, red := color.RGBToYCbCr(c.R, c.G, c.B)
				planes[i].Pix[y*planes[i].Stride+x] = [3]byte{luma, blue, red}[i]
			}
		}
	}
	grey := encoded(t, planes[0])
	frame, scan := frameAt(t, grey), bytes.Index(grey, []byte{0xff, 0xda})
	header := string([]byte{8, byte(height >> 8), byte(height), byte(width >> 8), byte(width), 3})
	for i, s := range sampling {
		header += string([]byte{byte(i + 1), byte(s.X<<4 | s.Y), 0})
	}
	out := slices.Concat(grey[:frame], segment(0xc0, header), grey[frame+13:scan])
	for i, plane := range planes {
		across := (plane.Rect.Dx() + 7) / 8
		if restarts {
			out = append(out, segment(0xdd, string([]byte{0, byte(across)}))...)
		}
		out = append(out, segment(0xda, string([]byte{1, byte(i + 1), 0, 0, 63, 0}))...)
		out = append(out, units(t, plane, restarts)...)
	}
	return append(out, 0xff, 0xd9)
}

// units returns the coded blocks of a plane.
func units(t testing.TB, plane *image.Gray, restarts bool) []byte {
	t.Helper()
	coded := func(img image.Image) []byte {
		file := encoded(t, img)
		return file[bytes.Index(file, []byte{0xff, 0xda})+10 : len(file)-2]
	}
	if !restarts {
		return coded(plane)
	}
	var out []byte
	for row := 0; 8*row < plane.Rect.Dy(); row++ {
		if row > 0 {
			out = append(out, 0xff, byte(0xd0+(row-1)%8))
		}
		out = append(out, coded(plane.SubImage(image.Rect(0, 8*row, plane.Rect.Dx(), 8*row+8)))...)
	}
	return out
}

// showsCorners reports which corner of a picture is not of its colour.
func showsCorners(t *testing.T, name string, data []byte) {
	t.Helper()
	img := decoded(t, data)
	size := img.Bounds().Size()
	for i := range 4 {
		right, bottom := i%2, i/2
		want := corner(right, bottom)
		have := color.RGBAModel.Convert(img.At(size.X/4+right*size.X/2, size.Y/4+bottom*size.Y/2)).(color.RGBA)
		for j, pair := range [][2]uint8{{want.R, have.R}, {want.G, have.G}, {want.B, have.B}} {
			if max(pair[0], pair[1])-min(pair[0], pair[1]) > 12 {
				t.Errorf("%s: corner %d is %v, not %v (channel %d)", name, i, have, want, j)
			}
		}
	}
}

// Every viewer opens these, whatever the sampling and the order of the scans.
func TestEverySamplingIsRead(t *testing.T) {
	t.Parallel()
	pt := image.Pt
	for _, sampling := range [][3]image.Point{
		{pt(1, 1), pt(1, 1), pt(1, 1)},
		{pt(2, 2), pt(1, 1), pt(1, 1)},
		{pt(3, 1), pt(1, 1), pt(1, 1)},
		{pt(1, 3), pt(1, 1), pt(1, 1)},
		{pt(3, 3), pt(1, 1), pt(1, 1)},
		{pt(4, 1), pt(1, 1), pt(1, 1)},
		{pt(4, 4), pt(1, 1), pt(1, 1)},
		{pt(2, 2), pt(1, 1), pt(1, 2)},
		{pt(2, 2), pt(1, 1), pt(2, 2)},
		{pt(2, 2), pt(2, 1), pt(1, 2)},
		{pt(1, 1), pt(2, 2), pt(2, 2)},
	} {
		for _, restarts := range []bool{false, true} {
			for _, size := range []image.Point{pt(96, 144), pt(101, 147)} {
				name := fmt.Sprint(sampling, restarts, size)
				picture, found := read(t, scattered(t, size.X, size.Y, sampling, restarts))
				if picture.Master == nil {
					t.Errorf("%s: %v", name, codes(found))
					continue
				}
				showsCorners(t, name, picture.Preview)
				again, _ := read(t, picture.Master)
				if !bytes.Equal(again.Master, picture.Master) || !bytes.Equal(again.Preview, picture.Preview) {
					t.Errorf("%s: a master read again is another", name)
				}
			}
		}
	}
}

// What viewers pass over silently does not cost a client the picture, and none
// of it is kept.
func TestHarmlessFlawsOfTheStructureArePassedOver(t *testing.T) {
	t.Parallel()
	plain := aJPEG(t, 64, 96)
	open, scan := plain[:len(plain)-2], bytes.Index(plain, []byte{0xff, 0xda})
	bare, _ := read(t, plain)
	for name, upload := range map[string][]byte{
		"without its end":            open,
		"zeros instead of its end":   append(slices.Clone(open), make([]byte, 512)...),
		"text instead of its end":    append(slices.Clone(open), "SECRET"...),
		"a note instead of its end":  append(slices.Clone(open), segment(0xfe, "SECRET")...),
		"half a note for its end":    append(slices.Clone(open), segment(0xfe, "SECRET")[:6]...),
		"half an end":                append(slices.Clone(open), 0xff),
		"noise between the segments": with(plain, segment(0xfe, "x"), []byte("SECRET")),
		"noise before the scan":      slices.Concat(plain[:scan], []byte("SECRET\xff\x00"), plain[scan:]),
		"stray restart marks":        with(plain, []byte{0xff, 0xd0, 0xff, 0x01}),
		"zeros after its end":        append(slices.Clone(plain), make([]byte, 512)...),
		"300 segments":               with(plain, bytes.Repeat(segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00<x/>"), 300)),
	} {
		picture, found := read(t, upload)
		if picture.Master == nil {
			t.Errorf("%s: %v", name, codes(found))
			continue
		}
		if !bytes.Equal(picture.Preview, bare.Preview) || bytes.Contains(picture.Master, []byte("SECRET")) {
			t.Errorf("%s: another picture, or more than it: %v", name, codes(found))
		}
		if _, err := jpeg.Decode(bytes.NewReader(picture.Master)); err != nil {
			t.Errorf("%s: master: %v", name, err)
		}
	}
}

// A progressive picture of a camera's full 24 million pixels is read within the
// memory of all pictures, whatever its sampling.
func TestNominalMegapixelsMayBeProgressive(t *testing.T) {
	for _, sampling := range []byte{0x22, 0x11} {
		upload := hostiletest.Progressive(6_016, 4_016, sampling)
		runtime.GC()
		stop, peak := make(chan struct{}), make(chan uint64)
		go func() {
			sample, most := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}, uint64(0)
			for {
				metrics.Read(sample)
				most = max(most, sample[0].Value.Uint64())
				select {
				case <-stop:
					peak <- most
					return
				default:
					runtime.Gosched()
				}
			}
		}()
		picture, found, err := inspect.New(inspect.Limits{}).Read(t.Context(), upload, inspect.Task{Item: photo.ItemPhoto})
		close(stop)
		if err != nil || picture.Width != 6_016 || picture.Progressive {
			t.Errorf("sampling %x: %v, error %v", sampling, codes(found), err)
		}
		if most := <-peak; most > 230_000_000 {
			t.Errorf("sampling %x: %d bytes in memory", sampling, most)
		}
	}
}

// Where a progressive picture is too large, saving it otherwise is the way out.
func TestOnlyProgressiveIsToldForWhatWouldFit(t *testing.T) {
	t.Parallel()
	progressive := aProgressiveJPEG(t)
	if _, found := read(t, resized(t, progressive, 7_000, 5_000)); finding(found, "file.pixels-progressive") == nil {
		t.Errorf("35 million: %v", codes(found))
	}
	if _, found := read(t, resized(t, progressive, 9_000, 5_000)); finding(found, "file.pixels") == nil {
		t.Errorf("45 million: %v", codes(found))
	}
}
