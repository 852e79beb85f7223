package export_test

import (
	"bytes"
	"encoding/csv"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/export"
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
	if err := export.CSV(&out, []string{"=a", "b", "c", "d", "e", "f"}, rows); err != nil {
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

// FuzzTable checks that no cell begins a formula, however a spreadsheet splits
// the lines, and that except for apostrophes the text is what was typed.
func FuzzTable(f *testing.F) {
	for _, seed := range []string{"", "=1", "a;=b", "; ;\u3000＋1", "a,-1;\t@x", "\";=1", "a\n;=1", "a\r\n", "'=1"} {
		f.Add(seed)
	}
	formula := regexp.MustCompile(`(^|[;\t\r\n])[\pZ\t]*[=+\-@＝＋－＠]`)
	f.Fuzz(func(t *testing.T, typed string) {
		if !utf8.ValidString(typed) {
			return
		}
		var out bytes.Buffer
		if err := export.CSV(&out, []string{"a"}, [][]string{{"x", typed}}); err != nil {
			t.Fatal(err)
		}
		read := csv.NewReader(strings.NewReader(strings.TrimPrefix(out.String(), "\ufeff")))
		read.FieldsPerRecord = -1
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
