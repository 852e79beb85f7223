package photo

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// ErrTooLong refuses a text that has more characters than allowed.
var ErrTooLong = &Error{Kind: Invalid, Code: "text.long"}

// CheckText refuses a free text of one line that has more than limit characters
// or holds an [Invisible] one. It returns nil when the text is accepted.
//
// The result is a *Error: test it before converting it to an error, because a
// nil *Error in an error variable is not nil.
func CheckText(text string, limit int) *Error {
	if n := utf8.RuneCountInString(text); n > limit {
		return ErrTooLong.WithArg("max", limit).WithArg("n", n)
	}
	if strings.ContainsFunc(text, Invisible) {
		return &Error{Kind: Invalid, Code: "text.control"}
	}
	return nil
}

// CutText returns a text without its [Invisible] characters, cut to limit characters.
func CutText(text string, limit int) string {
	visible := []rune(strings.Map(func(r rune) rune {
		if Invisible(r) {
			return -1
		}
		return r
	}, text))
	return string(visible[:min(limit, len(visible))])
}

// Invisible reports whether a character can hide in a text or make the text look
// like another one: control characters, line ends, controls of the writing
// direction, characters without width, and the replacement character for
// malformed UTF-8. The two joiners are allowed, because they shape visible letters and
// emoji.
func Invisible(r rune) bool {
	if r == '\u200c' || r == '\u200d' {
		return false
	}
	return r == utf8.RuneError || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point)
}
