package inspect_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"rsc.io/qr"

	"myphoto/internal/inspect"
	"myphoto/internal/photo"
)

const qrText = "https://photo.example.gr/c/B3-O3VCZAsaddxDuxLg0bQ"

// aQR draws the code on a background, each module scale pixels, dark on light
// in the two greys given.
func aQR(t testing.TB, scale int, dark, light uint8, size image.Point) *image.Gray {
	t.Helper()
	code, err := qr.Encode(qrText, qr.M)
	if err != nil {
		t.Fatal(err)
	}
	img := image.NewGray(image.Rectangle{Max: size})
	draw.Draw(img, img.Bounds(), image.NewUniform(color.Gray{Y: light}), image.Point{}, draw.Src)
	corner := size.Sub(image.Pt(code.Size*scale, code.Size*scale)).Div(2)
	for y := range code.Size * scale {
		for x := range code.Size * scale {
			if code.Black(x/scale, y/scale) {
				img.SetGray(corner.X+x, corner.Y+y, color.Gray{Y: dark})
			}
		}
	}
	return img
}

// What citizens send: screenshots, photographs far larger than needed, codes in
// a dark theme, codes on their side.
func TestQRIsReadFromOrdinaryPictures(t *testing.T) {
	t.Parallel()
	ordinary := aQR(t, 8, 0, 255, image.Pt(400, 400))
	transparent := image.NewNRGBA(ordinary.Bounds())
	sideways := image.NewGray(ordinary.Bounds())
	for y := range 400 {
		for x := range 400 {
			grey := ordinary.GrayAt(x, y)
			transparent.SetNRGBA(x, y, color.NRGBA{A: 255 - grey.Y})
			sideways.SetGray(399-y, x, grey)
		}
	}
	coloured := image.NewRGBA(ordinary.Bounds())
	draw.Draw(coloured, coloured.Bounds(), ordinary, image.Point{}, draw.Src)
	for name, picture := range map[string][]byte{
		"PNG":             aPNG(t, ordinary),
		"grey JPEG":       encoded(t, ordinary),
		"colour JPEG":     encoded(t, coloured),
		"colour PNG":      aPNG(t, coloured),
		"transparent PNG": aPNG(t, transparent),
		"on its side":     aPNG(t, sideways),
		"small":           aPNG(t, aQR(t, 3, 0, 255, image.Pt(150, 150))),
		"light on dark":   encoded(t, aQR(t, 6, 250, 20, image.Pt(500, 400))),
		"faint":           encoded(t, aQR(t, 6, 150, 190, image.Pt(800, 600))),
		"photograph":      encoded(t, aQR(t, 40, 30, 220, image.Pt(4000, 3000))),
		"small in a big":  encoded(t, aQR(t, 12, 30, 220, image.Pt(4000, 3000))),
	} {
		text, _, err := patientQR(t, picture)
		if text != qrText || err != nil {
			t.Errorf("%s: %q, error %v", name, text, err)
		}
	}
}

func TestPictureWithoutQRSaysSo(t *testing.T) {
	t.Parallel()
	_, err := inspect.New(inspect.Limits{}).QR(t.Context(), aJPEG(t, 300, 400))
	if !errors.Is(err, inspect.ErrNoQR) {
		t.Error(err)
	}
}

// The search tries every three corners it finds. A picture full of corners must
// not cost hours of work for one small upload. The clock stands still, so that the
// limit of corners must end the search, and not that of time.
func TestSheetOfCornersIsSoonGivenUp(t *testing.T) {
	t.Parallel()
	img := image.NewGray(image.Rect(0, 0, 1000, 1000))
	for y := range 1000 {
		for x := range 1000 {
			dx, dy := max(x%9, 6-x%9)-3, max(y%9, 6-y%9)-3
			if ring := max(dx, dy); ring != 2 && ring <= 3 {
				continue
			}
			img.SetGray(x, y, color.Gray{Y: 255})
		}
	}
	if _, took, err := patientQR(t, aPNG(t, img)); !errors.Is(err, inspect.ErrNoQR) {
		t.Errorf("after %v: %v", took, err)
	}
}

