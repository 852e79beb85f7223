package photo_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"myphoto/internal/photo"
)

const sample = "B3+O3VCZAsaddxDuxLg0bQ" // the code in the official manual

func TestCodeIsReadAsPeopleTypeIt(t *testing.T) {
	t.Parallel()
	for _, typed := range []string{
		sample,
		"  B3+O3VCZAsaddx\r\nDuxLg0bQ ",
		"B3+O 3VCZ Asad dxDu xLg0 bQ",
		"«B3+O3VCZAsaddxDuxLg0bQ».",
		"B3+O3VCZAsaddxDuxLg0bQ==",
		"B3-O3VCZAsaddxDuxLg0bQ", // base64url
		"B3–O3VCZAsaddxDuxLg0bQ", // a dash that a phone typed instead
		"Β3+Ο3VCΖΑsaddxDuxLg0bQ", // Greek Β, Ο, Ζ, Α
		"B3+O3VCZ\u00adAsaddx\u200bDuxLg0bQ",
		"https://myphoto.example.gr/c/B3-O3VCZAsaddxDuxLg0bQ",
		"https://myphoto.example.gr/c/B3-O3VCZAsaddxDuxLg0bQ?from=mail",
	} {
		code, err := photo.ParseCode(typed)
		if err != nil || code.Reveal() != sample {
			t.Errorf("%q: %v %q", typed, err, code.Reveal())
		}
	}
}

func TestTypingErrorsAreNamedAndNeverGuessed(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]*photo.Error{
		"":                                  photo.ErrCodeEmpty,
		" . ":                               photo.ErrCodeEmpty,
		"B3+O3VCZ":                          photo.ErrCodeLength,
		sample + "A":                        photo.ErrCodeLength,
		strings.Repeat("A", 5000):           photo.ErrCodeLength,
		"Ρ3+O3VCZAsaddxDuxLg0bQ":            photo.ErrCodeGreek, // Ρ looks like P but shares a key with R
		"B3+O3VCZAsaddxDuxLg0b€":            photo.ErrCodeCharacter,
		"B3+O3VCZAsaddxDuxLg0bR":            photo.ErrCodeEnd,
		"https://evil.example/?c=" + sample: photo.ErrCodeCharacter,
	} {
		if _, err := photo.ParseCode(typed); !errors.Is(err, want) {
			t.Errorf("%.30q: %v, want %v", typed, err, want)
		}
	}
}

// A code that appears in a log or an error text would open somebody's pictures.
func TestPrintedCodeIsHidden(t *testing.T) {
	t.Parallel()
	code := photo.NewCode()
	shown := fmt.Sprintf("%v %s %+v %#v", code, code, struct{ C photo.Code }{code}, code)
	if strings.Contains(shown, code.Reveal()) {
		t.Error("a printed code is not hidden")
	}
}

func TestNewCodesHaveTheFormOfTheManual(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 1000 {
		code := photo.NewCode()
		again, err := photo.ParseCode(code.Reveal())
		if err != nil || again != code || seen[code.Reveal()] {
			t.Fatalf("%v, repeated %v", err, seen[code.Reveal()])
		}
		linked, err := photo.ParseCode("https://h/c/" + code.ForLink())
		if err != nil || linked != code || strings.ContainsAny(code.ForLink(), "+/=") {
			t.Fatalf("link: %v", err)
		}
		seen[code.Reveal()] = true
	}
}

func FuzzParseCode(f *testing.F) {
	f.Add(sample)
	f.Add("Β3–O 3VCZ")
	f.Add("https://h/c/x")
	f.Fuzz(func(t *testing.T, typed string) {
		code, err := photo.ParseCode(typed)
		if err != nil {
			return
		}
		if again, err := photo.ParseCode(code.Reveal()); err != nil || again != code || len(code.Reveal()) != photo.CodeLength {
			t.Errorf("%q was read as %q, which is not read as itself", typed, code.Reveal())
		}
	})
}
