package typed_test

import (
	"errors"
	"strings"
	"testing"
	"unicode"

	"myphoto/internal/photo"
	"myphoto/internal/photo/typed"
)

func TestTextIsWhatIsSeen(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"\u202dΜαρία\u202c":       "Μαρία",
		"\ufeffγάμος\u00a0Άννας ": "γάμος Άννας",
		"a\u00adb\u200bc\ufe0e":   "abc",
		"Ａ１＠":                     "A1@",
		"👩\u200d🎓":                "👩\u200d🎓",
	} {
		if got := typed.Text(given); got != want {
			t.Errorf("%q became %q", given, got)
		}
	}
}

func TestOneTimeCodeIsFoundInItsMessage(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"123456": "123456", " 123 456 ": "123456", "１２３４５６": "123456", "\u202d123456\u202c": "123456",
		"123456 είναι ο κωδικός μιας χρήσης για το myPhoto. Ισχύει 5 λεπτά.": "123456",
		"123456 " + strings.Repeat("έως τις 10:40 ", 200):                    "123456",
		"10:40\n123456 είναι ο κωδικός μιας χρήσης":                          "123456", "Σήμερα 9:05 123456": "123456", "27/11/2026, 10:40:05 123456": "123456",
		"2026-11-27 10:40 123456 EINAI O KΩΔIKOΣ\n@localhost #123456\n10:41": "123456", "10:40 123": "10:40123", "12 34 56": "123456",
		"12345": "12345", "123456 ή 654321": "123456ή654321",
	} {
		if got := typed.OneTimeCode(given); got != want {
			t.Errorf("%q became %q", given, got)
		}
	}
}

// A refusal says what is wrong with a number, not what is right with another.
func TestEachFaultOfANumberHasItsOwnSentence(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"": "afm.empty", "\u200b": "afm.empty", "123456781": "afm.check", "000000000": "afm.check", "1234567": "afm", "12345678O": "afm.char",
	} {
		if _, fault := photo.ParseTaxID(given); fault == nil || fault.Code != want {
			t.Errorf("ΑΦΜ %q: %v, want %s", given, fault, want)
		}
	}
	if _, fault := photo.ParseMobile("69123456α8"); fault == nil || fault.Code != "mobile.char" || fault.Args["list"] != "α" {
		t.Errorf("odd character: %+v", fault)
	}
}

func TestCodeIsFoundInItsMessage(t *testing.T) {
	t.Parallel()
	const code = "b5cpzp70lCLUF+W4sOPqZQ"
	for _, given := range []string{
		"ΚΩΔΙΚΑΡΙΘΜΟΣ\n" + code + "\nΛΗΞΗ: 14/12/2026\nΕΙΣΟΔΟΣ: photo.example.gr",
		"Ο κωδικός σας: «" + code + "».",
		"Δείτε https://photo.example.gr/c/b5cpzp70lCLUF-W4sOPqZQ ή γράψτε",
		"b5cp zp70 lCLU F+W4 sOPq ZQ",
		"photo.example.gr/c/b5cpzp70lCLUF-W4sOPqZQ", "localhost:8080/c/b5cpzp70lCLUF-W4sOPqZQ",
		"Δείτε localhost:8080/c/b5cpzp70lCLUF-W4sOPqZQ?from=mail ή γράψτε",
		"Κωδικός: b5cp zp70 lCLU F+W4 sOPq ZQ", "Κωδικός:" + code, "Code: b5cpzp70 lCLUF+W4 sOPqZQ.", "My code is b5cp zp70 lCLU F+W4 sOPq ZQ",
		"Ο κωδικάριθμος είναι «b5cpzp70lCL UF+W4sOPqZQ» (λήγει 14/12/2026)", "b5cp zp70 lCLU F+W4 sOPq ZQ 14/12/2026 10:40",
		code + "\nhttps://photo.example.gr/c/b5cpzp70lCLUF-W4sOPqZQ", // the same twice
	} {
		if got, err := photo.ParseCode(given); err != nil || got.Reveal() != code {
			t.Errorf("%q: %v", given, err)
		}
	}
	for _, given := range []string{
		code + " ή B3+O3VCZAsaddxDuxLg0bQ", "b5cp zp70 lCLU F+W4 sOPq ZQ ή B3+O 3VCZ Asad dxDu xLg0 bQ", code + " https://h/c/B3-O3VCZAsaddxDuxLg0bQ",
	} {
		if _, err := photo.ParseCode(given); err == nil {
			t.Errorf("%q: of two codes one was chosen", given)
		}
	}
	if _, err := photo.ParseCode("Κωδικός: b5cp zp70 lCL"); !errors.Is(err, photo.ErrCodeLength) {
		t.Errorf("a label before a part of a code: %v", err)
	}
}

// FuzzTyped: whatever is typed, nothing invisible is left, and cleaning twice
// changes nothing.
func FuzzTyped(f *testing.F) {
	f.Add("\u202d+30 695 512 3456\u202c")
	f.Add("Maria <a@c.gr>")
	f.Fuzz(func(t *testing.T, s string) {
		line := typed.Line(s)
		if typed.Line(line) != line || strings.ContainsFunc(line, func(r rune) bool { return unicode.Is(unicode.Cf, r) }) {
			t.Errorf("%q became %q", s, line)
		}
		if m, fault := photo.ParseMobile(s); fault == nil && len(m.E164()) != 13 {
			t.Errorf("%q is the number %q", s, m.E164())
		}
		if a, fault := photo.ParseEmail(s); fault == nil {
			if again, fault := photo.ParseEmail(a.Address()); fault != nil || again != a {
				t.Errorf("%q is the address %q", s, a.Address())
			}
		}
	})
}
