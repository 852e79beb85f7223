package photo

import (
	"log/slog"
	"time"

	"myphoto/internal/photo/typed"
)

// AMKA is the social security number (ΑΜΚΑ) of a person in Greece: eleven
// digits. The first six are as a rule the birth date (DDMMYY), the last is a
// Luhn digit. It prints as [hidden]; [AMKA.Digits] returns the number.
type AMKA string

// ParseAMKA reads an ΑΜΚΑ typed with or without separators. A wrong length, a date
// that does not exist and a wrong Luhn digit are Invalid with the code "amka".
// The age is never derived from the digits: they hold no century and may differ
// from the birth date, so the register decides who is a minor.
//
// The error is a *Error: test it before converting it to an error, because a
// nil *Error in an error variable is not nil.
func ParseAMKA(s string) (AMKA, *Error) {
	digits := typed.Number(s)
	if len(digits) != 11 || !allDigits(digits) || !validBirthDate(digits[:6]) || !validLuhn(digits) {
		return "", &Error{Kind: Invalid, Code: "amka", Field: "amka"}
	}
	return AMKA(digits), nil
}

// Digits returns the eleven digits.
func (a AMKA) Digits() string { return string(a) }

// String hides the number.
func (a AMKA) String() string { return hidden }

// GoString hides the number.
func (a AMKA) GoString() string { return hidden }

// LogValue hides the number.
func (a AMKA) LogValue() slog.Value { return slog.StringValue(hidden) }

// validBirthDate reports whether DDMMYY is a date in 1900+YY or 2000+YY: 29
// February counts when one of the two is a leap year.
func validBirthDate(ddmmyy string) bool {
	for _, century := range []string{"19", "20"} {
		if _, err := time.Parse("02012006", ddmmyy[:4]+century+ddmmyy[4:]); err == nil {
			return true
		}
	}
	return false
}

// validLuhn reports whether the last digit is the check digit of ISO/IEC 7812-1,
// annex B.
func validLuhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			d *= 2
		}
		sum += d/10 + d%10
	}
	return sum%10 == 0
}
