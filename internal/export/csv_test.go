package export_test

import (
	"bytes"
	"encoding/csv"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/export"
	"myphoto/internal/lang"
)

// A case number or a studio's name typed by one person must not run as a
// formula in the spreadsheet of another.
func TestTableContainsNoFormulas(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	rows := [][]string{
		{"=1+1", "+30", "-5", "@SUM(A1)", "\tx", "\rx"},
		{"a;=cmd|' /C calc'!A0;b", "; \u00a0+30;-5", "＝1", "a;＠SUM(A1)", "a\n=1", ";;"},
		{"a=b", "", "Ώρα «12:00»", `say "x"`, "a,b", "line\nline"},
	}
	if err := export.CSV(&out, ',', []string{"=a", "b", "c", "d", "e", "f"}, rows); err != nil {
		t.Fatal(err)
	}
	text, marked := strings.CutPrefix(out.String(), "\ufeff")
	if !marked || !strings.Contains(text, "\r\n") {
		t.Errorf("%q", out.String())
	}
	got, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"'=a", "b", "c", "d", "e", "f"},
		{"'=1+1", "'+30", "'-5", "'@SUM(A1)", "'\tx", "'x"},
		{"a;'=cmd|' /C calc'!A0;b", "; \u00a0'+30;'-5", "'＝1", "a;'＠SUM(A1)", "a\n'=1", ";;"},
		{"a=b", "", "Ώρα «12:00»", `say "x"`, "a,b", "line\nline"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A Greek spreadsheet separates cells at semicolons and reads 1,5 as a number:
// with commas it shows the whole line in one cell.
func TestTableIsOfTheSpreadsheetsLanguage(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 30, 12, 5, 0, 0, time.UTC)
	for l, want := range map[lang.Language]string{
		lang.Greek:   "\ufeffΠότε;Ποσό;Ετικέτα\r\n30/11/2026 14:05;1,5;Νίκος, Άννα\r\n30/11/2026;2;\"α;β\"\r\n",
		lang.English: "\ufeffΠότε,Ποσό,Ετικέτα\r\n2026-11-30 14:05,\"1,5\",\"Νίκος, Άννα\"\r\n2026-11-30,2,α;β\r\n",
	} {
		var out bytes.Buffer
		rows := [][]string{{l.CellTime(at), "1,5", "Νίκος, Άννα"}, {l.CellDate(at), "2", "α;β"}}
		if err := export.CSV(&out, l.CellSeparator(), []string{"Πότε", "Ποσό", "Ετικέτα"}, rows); err != nil || out.String() != want {
			t.Errorf("%s: %q, error %v", l, out.String(), err)
		}
	}
}

// FuzzTable checks that no cell begins a formula, however a spreadsheet splits
// the lines, and that except for apostrophes the text is what was typed.
func FuzzTable(f *testing.F) {
	for _, seed := range []string{"", "=1", "a;=b", "; ;\u3000＋1", "a,-1;\t@x", "\";=1", "a\n;=1", "a\r\n", "'=1"} {
		f.Add(seed)
	}
	formula := regexp.MustCompile(`(^|[,;\t\r\n])[\pZ\t]*[=+\-@＝＋－＠]`)
	f.Fuzz(func(t *testing.T, typed string) {
		if !utf8.ValidString(typed) {
			return
		}
		var out bytes.Buffer
		if err := export.CSV(&out, ';', []string{"a"}, [][]string{{"x", typed}}); err != nil {
			t.Fatal(err)
		}
		read := csv.NewReader(strings.NewReader(strings.TrimPrefix(out.String(), "\ufeff")))
		read.Comma, read.FieldsPerRecord = ';', -1
		rows, err := read.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		got := rows[1][1]
		if formula.MatchString(got) {
			t.Errorf("%q became %q", typed, got)
		}
		plain := strings.NewReplacer("'", "", "\r", "", "\n", "") // the table has its own line ends
		if plain.Replace(got) != plain.Replace(typed) {
			t.Errorf("%q became %q", typed, got)
		}
	})
}
