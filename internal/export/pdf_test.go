package export_test

import (
	"bytes"
	"image"
	_ "image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"myphoto/internal/export"
)

const (
	aCode = "B3+O3VCZAsaddxDuxLg0bQ"
	aLink = "https://photo.example.gr/c/B3-O3VCZAsaddxDuxLg0bQ"
)

func aSheet() export.CodeSheet {
	return export.CodeSheet{
		Language:  "el",
		Title:     "Ο κωδικάριθμός σας για το myPhoto",
		CodeLabel: "Κωδικάριθμος",
		Code:      aCode,
		Link:      aLink,
		Paragraphs: []string{
			"«Συσχέτιση» έως και την 06/12/2026: ΐ ΰ ς ώ Ϊ Ϋ € –",
			"Ανοίξτε την κάμερα του κινητού σας (στρέψτε την στο QR code).",
		},
		Created: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC),
	}
}

func drawn(t testing.TB, c export.CodeSheet) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := export.CodePDF(&out, c); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func stored(t testing.TB, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// run runs a program that reads what we write. A missing program is a failure: a
// sheet that no other program has read is not tested.
func run(t testing.TB, name string, args ...string) string {
	t.Helper()
	var complaint bytes.Buffer
	command := exec.CommandContext(t.Context(), name, args...)
	command.Stderr = &complaint
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", name, err, out, &complaint)
	}
	return string(out)
}

func TestSheetIsAValidPDF(t *testing.T) {
	t.Parallel()
	out := run(t, "qpdf", "--check", stored(t, "code.pdf", drawn(t, aSheet()))) // exits 3 on a warning
	if !strings.Contains(out, "No syntax or stream encoding errors found") {
		t.Error(out)
	}
}

// Copying the code from the document must yield the code, and searching for a
// Greek word must find it.
func TestSheetContainsItsTextLetterByLetter(t *testing.T) {
	t.Parallel()
	sheet := aSheet()
	text := run(t, "pdftotext", "-layout", stored(t, "code.pdf", drawn(t, sheet)), "-")
	var lines []string
	for line := range strings.Lines(text) {
		lines = append(lines, strings.TrimSpace(line))
	}
	for _, want := range append([]string{sheet.Title, sheet.CodeLabel, sheet.Code, sheet.Link}, sheet.Paragraphs...) {
		if !slices.Contains(lines, want) {
			t.Errorf("%q is not a line of\n%s", want, text)
		}
	}
}

// Whoever types the code from the paper must tell l from I and O from zero.
func TestSheetHasTheCodeInAFontOfFixedWidth(t *testing.T) {
	t.Parallel()
	fonts := run(t, "pdffonts", stored(t, "code.pdf", drawn(t, aSheet())))
	if !strings.Contains(fonts, "mono") {
		t.Error(fonts)
	}
}

func TestSheetHasTitleAndLanguage(t *testing.T) {
	t.Parallel()
	for language, want := range map[string]string{"el": "/Lang (el-GR)", "en": "/Lang (en)"} {
		sheet := aSheet()
		sheet.Language = language
		pdf := drawn(t, sheet)
		if !bytes.Contains(pdf, []byte(want)) {
			t.Errorf("%s: %s is missing", language, want)
		}
		if info := run(t, "pdfinfo", stored(t, "code.pdf", pdf)); !strings.Contains(info, sheet.Title) || !strings.Contains(info, "A4") {
			t.Errorf("%s: %s", language, info)
		}
	}
}

// The archive is written again for each download; the same content must have
// the same digest.
func TestSameSheetYieldsTheSameBytes(t *testing.T) {
	t.Parallel()
	first := drawn(t, aSheet())
	for n := range 5 {
		other := aSheet()
		other.Code = []string{"AB", "Q7", "wmx", "11", "08"}[n] // must leave nothing behind
		drawn(t, other)
		if !bytes.Equal(first, drawn(t, aSheet())) {
			t.Fatal("another document")
		}
	}
}

// Printed and scanned with a phone, the code must open the link.
func TestQROnTheSheetIsReadByOthers(t *testing.T) {
	t.Parallel()
	path := stored(t, "code.pdf", drawn(t, aSheet()))
	if images := run(t, "pdfimages", "-list", path); strings.Count(images, "\n") > 2 {
		t.Errorf("the QR code is a picture, not vectors:\n%s", images)
	}
	page := filepath.Join(t.TempDir(), "page")
	run(t, "pdftoppm", "-png", "-r", "150", "-singlefile", path, page)
	readByBoth(t, page+".png")
}

func TestQRPictureIsReadByOthers(t *testing.T) {
	t.Parallel()
	for _, scale := range []int{2, 8, 32} {
		data, err := export.QRPNG(aLink, scale)
		if err != nil {
			t.Fatal(err)
		}
		readByBoth(t, stored(t, "qr.png", data))
	}
}

