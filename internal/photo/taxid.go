package photo

import (
	"log/slog"
	"regexp"
	"strings"

	"myphoto/internal/photo/typed"
)

// hidden is what every number of a person prints as.
const hidden = "[hidden]"

// TaxID is an ΑΦΜ, the tax number of a person in Greece: nine digits, the last
// of them a check digit. It prints as [hidden]; [TaxID.Digits] returns the
// number.
type TaxID string

// ParseTaxID reads an ΑΦΜ as people type it: with spaces, with the country
// prefix EL or GR, in the old form of eight digits, or as a Προσωπικός Αριθμός
// of twelve characters, whose last nine are the ΑΦΜ; also with separators, or
// among other words. Anything else is Invalid with the code "afm.empty",
// "afm.char" {list}, "afm" {n} for another count of digits, or "afm.check" for a
// wrong check digit. So is 000000000, which passes the check sum but belongs to
// nobody.
//
// The error is a *Error: test it before converting it to an error, because a
// nil *Error in an error variable is not nil.
func ParseTaxID(s string) (TaxID, *Error) {
	digits := typed.Number(s)
	if one, ok := typed.Only(typed.Line(s), taxIDInText); ok {
		digits = typed.Number(one)
	}
	digits = trimTaxIDPrefix(strings.ToUpper(digits))
	if len(digits) == 8 {
		digits = "0" + digits
	}
	refuse := func(code string, args map[string]any) (TaxID, *Error) {
		return "", &Error{Kind: Invalid, Code: code, Field: "afm", Args: args}
	}
	switch odd := typed.Odd(digits); {
	case digits == "":
		return refuse("afm.empty", nil)
	case odd != "":
		return refuse("afm.char", map[string]any{"list": odd})
	case len(digits) != 9:
		return refuse("afm", map[string]any{"n": len(digits)})
	case digits == "000000000" || !validTaxCheckDigit(digits):
		return refuse("afm.check", nil)
	}
	return TaxID(digits), nil
}

// taxIDInText is a tax number among other words.
var taxIDInText = regexp.MustCompile(`\b[0-9]{3}[ .-]?[0-9]{3}[ .-]?[0-9]{3}\b`)

// Digits returns the nine digits.
func (t TaxID) Digits() string { return string(t) }

// Masked returns the number as pages may show it: dots, then the last three
// digits.
func (t TaxID) Masked() string {
	digits := string(t)
	masked := max(len(digits)-3, 0)
	return strings.Repeat("•", masked) + digits[masked:]
}

// String hides the number.
func (t TaxID) String() string { return hidden }

// GoString hides the number.
func (t TaxID) GoString() string { return hidden }

// LogValue hides the number.
func (t TaxID) LogValue() slog.Value { return slog.StringValue(hidden) }

// trimTaxIDPrefix removes what may precede an ΑΦΜ: the country, or the first three
// characters of a Προσωπικός Αριθμός (two digits and a letter). How those are
// computed is not published, so they are not checked.
func trimTaxIDPrefix(s string) string {
	for _, country := range []string{"EL", "GR", "ΕΛ", "ΕL", "EΛ"} { // also in Greek letters, or mixed
		if rest, ok := strings.CutPrefix(s, country); ok {
			return rest
		}
	}
	runes := []rune(s)
	if len(runes) == 12 && allDigits(string(runes[:2])) && isCapital(runes[2]) {
		return string(runes[3:])
	}
	return s
}

// validTaxCheckDigit reports whether the ninth digit is (Σ digit·2^(9-place) mod 11) mod 10,
// the sum over the places 1 to 8.
func validTaxCheckDigit(digits string) bool {
	sum := 0
	for i := range 8 {
		sum += int(digits[i]-'0') << (8 - i)
	}
	return sum%11%10 == int(digits[8]-'0')
}

func allDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// isCapital reports whether r is a Latin or Greek capital letter.
func isCapital(r rune) bool {
	return r >= 'A' && r <= 'Z' || r >= 'Α' && r <= 'Ω'
}