// chunk returns a PNG chunk.
func chunk(kind, payload string) []byte {
	body := append([]byte(kind), payload...)
	whole := binary.BigEndian.AppendUint32(nil, uint32(len(payload)))
	return binary.BigEndian.AppendUint32(append(whole, body...), crc32.ChecksumIEEE(body))
}

// form is how a PNG stores its pixels: the last bytes of IHDR.
type form struct{ depth, colour, interlace byte }

func pngOf(width, height uint32, kept form, chunks ...[]byte) []byte {
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height)
	head = append(head, kept.depth, kept.colour, 0, 0, kept.interlace)
	return slices.Concat([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", string(head)), bytes.Join(chunks, nil))
}

func TestFilesThatHoldNoPictureOfAQRAreRefused(t *testing.T) {
	t.Parallel()
	end := chunk("IEND", "")
	whole := aPNG(t, image.NewGray(image.Rect(0, 0, 30, 30)))
	reader := inspect.New(inspect.Limits{})
	for name, c := range map[string]struct {
		picture []byte
		code    string
	}{
		"nothing":             {nil, "file.empty"},
		"PDF":                 {[]byte("%PDF-1.7"), "qr.type"},
		"rubbish":             {[]byte("rubbish"), "file.unknown"},
		"too heavy":           {append([]byte("\xff\xd8\xff"), make([]byte, 10_000_000)...), "file.big"},
		"PNG of 60000²":       {pngOf(60_000, 60_000, form{1, 0, 0}, end), "file.pixels"},
		"PNG of 2³¹ × 2³¹":    {pngOf(1<<31, 1<<31, form{8, 2, 0}, end), "file.pixels"},
		"deep interlaced PNG": {pngOf(5_000, 5_000, form{16, 6, 1}, end), "file.pixels"},
		"PNG of no size":      {pngOf(0, 5, form{8, 0, 0}, end), "file.bad"},
		"animated PNG":        {pngOf(30, 30, form{8, 0, 0}, chunk("acTL", "xxxxxxxx"), end), "file.bad"},
		"PNG without data":    {pngOf(30, 30, form{8, 0, 0}, end), "file.bad"},
		"PNG without header":  {slices.Concat([]byte("\x89PNG\r\n\x1a\n"), end), "file.bad"},
		"PNG without end":     {whole[:len(whole)-12], "file.cut"},
		"PNG cut":             {whole[:len(whole)-20], "file.cut"},
		"PNG of many chunks":  {pngOf(9, 9, form{8, 0, 0}, bytes.Repeat(chunk("tEXt", ""), 100_000)), "file.bad"},
		"JPEG of 26 million":  {resized(t, aJPEG(t, 64, 96), 6_500, 4_000), "file.pixels"},
		"JPEG of 65500²":      {resized(t, aJPEG(t, 64, 96), 65_500, 65_500), "file.side"},
		"JPEG cut":            {aJPEG(t, 64, 96)[:300], "file.cut"},
		"JPEG not as said":    {resized(t, aJPEG(t, 64, 96), 640, 960), "file.bad"},
	} {
		text, err := reader.QR(t.Context(), c.picture)
		refused, ok := errors.AsType[*photo.Error](err)
		if !ok || refused.Code != c.code || refused.Field != "qr" || text != "" {
			t.Errorf("%s: %q, error %v; want %s", name, text, err, c.code)
		}
	}
}

// Each search may keep a processor busy for two seconds: a hundred people with
// pictures full of squares must not occupy the whole machine.
func TestFewPicturesAreSearchedAtATimeAndFewWait(t *testing.T) {
	t.Parallel()
	picture := encoded(t, aQR(t, 8, 0, 255, image.Pt(400, 400)))
	synctest.Test(t, func(t *testing.T) {
		reader := inspect.New(inspect.Limits{})
		letGo := make(chan struct{})
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				if text, err := reader.QR(held{t.Context(), letGo}, picture); err != nil || text != qrText {
					t.Errorf("one of the first eight: %q, %v", text, err)
				}
			})
		}
		synctest.Wait() // two are searched, six wait
		if _, err := reader.QR(t.Context(), picture); !errors.Is(err, inspect.ErrBusy) {
			t.Errorf("the ninth: %v", err)
		}
		close(letGo)
		all.Wait()
		if _, err := reader.QR(t.Context(), picture); err != nil {
			t.Errorf("after them: %v", err)
		}
	})
}