// readByBoth reads a QR code with two readers that share no code.
func readByBoth(t testing.TB, path string) {
	t.Helper()
	if got := strings.TrimSpace(run(t, "zbarimg", "--quiet", "--raw", path)); got != aLink {
		t.Errorf("zbar reads %q", got)
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(pictureAt(t, path))
	if err != nil {
		t.Fatal(err)
	}
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil || result.GetText() != aLink {
		t.Errorf("zxing reads %v, error %v", result, err)
	}
}

func pictureAt(t testing.TB, path string) image.Image {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	img, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// At least four centimetres, with white around: smaller codes fail on cheap
// phones.
func TestQROnTheSheetIsLargeEnough(t *testing.T) {
	t.Parallel()
	page := filepath.Join(t.TempDir(), "page")
	run(t, "pdftoppm", "-png", "-r", "254", "-singlefile", stored(t, "code.pdf", drawn(t, aSheet())), page)
	img := pictureAt(t, page+".png")
	bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		t.Fatal(err)
	}
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	if err != nil {
		t.Fatal(err)
	}
	// Ten pixels are a millimetre. The points are the centres of the finder
	// patterns; their distance is seven modules less than the side.
	corners := result.GetResultPoints()
	if apart := corners[2].GetX() - corners[1].GetX(); apart < 400*26.0/33 {
		t.Errorf("finder patterns are %.1f mm apart", apart/10)
	}
}

func TestQRPictureHasItsQuietZone(t *testing.T) {
	t.Parallel()
	data, err := export.QRPNG(aLink, 3)
	if err != nil {
		t.Fatal(err)
	}
	img := pictureAt(t, stored(t, "qr.png", data))
	side := img.Bounds().Dx()
	for y := range side {
		for x := range side {
			frame := min(x, y, side-1-x, side-1-y) < 4*3
			if r, _, _, _ := img.At(x, y).RGBA(); frame && r != 0xffff {
				t.Fatalf("dark at %d, %d", x, y)
			}
		}
	}
	if r, _, _, _ := img.At(12, 12).RGBA(); r != 0 {
		t.Error("the code does not begin after four modules")
	}
}

func TestQRPictureIsBounded(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text  string
		scale int
	}{{aLink, 0}, {aLink, 33}, {aLink, -1}, {"", 4}, {strings.Repeat("x", 513), 4}} {
		if _, err := export.QRPNG(c.text, c.scale); err == nil {
			t.Errorf("%d bytes at scale %d were drawn", len(c.text), c.scale)
		}
	}
}

func TestSheetIsBounded(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*export.CodeSheet){
		"language":       func(c *export.CodeSheet) { c.Language = "de" },
		"no date":        func(c *export.CodeSheet) { c.Created = time.Time{} },
		"no link":        func(c *export.CodeSheet) { c.Link = "" },
		"long link":      func(c *export.CodeSheet) { c.Link = strings.Repeat("x", 513) },
		"long title":     func(c *export.CodeSheet) { c.Title = strings.Repeat("x", 1001) },
		"long paragraph": func(c *export.CodeSheet) { c.Paragraphs = []string{strings.Repeat("x", 1001)} },
		"paragraphs":     func(c *export.CodeSheet) { c.Paragraphs = make([]string, 21) },
	} {
		sheet := aSheet()
		spoil(&sheet)
		var out bytes.Buffer
		if err := export.CodePDF(&out, sheet); err == nil || out.Len() > 0 {
			t.Errorf("%s: drawn with %v", name, err)
		}
	}
}

// The name of a studio may contain anything; the sheet must be drawn
// nevertheless.
func TestSheetIsDrawnWithAnyCharacters(t *testing.T) {
	t.Parallel()
	sheet := aSheet()
	sheet.Title = "ΦΩΤΟ 📷 \x00\u202e(\\) 漢"
	sheet.Paragraphs = []string{"", "a\nb", string([]byte{0xff, 0xfe}), strings.Repeat("ω", 1000)}
	run(t, "qpdf", "--check", stored(t, "code.pdf", drawn(t, sheet)))
}

func FuzzCodePDF(f *testing.F) {
	f.Add("Τίτλος", aCode, "Κείμενο (με παρένθεση) \\ «»")
	f.Add("cut in a letter \xcf", "\xff", "\xce)") // the library panics on these unless they are replaced
	f.Fuzz(func(t *testing.T, title, code, paragraph string) {
		sheet := aSheet()
		sheet.Title, sheet.Code, sheet.Paragraphs = title, code, []string{paragraph}
		var out bytes.Buffer
		if err := export.CodePDF(&out, sheet); err == nil && !bytes.HasPrefix(out.Bytes(), []byte("%PDF-")) {
			t.Fatal("not a PDF")
		}
	})
}
