package photo

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// ErrTooLong refuses a text of more characters than it may have.
var ErrTooLong = &Error{Kind: Invalid, Code: "text.long"}

// CheckText refuses a free text of one line that is longer than so many
// characters or holds what cannot be seen; nil when it is in order.
func CheckText(text string, most int) *Error {
	if n := utf8.RuneCountInString(text); n > most {
		return ErrTooLong.WithArg("max", most).WithArg("n", n)
	}
	if strings.ContainsFunc(text, Invisible) {
		return &Error{Kind: Invalid, Code: "text.control"}
	}
	return nil
}

// Invisible finds what hides in a text, or lets it look like another: control
// characters, line ends, controls of the direction of writing, characters
// without width, and the mark that stands for a broken one. The two joiners
// shape letters and emoji that can be seen.
func Invisible(r rune) bool {
	if r == '\u200c' || r == '\u200d' {
		return false
	}
	return r == utf8.RuneError || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point)
}
