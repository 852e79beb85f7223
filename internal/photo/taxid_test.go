package photo_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"myphoto/internal/photo"
)

func TestTaxIDIsReadAsPeopleTypeIt(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"094259216":             "094259216",
		"090165560":             "090165560", // 10 → 0 in the check sum
		"123456783":             "123456783",
		" 123 456 783\n":        "123456783",
		"EL094259216":           "094259216",
		"gr 094259216":          "094259216",
		"94259216":              "094259216", // old form of eight digits
		"EL94259216":            "094259216",
		"12Α123456783":          "123456783", // Προσωπικός Αριθμός, Greek letter
		"12b 123456783":         "123456783", // the same with a small Latin letter
		"123\u00a0456\u00a0783": "123456783",
		"ΕΛ123456783":           "123456783", // Greek letters
		"\u202d123456783\u202c": "123456783",
		"123\u200b456783":       "123456783",
		"123.456.783":           "123456783",
		"123-456-783":           "123456783",
		"１２３４５６７８３":             "123456783",
		"ΑΦΜ: 123456783":        "123456783",
	} {
		got, err := photo.ParseTaxID(typed)
		if err != nil || got.Digits() != want {
			t.Errorf("ParseTaxID(%q) = %q, %v; want %q", typed, got.Digits(), err, want)
		}
	}
}

func TestTaxIDThatNobodyCanHaveIsRefused(t *testing.T) {
	t.Parallel()
	for _, typed := range []string{
		"", " ", "000000000", "00000000", "EL000000000", "123456781", "12345678a", "1234567830", "1234567",
		"١٢٣٤٥٦٧٨٣", "ELGR123456783", "1Α1123456783", "12Α123456781", "12Α12345678",
		"123456781\x00", strings.Repeat(" ", 3000) + "123456783", "123456783 ή 094259216",
		"090 000 045 123", "Σελ. 1000 090000045 και 094014201",
	} {
		got, err := photo.ParseTaxID(typed)
		if err == nil || got != "" {
			t.Errorf("ParseTaxID(%q) = %q; want a refusal", typed, got.Digits())
			continue
		}
		if !strings.HasPrefix(err.Code, "afm") || err.Kind != photo.Invalid {
			t.Errorf("ParseTaxID(%q) refuses with %v %q; want Invalid afm", typed, err.Kind, err.Code)
		}
	}
}

func TestAMKAChecksDateAndLuhnDigit(t *testing.T) {
	t.Parallel()
	for typed, ok := range map[string]bool{
		"01013099997": true, "15061200018": true, "15061200026": true, "29090800045": true,
		"01030900011": true, "150612 00018": true,
		"01013099999": false, // Luhn
		"31021200018": false, "15131200014": false, "00061200010": false,
		"1506120001": false, "150612000189": false, "15061200O18": false, "": false,
	} {
		got, err := photo.ParseAMKA(typed)
		if (err == nil) != ok {
			t.Errorf("ParseAMKA(%q): %v; want accepted %v", typed, err, ok)
		}
		if err != nil && (err.Code != "amka" || got != "") {
			t.Errorf("ParseAMKA(%q) = %q, %q; want an empty number and amka", typed, got.Digits(), err.Code)
		}
	}
}

// 29 February 1900 did not exist and 29 February 2000 did. The digits do not hold
// the century, so a person born on that day must not be refused.
func TestAMKAOfLeapDayIsAccepted(t *testing.T) {
	t.Parallel()
	for check := range 10 {
		if _, err := photo.ParseAMKA(fmt.Sprintf("2902000001%d", check)); err == nil {
			return
		}
	}
	t.Error("no ΑΜΚΑ of 29/02/00 is accepted")
}

// A number that is printed or logged by accident must not be disclosed.
func TestNumbersAndContactsNeverPrintInClear(t *testing.T) {
	t.Parallel()
	tax, _ := photo.ParseTaxID("123456783")
	amka, _ := photo.ParseAMKA("15061200018")
	mobile, _ := photo.ParseMobile("6912345678")
	email, _ := photo.ParseEmail("maria.papadopoulou@example.gr")

	var out bytes.Buffer
	for _, one := range []any{tax, amka, mobile, email} {
		fmt.Fprintf(&out, "%v %+v %#v %s %q %x\n", one, one, one, one, one, one)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "it", one)
		slog.New(slog.NewTextHandler(&out, nil)).Info("x", "it", one)
	}
	fmt.Fprintf(&out, "%+v", struct {
		T photo.TaxID
		M photo.Mobile
	}{tax, mobile})
	for _, secret := range []string{"123456783", "15061200018", "6912345678", "papadopoulou", "313233343536373833"} {
		if strings.Contains(out.String(), secret) {
			t.Errorf("%q is printed:\n%s", secret, out.String())
		}
	}
}

func FuzzParseTaxID(f *testing.F) {
	for _, seed := range []string{"123456783", "EL094259216", "94259216", "12Α123456783", "000000000"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		tax, err := photo.ParseTaxID(typed)
		if err != nil {
			return
		}
		if len(tax.Digits()) != 9 || strings.Trim(tax.Digits(), "0123456789") != "" {
			t.Fatalf("ParseTaxID(%q) = %q", typed, tax.Digits())
		}
		if again, err := photo.ParseTaxID(tax.Digits()); err != nil || again != tax {
			t.Fatalf("%q is not read back: %q, %v", tax.Digits(), again.Digits(), err)
		}
	})
}

func FuzzParseAMKA(f *testing.F) {
	f.Add("15061200018")
	f.Add("01013099999")
	f.Fuzz(func(t *testing.T, typed string) {
		amka, err := photo.ParseAMKA(typed)
		if err == nil && len(amka.Digits()) != 11 {
			t.Fatalf("ParseAMKA(%q) = %q", typed, amka.Digits())
		}
	})
}
