package export_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"myphoto/internal/export"
)

func aPrintSheet(t testing.TB) export.PrintSheet {
	t.Helper()
	var picture bytes.Buffer
	if err := jpeg.Encode(&picture, image.NewRGBA(image.Rect(0, 0, 400, 600)), nil); err != nil {
		t.Fatal(err)
	}
	return export.PrintSheet{
		Language: "el", Title: "Φωτογραφίες", Scale: "Τυπώστε σε κλίμακα 100 %", Ruler: "Ο χάρακας έχει 10 εκατοστά",
		Created: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC),
		Prints: []export.Print{
			{Title: "Δίπλωμα οδήγησης, 40 × 60 mm", Width: 40, Height: 60, JPEG: picture.Bytes()},
			{Title: "Ταυτότητα, 36 × 45 mm", Width: 36, Height: 45, JPEG: picture.Bytes()},
		},
	}
}

// An office measures what is pasted on its form: the boxes in the file are exact, to a
// tenth of a millimetre, and so is the ruler by which the printer is checked.
func TestPrintsHaveTheirExactSize(t *testing.T) {
	t.Parallel()
	s := aPrintSheet(t)
	var out bytes.Buffer
	if err := export.PrintPDF(&out, s); err != nil {
		t.Fatal(err)
	}
	content := run(t, "qpdf", "--qdf", "--object-streams=disable", stored(t, "sheet.pdf", out.Bytes()), "-")
	const mm = 72 / 25.4
	counts := map[string]int{}
	for _, at := range regexp.MustCompile(`q ([0-9.]+) 0 0 ([0-9.]+) [0-9.]+ [0-9.]+ cm /I`).FindAllStringSubmatch(content, -1) {
		width, _ := strconv.ParseFloat(at[1], 64)
		height, _ := strconv.ParseFloat(at[2], 64)
		for _, p := range s.Prints {
			if math.Abs(width/mm-p.Width) < 0.1 && math.Abs(height/mm-p.Height) < 0.1 {
				counts[p.Title]++
			}
		}
	}
	if counts[s.Prints[0].Title] != 4 || counts[s.Prints[1].Title] != 4 {
		t.Errorf("pictures of the exact size: %v", counts)
	}
	ruler := regexp.MustCompile(`([0-9.]+) ([0-9.]+) m ([0-9.]+) ([0-9.]+) l S`).FindStringSubmatch(content)
	if ruler == nil {
		t.Fatal("no ruler")
	}
	from, _ := strconv.ParseFloat(ruler[1], 64)
	to, _ := strconv.ParseFloat(ruler[3], 64)
	if math.Abs((to-from)/mm-100) > 0.1 {
		t.Errorf("the ruler has %.2f mm", (to-from)/mm)
	}
	if text := run(t, "pdftotext", stored(t, "sheet.pdf", out.Bytes()), "-"); !strings.Contains(text, "100 %") || !strings.Contains(text, "Δίπλωμα οδήγησης") {
		t.Errorf("text: %s", text)
	}
}

func TestPrintsThatFitNoSheetAreRefused(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*export.PrintSheet){
		"none":      func(s *export.PrintSheet) { s.Prints = nil },
		"too many":  func(s *export.PrintSheet) { s.Prints = make([]export.Print, 9) },
		"too wide":  func(s *export.PrintSheet) { s.Prints[0].Width = 300 },
		"no height": func(s *export.PrintSheet) { s.Prints[1].Height = 0 },
		"no JPEG":   func(s *export.PrintSheet) { s.Prints[0].JPEG = []byte("x") },
		"no day":    func(s *export.PrintSheet) { s.Created = time.Time{} },
	} {
		s := aPrintSheet(t)
		change(&s)
		if err := export.PrintPDF(&bytes.Buffer{}, s); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
