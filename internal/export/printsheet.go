package export

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// Print is a picture of one document, as its office wants it on paper.
type Print struct {
	Title         string // name of the document and size, in words
	Width, Height float64
	JPEG          []byte // upright; embedded as it is
}

// PrintSheet is a sheet with pictures in their exact size. All words come from the
// caller.
type PrintSheet struct {
	Language string // "el" or "en"
	Title    string
	Scale    string // tells to print at 100 %
	Ruler    string // tells to measure the ruler
	Prints   []Print
	Created  time.Time // written into the document; the same input yields the same bytes
}

// Measures of the sheet in millimetres. Four pictures of 40 mm stand in a row.
const (
	printMargin = 15.0
	printGap    = 4.0
	rulerLength = 100
	maxPrints   = 8
	maxPrintMM  = 180.0
)

var errPrint = errors.New("no print fits the sheet")

// PrintPDF writes the sheet as a PDF on A4: a row of equal pictures for each document,
// each in a thin frame of its exact size along which it is cut, and a ruler by which the
// reader sees whether the printer kept the size.
func PrintPDF(w io.Writer, s PrintSheet) error {
	if len(s.Prints) == 0 || len(s.Prints) > maxPrints {
		return fmt.Errorf("draw prints: %w", errPrint)
	}
	head := CodeSheet{Language: s.Language, Title: s.Title, Created: s.Created}
	if err := head.validate(); err != nil {
		return fmt.Errorf("draw prints: %w", err)
	}
	pdf := newDocument(head)
	pdf.SetMargins(printMargin, printMargin, printMargin)
	pdf.SetXY(printMargin, printMargin)
	pdf.SetFont("Noto", "B", 16)
	pdf.MultiCell(0, 8, printable(s.Title), "", "L", false)
	pdf.SetFont("Noto", "", 11)
	pdf.MultiCell(0, 6, printable(s.Scale), "", "L", false)
	drawRuler(pdf, s.Ruler)
	for _, p := range s.Prints {
		// Equal pictures have one name: each is in the file once.
		name := slices.IndexFunc(s.Prints, func(other Print) bool { return bytes.Equal(other.JPEG, p.JPEG) })
		if err := drawPrint(pdf, strconv.Itoa(name), p); err != nil {
			return err
		}
	}
	if err := pdf.Output(w); err != nil {
		return fmt.Errorf("write prints: %w", err)
	}
	return nil
}

func drawPrint(pdf *fpdf.Fpdf, name string, p Print) error {
	if p.Width <= 0 || p.Height <= 0 || p.Width > maxPrintMM || p.Height > maxPrintMM {
		return fmt.Errorf("draw prints: %w", errPrint)
	}
	_, pageHeight := pdf.GetPageSize()
	if pdf.GetY()+printGap+8+p.Height > pageHeight-margin {
		pdf.AddPage()
	}
	pdf.Ln(printGap)
	pdf.SetFont("Noto", "B", 11)
	pdf.MultiCell(0, 6, printable(p.Title), "", "L", false)
	options := fpdf.ImageOptions{ImageType: "JPG"}
	pdf.RegisterImageOptionsReader(name, options, bytes.NewReader(p.JPEG))
	pdf.SetLineWidth(0.1)
	pdf.SetDrawColor(120, 120, 120)
	top := pdf.GetY() + 1
	for left := printMargin; left+p.Width <= pageWidth-printMargin; left += p.Width + printGap {
		pdf.ImageOptions(name, left, top, p.Width, p.Height, false, options, 0, "")
		pdf.Rect(left, top, p.Width, p.Height, "D")
	}
	pdf.SetY(top + p.Height)
	if err := pdf.Error(); err != nil {
		return fmt.Errorf("draw prints: %w", err)
	}
	return nil
}

// drawRuler draws ten centimetres with a mark at each.
func drawRuler(pdf *fpdf.Fpdf, told string) {
	pdf.Ln(2)
	pdf.SetLineWidth(0.2)
	pdf.SetDrawColor(0, 0, 0)
	y := pdf.GetY() + 4
	pdf.Line(printMargin, y, printMargin+rulerLength, y)
	pdf.SetFont("Noto", "", 8)
	for mm := 0; mm <= rulerLength; mm += 10 {
		x := printMargin + float64(mm)
		pdf.Line(x, y-3, x, y)
		pdf.Text(x-1, y+3.5, strconv.Itoa(mm/10))
	}
	pdf.SetY(y + 5)
	pdf.SetFont("Noto", "", 10)
	pdf.MultiCell(0, 5, printable(told), "", "L", false)
}
