package batchtable_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"

	"myphoto/internal/photo"
	"myphoto/internal/service/internal/batchtable"
)

const header = "file,mobile,email,documents,label\n"

// TestTableIsReadAsGreekSpreadsheetsWriteIt: nobody knows what a separator is.
func TestTableIsReadAsGreekSpreadsheetsWriteIt(t *testing.T) {
	t.Parallel()
	want := []batchtable.Row{
		{Line: 2, File: "a.jpg", Client: batchtable.Client{Mobile: "6900000001", Documents: []photo.ProfileID{photo.Passport, photo.DrivingLicence}, Label: "Άννα, Α1"}},
		{Line: 4, File: "β.JPG", Client: batchtable.Client{Email: "b@example.gr", Documents: []photo.ProfileID{photo.AcademicID}}},
	}
	plain := "file,mobile,email,documents,label\r\na.jpg,6900000001,,passport driving-licence,\"Άννα, Α1\"\r\n,,,,\r\nC:\\φωτο\\β.JPG,,b@example.gr,academic-id,\r\n"
	semicolons := "αρχείο;κινητό;E-mail;έγγραφα;ετικέτα\na.jpg;6900000001;;passport|driving-licence|passport;Άννα, Α1\n;;;;\nβ.JPG;;b@example.gr;Academic-ID;\n"
	greek, err := charmap.Windows1253.NewEncoder().String(semicolons)
	if err != nil {
		t.Fatal(err)
	}
	tabs := strings.ReplaceAll(semicolons, ";", "\t")
	wide := "\xff\xfe"
	for _, unit := range utf16.Encode([]rune(tabs)) {
		wide += string([]byte{byte(unit), byte(unit >> 8)})
	}
	for name, table := range map[string]string{
		"commas": plain, "mark": "\ufeff" + plain, "semicolons": semicolons, "Windows-1253": greek, "tabs": tabs, "UTF-16": wide,
		"decomposed": strings.ReplaceAll(plain, "Ά", "Α\u0301"),
	} {
		got, err := batchtable.Parse([]byte(table))
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v %s", name, err, diff)
		}
	}
	named, err := batchtable.Parse([]byte("sep=;\n" + semicolons))
	if err != nil || len(named) != 2 {
		t.Errorf("separator named: %v %v", named, err)
	}
}

