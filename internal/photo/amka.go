package photo

import (
	"log/slog"
	"time"
)

// AMKA is the social security number of a person in Greece: eleven digits, the
// first six as a rule the birth date (DDMMYY), the last a Luhn digit. It
// prints as [hidden]; [AMKA.Digits] gives the number.
type AMKA string

// ParseAMKA reads an ΑΜΚΑ typed with or without spaces. A wrong length, a date
// that no calendar has or a wrong Luhn digit is Invalid with the code "amka".
// Age is never read from the digits: they hold no century and may differ from
// the birth date, so minority is judged by the register.
func ParseAMKA(s string) (AMKA, *Error) {
	digits := squeezed(s)
	if len(digits) != 11 || !allDigits(digits) || !birthDigits(digits[:6]) || !luhn(digits) {
		return "", &Error{Kind: Invalid, Code: "amka", Field: "amka"}
	}
	return AMKA(digits), nil
}

// Digits gives the eleven digits.
func (a AMKA) Digits() string { return string(a) }

// String hides the number.
func (a AMKA) String() string { return hidden }

// GoString hides the number.
func (a AMKA) GoString() string { return hidden }

// LogValue hides the number.
func (a AMKA) LogValue() slog.Value { return slog.StringValue(hidden) }

// birthDigits tells whether DDMMYY is a date in some century: 29 February
// counts when 1900+YY or 2000+YY is a leap year.
func birthDigits(ddmmyy string) bool {
	for _, century := range []string{"19", "20"} {
		if _, err := time.Parse("02012006", ddmmyy[:4]+century+ddmmyy[4:]); err == nil {
			return true
		}
	}
	return false
}

// luhn checks the last digit by ISO/IEC 7812-1, annex B.
func luhn(digits string) bool {
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
