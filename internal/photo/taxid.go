package photo

import (
	"log/slog"
	"strings"
)

// hidden is what a number of a person prints as, wherever it is printed.
const hidden = "[hidden]"

// maxTyped bounds what is read of a number typed by hand, in bytes.
const maxTyped = 64

// TaxID is an ΑΦΜ, the tax number of a person in Greece: nine digits, the last
// of them a check digit. It prints as [hidden]; [TaxID.Digits] gives the number.
type TaxID string

// ParseTaxID reads an ΑΦΜ as people type it: with spaces, with the country
// prefix EL or GR, in the old form of eight digits, or as a Προσωπικός Αριθμός
// of twelve characters, whose last nine are the ΑΦΜ. Anything else is Invalid
// with the code "afm", and so is 000000000, which passes the check sum but is
// nobody's number.
func ParseTaxID(s string) (TaxID, *Error) {
	digits := withoutPrefix(strings.ToUpper(squeezed(s)))
	if len(digits) == 8 {
		digits = "0" + digits
	}
	if len(digits) != 9 || !allDigits(digits) || digits == "000000000" || !taxCheck(digits) {
		return "", &Error{Kind: Invalid, Code: "afm", Field: "afm"}
	}
	return TaxID(digits), nil
}

// Digits gives the nine digits.
func (t TaxID) Digits() string { return string(t) }

// Masked returns the number as pages may show it: its last three digits behind
// dots.
func (t TaxID) Masked() string {
	digits := string(t)
	seen := max(len(digits)-3, 0)
	return strings.Repeat("•", seen) + digits[seen:]
}

// String hides the number.
func (t TaxID) String() string { return hidden }

// GoString hides the number.
func (t TaxID) GoString() string { return hidden }

// LogValue hides the number.
func (t TaxID) LogValue() slog.Value { return slog.StringValue(hidden) }

// withoutPrefix takes off what may stand before an ΑΦΜ: the country, or the
// three first characters of a Προσωπικός Αριθμός (two digits and a letter,
// whose computation is not published and therefore not checked).
func withoutPrefix(s string) string {
	if rest, ok := strings.CutPrefix(s, "EL"); ok {
		return rest
	}
	if rest, ok := strings.CutPrefix(s, "GR"); ok {
		return rest
	}
	runes := []rune(s)
	if len(runes) == 12 && allDigits(string(runes[:2])) && isCapital(runes[2]) {
		return string(runes[3:])
	}
	return s
}

// taxCheck compares the ninth digit with (Σ digit·2^(9-place) mod 11) mod 10.
func taxCheck(digits string) bool {
	sum := 0
	for i := range 8 {
		sum += int(digits[i]-'0') << (8 - i)
	}
	return sum%11%10 == int(digits[8]-'0')
}

// squeezed drops the white space people put into numbers; what is longer than
// anybody types comes back empty.
func squeezed(s string) string {
	if len(s) > maxTyped {
		return ""
	}
	return strings.Join(strings.Fields(s), "")
}

func allDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

func isCapital(r rune) bool {
	return r >= 'A' && r <= 'Z' || r >= 'Α' && r <= 'Ω'
}