func TestTableIsRefusedWithItsLine(t *testing.T) {
	t.Parallel()
	row := "a.jpg,6900000001,,passport,\n"
	var many strings.Builder
	many.WriteString(header)
	for n := range batchtable.MaxRows + 1 {
		fmt.Fprintf(&many, "%d.jpg,6900000001,,passport,\n", n)
	}
	for name, c := range map[string]struct {
		table string
		want  *photo.Error
		line  int
	}{
		"10 MB of commas":    {strings.Repeat(",", 10<<20), batchtable.ErrLarge, 0},
		"commas alone":       {strings.Repeat(",", 200<<10), batchtable.ErrHeader, 0},
		"nothing":            {"", batchtable.ErrEmpty, 0},
		"a header alone":     {header, batchtable.ErrEmpty, 0},
		"no header":          {row + row, batchtable.ErrHeader, 0},
		"a column short":     {"file,documents\na.jpg,passport\n", batchtable.ErrHeader, 0},
		"an unknown column":  {"file,mobil,documents\n", batchtable.ErrColumn, 0},
		"a column twice":     {"file,file,mobile,documents\n", batchtable.ErrTwice, 0},
		"201 rows":           {many.String(), batchtable.ErrRows, 0},
		"open quotes":        {header + "a.jpg,\"6900000001,,passport,\n", batchtable.ErrQuotes, 2},
		"quotes inside":      {header + row + "b.jpg,69\"0,,passport,\n", batchtable.ErrQuotes, 3},
		"a workbook":         {"PK\x03\x04" + row, batchtable.ErrNotText, 0},
		"a picture":          {"\xff\xd8\xff\xe0\x00\x10JFIF", batchtable.ErrNotText, 0},
		"too many cells":     {header + "a.jpg,6900000001,,passport,,x\n", batchtable.ErrCells, 2},
		"a formula":          {header + row + "b.jpg,6900000001,,passport,=cmd|' /C calc'!A0\n", batchtable.ErrFormula, 3},
		"a formula's mobile": {header + "a.jpg,@SUM(A1),,passport,\n", batchtable.ErrFormula, 2},
		"a long cell":        {header + "a.jpg,6900000001,,passport," + strings.Repeat("x", 501) + "\n", batchtable.ErrCell, 2},
		"no file":            {header + ",6900000001,,passport,\n", batchtable.ErrNoFile, 2},
		"a folder":           {header + "photos/,6900000001,,passport,\n", batchtable.ErrNoFile, 2},
		"the same file":      {header + row + "A.JPG,6900000002,,passport,\n", batchtable.ErrSameFile, 3},
		"without .jpg":       {header + "Anna,6900000001,,passport,\nanna.jpg,6900000002,,passport,\n", batchtable.ErrAlike, 3},
		"two extensions":     {header + "1.jpg,6900000001,,passport,\n1.png,6900000002,,passport,\n", batchtable.ErrAlike, 3},
		"a signature's":      {header + "1_sig,6900000001,,passport,\n1.jpg,6900000002,,passport,\n", batchtable.ErrAlike, 3},
		"as a signature":     {header + "1.jpg,6900000001,,passport,\n1_SIG.png,6900000002,,passport,\n", batchtable.ErrAlike, 3},
		"one sigma":          {header + "Γιώργος.jpg,6900000001,,passport,\nΓΙΏΡΓΟΣ.png,6900000002,,passport,\n", batchtable.ErrAlike, 3},
		"unknown documents":  {header + "a.jpg,6900000001,,passport fishing-licence,\n", batchtable.ErrDocument, 2},
		"no documents":       {header + "a.jpg,6900000001,,,\n", batchtable.ErrDocuments, 2},
	} {
		rows, err := batchtable.Parse([]byte(c.table))
		refusal, ok := photo.RefusalIn(err)
		if !ok || !errors.Is(err, c.want) {
			t.Errorf("%s: %v %v", name, rows, err)
			continue
		}
		if line, _ := refusal.Args["line"].(int); line != c.line || refusal.Field != "table" {
			t.Errorf("%s: at %d, field %q", name, line, refusal.Field)
		}
	}
	_, err := batchtable.Parse([]byte(header + strings.Repeat(",1,,,\n", 30)))
	if refusal, _ := photo.RefusalIn(err); refusal == nil || len(refusal.All()) != 21 || !refusal.Errors[19].Is(batchtable.ErrMore) {
		t.Errorf("60 faults: %v", err)
	}
}

func TestFilesAreRecognisedByTheirNames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		row, file        string
		photo, signature bool
	}{
		{"a.jpg", "A.JPG", true, false},
		{"folder/a.jpg", `C:\photos\a.jpg`, true, false},
		{"a", "a.jpeg", true, false},
		{"a.jpg", "a_sig.jpg", false, true},
		{"a", "A_SIG.JPG", false, true},
		{"a.jpg", "a.heic", false, false},
		{"Γιώργος.jpg", "ΓΙΏΡΓΟΣ.JPG", true, false},
		{"Ά.jpg", "Α\u0301.jpg", true, false},
		{"a.jpg", "b.jpg", false, false},
		{"a.jpg", "", false, false},
	} {
		n, item := batchtable.Find([]string{"other.jpg", c.row}, c.file)
		if (n == 1 && item == photo.ItemPhoto) != c.photo || (n == 1 && item == photo.ItemSignature) != c.signature {
			t.Errorf("%q of a row and %q: %d %s", c.row, c.file, n, item)
		}
	}
	if n, _ := batchtable.Find([]string{"a", "a.jpg"}, "A.jpg"); n != 1 {
		t.Errorf("a row that names the file in full: %d", n)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{header, header + "a.jpg,6900000001,,passport,\"x\ny\"\n", "sep=;\nfile;mobile;documents\n\"a", "\xff\xfef\x00", "\xfe\xff\x00f"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		rows, err := batchtable.Parse(content)
		if len(rows) > batchtable.MaxRows {
			t.Errorf("%d rows", len(rows))
		}
		if err != nil {
			if _, ok := photo.RefusalIn(err); !ok {
				t.Errorf("no refusal: %v", err)
			}
			return
		}
		for _, row := range rows {
			if row.File == "" || len(row.Documents) == 0 || row.Line < 2 {
				t.Errorf("row %+v", row)
			}
		}
	})
}
