package export_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"myphoto/internal/export"
)

// centimetre is the side of a code of one centimetre at 300 dpi, in pixels.
const centimetre = 118

// The side of the code of aLink in modules, without and with its quiet zone.
const (
	codeModules  = 33
	frameModules = codeModules + 8
)

// Printed as small as a stamp, and photographed or scanned slightly out of
// focus, the codes of the sheet and of the mail must be readable for two readers
// that share no code.
func TestQROfOneCentimetreIsReadByOthers(t *testing.T) {
	t.Parallel()
	for name, printed := range map[string]*image.Gray{
		"sheet": smallSheet(t),
		"mail":  smallMail(t),
	} {
		for seed := range uint64(5) {
			var out bytes.Buffer
			if err := png.Encode(&out, seen(printed, seed)); err != nil {
				t.Fatal(err)
			}
			readByBoth(t, stored(t, fmt.Sprintf("%s-%d.png", name, seed), out.Bytes()))
		}
	}
}

// smallSheet returns the code of the sheet with the white around it, from a page
// printed so small that the 50 mm of the code become ten.
func smallSheet(t testing.TB) *image.Gray {
	t.Helper()
	page := filepath.Join(t.TempDir(), "page")
	path := stored(t, "code.pdf", drawn(t, aSheet()))
	run(t, "pdftoppm", "-png", "-gray", "-r", fmt.Sprint(centimetre*25.4/50), "-singlefile", path, page)
	whole := greyOf(pictureAt(t, page+".png"))
	code := darkSquare(t, whole)
	white := centimetre * 4 / codeModules
	return greyOf(whole.SubImage(code.Inset(-white)))
}

// darkSquare returns the bounds of the code on a page: in the middle, the
// tallest block of rows that all contain something dark. Lines of text are
// lower.
func darkSquare(t testing.TB, page *image.Gray) image.Rectangle {
	t.Helper()
	var code, block image.Rectangle
	middle := page.Rect.Dx() / 2
	for y := range page.Rect.Dy() {
		row := image.Rectangle{}
		for x := middle - centimetre/2 - 3; x < middle+centimetre/2+3; x++ {
			if page.GrayAt(x, y).Y < 150 {
				row = row.Union(image.Rect(x, y, x+1, y+1))
			}
		}
		if block = block.Union(row); row.Empty() {
			block = image.Rectangle{}
		}
		if block.Dy() > code.Dy() {
			code = block
		}
	}
	if off := code.Size().Sub(image.Pt(centimetre, centimetre)); max(off.X, -off.X, off.Y, -off.Y) > 3 {
		t.Fatalf("the code takes %v, want %d pixels a side", code, centimetre)
	}
	return code
}

// smallMail returns the picture of the mail at the size of one centimetre.
func smallMail(t testing.TB) *image.Gray {
	t.Helper()
	const scale = 6 // as in the mails
	data, err := export.QRPNG(aLink, scale)
	if err != nil {
		t.Fatal(err)
	}
	large := greyOf(pictureAt(t, stored(t, "qr.png", data)))
	if side := large.Rect.Dx(); side != frameModules*scale {
		t.Fatalf("%d pixels, want %d", side, frameModules*scale)
	}
	side := centimetre * frameModules / codeModules
	small := image.NewGray(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			area := image.Rect(x*large.Rect.Dx()/side, y*large.Rect.Dx()/side, (x+1)*large.Rect.Dx()/side, (y+1)*large.Rect.Dx()/side)
			small.SetGray(x, y, mean(large, area))
		}
	}
	return small
}

// seen returns what a lens and a sensor make of a print: each pixel mixed with
// its neighbours, ink that is not black, paper that is not white, and noise.
func seen(printed *image.Gray, seed uint64) *image.Gray {
	noise := rand.New(rand.NewPCG(seed, 300))
	out := image.NewGray(printed.Rect)
	for y := range printed.Rect.Dy() {
		for x := range printed.Rect.Dx() {
			sharp := int(printed.GrayAt(x, y).Y)
			soft := int(mean(printed, image.Rect(x-1, y-1, x+2, y+2)).Y)
			value := 35 + (sharp+soft)*190/510 + int(8*noise.NormFloat64())
			out.SetGray(x, y, color.Gray{Y: uint8(min(255, max(0, value)))})
		}
	}
	return out
}

func mean(img *image.Gray, area image.Rectangle) color.Gray {
	sum, n := 0, 0
	area = area.Intersect(img.Rect)
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			sum += int(img.GrayAt(x, y).Y)
			n++
		}
	}
	return color.Gray{Y: uint8(sum / max(1, n))}
}

func greyOf(img image.Image) *image.Gray {
	bounds := img.Bounds()
	grey := image.NewGray(image.Rectangle{Max: bounds.Size()})
	for y := range grey.Rect.Dy() {
		for x := range grey.Rect.Dx() {
			grey.Set(x, y, img.At(bounds.Min.X+x, bounds.Min.Y+y))
		}
	}
	return grey
}

// Read aloud or copied, the Greek of the sheet must be the same letter by
// letter: accents, diaeresis, final sigma, guillemets and signs.
func TestEveryGreekLetterOfTheSheetIsText(t *testing.T) {
	t.Parallel()
	sheet := aSheet()
	sheet.Paragraphs = []string{
		"ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ ΆΈΉΊΌΎΏΪΫ",
		"αβγδεζηθικλμνξοπρστυφχψω ς άέήίόύώϊϋΐΰ",
		"«Άρθρο 5 § 2» · 60 € – 10’ … 3ο; 50%",
	}
	text := run(t, "pdftotext", "-raw", stored(t, "code.pdf", drawn(t, sheet)), "-")
	for _, want := range sheet.Paragraphs {
		if !strings.Contains(text, want+"\n") {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
}
