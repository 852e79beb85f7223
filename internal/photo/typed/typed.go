package typed

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxTyped is the length of a field that is read, in bytes: a whole message with
// a number in it.
const maxTyped = 2048

// Line returns a text as it is seen, as [Text] does, without joiners. Of a text of
// more than 2048 bytes it reads the whole words at the beginning.
func Line(s string) string {
	if len(s) > maxTyped {
		s = s[:strings.LastIndexByte(s[:maxTyped], ' ')+1]
	}
	return strings.NewReplacer("\u200c", "", "\u200d", "").Replace(Text(s))
}

// Text returns a text without invisible and directional characters, with
// ordinary spaces, full-width characters as ordinary ones, and without space
// around it. The two joiners stay: they shape letters and emoji.
func Text(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\u200c' || r == '\u200d':
			return r
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case unicode.IsSpace(r):
			return ' '
		case unicode.In(r, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point):
			return -1
		default:
			return r
		}
	}, s))
}

// separators are what people write between the digits of a number: spaces, every
// kind of hyphen and dash, the minus, dots, slashes, brackets.
const separators = " -‐‑‒–—―−.·•/()[]"

// Number returns a number without separators and the scheme of a link. Its plus
// sign stays.
func Number(s string) string {
	s = Line(s)
	if len(s) > 4 && strings.EqualFold(s[:4], "tel:") {
		s = s[4:]
	}
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(separators, r) {
			return -1
		}
		return r
	}, s)
}

// Gap is the pattern of what stands between the parts of one number.
const Gap = `[ \-‐‑‒–—―−.·•/()\[\]]`

// joints are what may stand between the digits of a longer number, or of a time.
const joints = separators + ":_+"

// Only returns the one match of a pattern in a text that holds more: a label
// before a number, a whole message. Matches that touch letters do not count. It
// returns false when there is none, or more than one, or when one may be part of a
// longer number.
func Only(s string, pattern *regexp.Regexp) (string, bool) {
	var found []string
	for _, at := range pattern.FindAllStringIndex(s, -1) {
		before, after := s[:at[0]], s[at[1]:]
		switch {
		case unicode.IsDigit(last(strings.TrimRight(before, joints))), unicode.IsDigit(first(strings.TrimLeft(after, joints))):
			return "", false
		case unicode.IsLetter(last(before)), unicode.IsLetter(first(after)):
			continue
		}
		if !slices.Contains(found, s[at[0]:at[1]]) {
			found = append(found, s[at[0]:at[1]])
		}
	}
	if len(found) != 1 {
		return "", false
	}
	return found[0], true
}

func first(s string) rune { r, _ := utf8.DecodeRuneInString(s); return r }

func last(s string) rune { r, _ := utf8.DecodeLastRuneInString(s); return r }

// Odd returns the characters of a number that are no digits, as [Shown] does.
func Odd(number string) string {
	return Shown(strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}, number))
}

// Shown returns the characters of a text, each once, at most eight, as a sentence may
// show them.
func Shown(s string) string {
	var list []string
	for _, r := range s {
		shown := string(r)
		if !unicode.IsPrint(r) {
			shown = "�"
		}
		if !slices.Contains(list, shown) && len(list) < 8 {
			list = append(list, shown)
		}
	}
	return strings.Join(list, " ")
}

// oneTimeCode is a code of six digits among other words.
var oneTimeCode = regexp.MustCompile(`\b[0-9]{3}[ -]?[0-9]{3}\b`)

// moment is a time of day or a date, as phones and mail programs write them above a
// message.
var moment = regexp.MustCompile(`\b[0-2]?[0-9](?::[0-5][0-9]){1,2}\b|\b[0-3]?[0-9][/.-][01]?[0-9][/.-](?:19|20)[0-9]{2}\b|\b20[0-9]{2}-[01][0-9]-[0-3][0-9]\b`)

// OneTimeCode returns the digits of a one-time code, also from the whole message
// that brought it, with the time above it.
func OneTimeCode(s string) string {
	if one, ok := Only(moment.ReplaceAllString(Line(s), ","), oneTimeCode); ok {
		return Number(one)
	}
	return Number(s)
}

// Address returns an e-mail address without the scheme of a link and without the
// name before its angle brackets. What is no single address is returned as it
// is.
func Address(s string) string {
	s = Line(s)
	if len(s) > 7 && strings.EqualFold(s[:7], "mailto:") {
		s, _, _ = strings.Cut(s[7:], "?")
	}
	if strings.Count(s, "@") != 1 {
		return s
	}
	if name, rest, found := strings.Cut(s, "<"); found && strings.HasSuffix(rest, ">") && !strings.ContainsAny(name, ",;") {
		s = strings.TrimSuffix(rest, ">")
	}
	return s
}
