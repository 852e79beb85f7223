package export

import (
	_ "embed" // the fonts
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gomonobold"
	"rsc.io/qr"
)

// Noto Sans, SIL Open Font License 1.1 (third_party/licenses). A sheet embeds
// only the letters that it uses.
var (
	//go:embed fonts/NotoSans-Regular.ttf
	regular []byte
	//go:embed fonts/NotoSans-Bold.ttf
	bold []byte
)

// CodeSheet is the content of the printed sheet with the code of an upload. All
// words come from the caller. Code and Link are never logged.
type CodeSheet struct {
	Language   string    // "el" or "en"
	Title      string    // also the title of the document
	CodeLabel  string    // the label above the code
	Code       string    // printed as text, on a line of its own
	Link       string    // content of the QR code; also printed below it
	Paragraphs []string  // below the QR code, at most 20
	Created    time.Time // written into the document; the same input yields the same bytes
}

// Limits of the sheet, in paragraphs and characters, and its measures on A4, in
// millimetres.
const (
	maxParagraphs = 20
	maxTextLength = 1000
	margin        = 20.0
	pageWidth     = 210.0
	qrSide        = 50.0 // without the quiet zone; a phone reads it at arm's length
)

// Errors of an invalid sheet.
var (
	errLanguage = errors.New("language is neither el nor en")
	errNoDate   = errors.New("no date of creation")
	errTooLong  = errors.New("text is too long")
)

// CodePDF writes the sheet as a PDF on A4: title, code and paragraphs as real
// text, the QR code as vectors. The PDF is not tagged, so it does not conform to
// PDF/UA (EN 301 549 clause 10); the web page with the same content is the
// accessible version.
func CodePDF(w io.Writer, c CodeSheet) error {
	if err := c.validate(); err != nil {
		return fmt.Errorf("draw sheet: %w", err)
	}
	code, err := qrCode(c.Link)
	if err != nil {
		return fmt.Errorf("draw sheet: %w", err)
	}
	pdf := newDocument(c)
	pdf.SetFont("Noto", "B", 20)
	pdf.MultiCell(0, 10, printable(c.Title), "", "L", false)
	pdf.Ln(6)
	line(pdf, 12, c.CodeLabel)
	pdf.SetFont("Go Mono", "B", 22) // l, I and 1, O and 0 look different
	pdf.MultiCell(0, 12, printable(c.Code), "", "C", false)
	pdf.Ln(4)
	drawQR(pdf, code, c.Link)
	line(pdf, 9, c.Link)
	pdf.Ln(6)
	pdf.SetFont("Noto", "", 11)
	for _, p := range c.Paragraphs {
		pdf.MultiCell(0, 6, printable(p), "", "L", false)
		pdf.Ln(2)
	}
	if err := pdf.Output(w); err != nil {
		return fmt.Errorf("write sheet: %w", err)
	}
	return nil
}

func (c CodeSheet) validate() error {
	if c.Language != "el" && c.Language != "en" {
		return errLanguage
	}
	if c.Created.IsZero() {
		return errNoDate
	}
	if len(c.Paragraphs) > maxParagraphs {
		return errTooLong
	}
	for _, text := range append([]string{c.Title, c.CodeLabel, c.Code}, c.Paragraphs...) {
		if utf8.RuneCountInString(text) > maxTextLength {
			return errTooLong
		}
	}
	return nil
}

// newDocument returns an empty document, with dates and an order of objects that
// are the same each time.
func newDocument(c CodeSheet) *fpdf.Fpdf {
	pdf := fpdf.New("P", "mm", "A4", "")
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(c.Created.UTC())
	pdf.SetModificationDate(c.Created.UTC())
	pdf.SetProducer("myPhoto", true)
	pdf.SetTitle(printable(c.Title), true)
	pdf.SetLang(map[string]string{"el": "el-GR", "en": "en"}[c.Language])
	// fpdf writes into the bytes of a font while it takes the letters out, so each
	// document has its own.
	pdf.AddUTF8FontFromBytes("Noto", "", slices.Clone(regular))
	pdf.AddUTF8FontFromBytes("Noto", "B", slices.Clone(bold))
	pdf.AddUTF8FontFromBytes("Go Mono", "B", slices.Clone(gomonobold.TTF))
	pdf.SetMargins(margin, margin, margin)
	pdf.SetAutoPageBreak(true, margin)
	pdf.AddPage()
	return pdf
}

func line(pdf *fpdf.Fpdf, size float64, text string) {
	pdf.SetFont("Noto", "", size)
	pdf.MultiCell(0, size/2, printable(text), "", "C", false)
}

// drawQR draws the code, centred, and makes it a link, for readers who have the
// sheet on the phone with which they would scan it.
func drawQR(pdf *fpdf.Fpdf, code *qr.Code, link string) {
	module := qrSide / float64(code.Size)
	left, top := (pageWidth-qrSide)/2, pdf.GetY()+quietZone*module
	pdf.SetFillColor(0, 0, 0)
	for y := range code.Size {
		for x := 0; x < code.Size; {
			run := darkRun(code, x, y)
			if run > 0 {
				pdf.Rect(left+float64(x)*module, top+float64(y)*module, float64(run)*module, module, "F")
			}
			x += max(run, 1)
		}
	}
	pdf.LinkString(left, top, qrSide, qrSide, link)
	pdf.SetY(top + qrSide + quietZone*module)
}

// darkRun returns the number of dark modules from x on. Drawn in one piece, they
// have no hairlines between them.
func darkRun(code *qr.Code, x, y int) int {
	run := 0
	for code.Black(x+run, y) {
		run++
	}
	return run
}

// printable replaces characters that the font cannot show, and control
// characters, which would end the document or hide text.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r > 0xffff || unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return utf8.RuneError
		}
		return r
	}, text)
}
