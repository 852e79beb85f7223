package photo

import (
	"log/slog"
	"regexp"
	"strings"

	"myphoto/internal/photo/typed"
)

// PAAYPA is the provisional number (ΠΑΑΥΠΑ) under which an asylum applicant is
// insured: eleven digits or Latin capital letters. It ends when asylum is refused and
// becomes an ΑΜΚΑ when asylum is granted. It prints as [hidden]; [PAAYPA.Number]
// returns the number.
type PAAYPA string

// ParsePAAYPA reads a ΠΑΑΥΠΑ typed with or without separators, in letters of any
// case; Greek letters that look like Latin ones are taken for them. Anything else than
// eleven digits or letters is Invalid with the code "paaypa". Its form is not
// published, so that nothing more is demanded and the register decides.
//
// The error is a *Error: test it before converting it to an error, because a
// nil *Error in an error variable is not nil.
func ParsePAAYPA(s string) (PAAYPA, *Error) {
	number := lookalikes.Replace(strings.ToUpper(typed.Number(s)))
	if !elevenCharacters.MatchString(number) {
		return "", &Error{Kind: Invalid, Code: "paaypa", Field: "paaypa"}
	}
	return PAAYPA(number), nil
}

var elevenCharacters = regexp.MustCompile(`^[0-9A-Z]{11}$`)

// lookalikes turns the Greek capitals that are drawn like Latin ones into those.
var lookalikes = strings.NewReplacer(
	"Α", "A", "Β", "B", "Ε", "E", "Ζ", "Z", "Η", "H", "Ι", "I", "Κ", "K", "Μ", "M", "Ν", "N", "Ο", "O", "Ρ", "P", "Τ", "T", "Υ", "Y", "Χ", "X",
)

// Number returns the eleven characters.
func (p PAAYPA) Number() string { return string(p) }

// String hides the number.
func (p PAAYPA) String() string { return hidden }

// GoString hides the number.
func (p PAAYPA) GoString() string { return hidden }

// LogValue hides the number.
func (p PAAYPA) LogValue() slog.Value { return slog.StringValue(hidden) }
