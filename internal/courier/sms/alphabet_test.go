package sms_test

import (
	"strings"
	"testing"
	"unicode/utf16"

	"myphoto/internal/courier/sms"
)

func TestPartsCountsWhatTheNetworkBills(t *testing.T) {
	t.Parallel()
	seed := "Κωδικάριθμος\nB3+O3VCZAsaddxDuxLg0bQ\nΛήξη: 05/12/2026\nΕίσοδος: myphoto.gov.gr"
	for text, want := range map[string]struct {
		parts int
		gsm7  bool
	}{
		"":                             {1, true},
		"A":                            {1, true},
		strings.Repeat("A", 160):       {1, true},
		strings.Repeat("A", 161):       {2, true},
		strings.Repeat("A", 306):       {2, true},
		strings.Repeat("A", 307):       {3, true},
		strings.Repeat("€", 80):        {1, true},
		strings.Repeat("€", 81):        {2, true},
		strings.Repeat("€", 153):       {3, true}, // 76 whole characters a part, none torn
		"ΔΦΓΛΩΠΨΣΘΞ@£":                 {1, true},
		"Α":                            {1, false}, // Greek alpha is not in the alphabet
		strings.Repeat("α", 70):        {1, false},
		strings.Repeat("α", 71):        {2, false},
		strings.Repeat("α", 134):       {2, false},
		strings.Repeat("α", 135):       {3, false},
		strings.Repeat("😀", 35):        {1, false},
		strings.Repeat("😀", 36):        {2, false},
		strings.Repeat("😀", 67):        {3, false}, // 33 pairs a part
		strings.Repeat("A", 71) + "\t": {2, false},
		seed:                           {2, false},
		sms.Capitals(seed[:24]) + "\n": {1, true},
	} {
		if parts, gsm7 := sms.Parts(text); parts != want.parts || gsm7 != want.gsm7 {
			t.Errorf("Parts(%.20q…) = %d, %v; want %v", text, parts, gsm7, want)
		}
	}
}

// The message of the manual, in capitals, must cost one SMS, not two.
func TestMessageWithACodeFitsOneSMS(t *testing.T) {
	t.Parallel()
	text := sms.Capitals("Κωδικάριθμος") + "\nB3+O3VCZAsaddxDuxLg0bQ\n" + sms.Capitals("Λήξη: 05/12/2026") + "\n" +
		sms.Capitals("Είσοδος: ") + "myphoto.gov.gr"
	if want := "KΩΔIKAPIΘMOΣ\nB3+O3VCZAsaddxDuxLg0bQ\nΛHΞH: 05/12/2026\nEIΣOΔOΣ: myphoto.gov.gr"; text != want {
		t.Errorf("%q", text)
	}
	if parts, gsm7 := sms.Parts(text); parts != 1 || !gsm7 {
		t.Errorf("%d parts, GSM-7 %v", parts, gsm7)
	}
}

func TestCapitalsFoldsGreekAndNothingElse(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"άέήίόύώϊϋΐΰς":             "AEHIOYΩIYIYΣ",
		"αβγδεζηθικλμνξοπρστυφχψω": "ABΓΔEZHΘIKΛMNΞOΠPΣTYΦXΨΩ",
		"ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ":           "ABEZHIKMNOPTYX",
		"ᾅδης":                     "AΔHΣ",
		"α\u0301":                  "A", // accent of its own
		"Ω (ohm)":                  "Ω (ohm)",
		"é ü à myphoto.gov.gr":     "é ü à myphoto.gov.gr",
		"«Ναι» – όχι…":             `"NAI" - OXI...`,
		"abc 123 B3+O3":            "abc 123 B3+O3",
		"":                         "",
	} {
		if got := sms.Capitals(text); got != want {
			t.Errorf("Capitals(%q) = %q; want %q", text, got, want)
		}
	}
}

func FuzzCapitalsAndParts(f *testing.F) {
	f.Add("Κωδικάριθμος ΐ ᾅ 😀€")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 4096 {
			return
		}
		folded := sms.Capitals(text)
		if strings.ContainsAny(folded, "άέήίόύώαβγδεΑΒΕΖΗΙΚΜΝΟΡΤΥΧ") {
			t.Fatalf("Capitals(%q) = %q", text, folded)
		}
		parts, gsm7 := sms.Parts(text)
		units := len(utf16.Encode([]rune(text)))
		if parts < 1 || !gsm7 && parts > 1+units/66 || gsm7 && parts > 1+2*units/152 {
			t.Fatalf("Parts(%q) = %d, %v for %d units", text, parts, gsm7, units)
		}
	})
}
