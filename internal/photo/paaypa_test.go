package photo_test

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"myphoto/internal/photo"
)

func TestPAAYPAIsElevenDigitsOrLetters(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"99000000026": "99000000026", " 990 000 000-26 ": "99000000026", "12345abcDEF": "12345ABCDEF",
		"99Α00000018": "99A00000018", "99χ00000034": "99X00000034", // Greek Α and χ
		"9900000002": "", "990000000260": "", "99Ω00000018": "", "": "", "٩٩٠٠٠٠٠٠٠٢٦": "", "9900000002\x00": "", "99ß00000018": "",
	} {
		got, err := photo.ParsePAAYPA(typed)
		if got.Number() != want || (err == nil) != (want != "") {
			t.Errorf("ParsePAAYPA(%q) = %q, %v; want %q", typed, got.Number(), err, want)
		}
		if err != nil && (err.Code != "paaypa" || err.Field != "paaypa" || err.Kind != photo.Invalid) {
			t.Errorf("ParsePAAYPA(%q) refuses with %+v", typed, err)
		}
	}
}

func TestPAAYPANeverPrints(t *testing.T) {
	t.Parallel()
	p, _ := photo.ParsePAAYPA("99A00000018")
	var out strings.Builder
	fmt.Fprintf(&out, "%v %+v %#v %s %q", p, p, p, p, p)
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "it", p)
	if strings.Contains(out.String(), "99A") {
		t.Error(out.String())
	}
}

func FuzzParsePAAYPA(f *testing.F) {
	f.Add("99A00000018")
	f.Add("99χ00000034")
	f.Fuzz(func(t *testing.T, typed string) {
		p, err := photo.ParsePAAYPA(typed)
		if err != nil {
			return
		}
		if again, err := photo.ParsePAAYPA(p.Number()); err != nil || again != p || len(p.Number()) != 11 {
			t.Fatalf("ParsePAAYPA(%q) = %q, read back %q, %v", typed, p.Number(), again.Number(), err)
		}
	})
}
