package photo

import (
	"log/slog"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"myphoto/internal/photo/typed"
)

// Mobile is a mobile number in E.164 form, like +306912345678. It prints masked;
// [Mobile.E164] returns the number.
type Mobile string

// ParseMobile reads a mobile number as people type it, with spaces, dashes, dots,
// slashes or brackets, or among other words: a Greek one is 69 and eight digits,
// with or without +30, 0030 or 30; that of another country begins with + or 00
// and its country code. Anything else, also a Greek or Cypriot landline, is
// Invalid with the code "mobile", nothing with "mobile.empty", a number with other
// characters with "mobile.char" {list}.
//
// The error is a *Error: test it before converting it to an error, because a
// nil *Error in an error variable is not nil.
func ParseMobile(s string) (Mobile, *Error) {
	if strings.TrimSpace(s) == "" {
		return "", &Error{Kind: Invalid, Code: "mobile.empty", Field: "mobile"}
	}
	s = strings.Replace(s, "(0)", "", 1) // the prefix within a country, written after its code
	digits := typed.Number(s)
	if one, ok := typed.Only(typed.Line(s), mobileInText); ok {
		digits = typed.Number(one)
	}
	switch {
	case strings.HasPrefix(digits, "+30"):
		digits = digits[3:]
	case strings.HasPrefix(digits, "0030"):
		digits = digits[4:]
	case strings.HasPrefix(digits, "30"):
		digits = digits[2:]
	case isMobileAbroad(international(digits)):
		return Mobile(international(digits)), nil
	}
	if odd := typed.Odd(digits); odd != "" && !strings.HasPrefix(digits, "+") {
		return "", &Error{Kind: Invalid, Code: "mobile.char", Field: "mobile", Args: map[string]any{"list": odd}}
	}
	if len(digits) != 10 || !allDigits(digits) || !strings.HasPrefix(digits, "69") {
		return "", &Error{Kind: Invalid, Code: "mobile", Field: "mobile"}
	}
	return Mobile("+30" + digits), nil
}

// mobileInText is a number among other words: a Greek mobile; or one of another
// country as a whole, so that "+49 69 12345678" is no Greek mobile, and as the last
// thing in the text, because nobody knows how many digits it has.
var mobileInText = regexp.MustCompile(strings.ReplaceAll(
	`(?:(?:\+|\b00)_*30_*|\b30_*|\b)69(?:_{0,3}[0-9]){8}\b|(?:\+|\b00)_*[1-9](?:_{0,3}[0-9]){7,14}_*$`, "_", typed.Gap,
))

// international returns a number with + where 00 stands for it.
func international(digits string) string {
	if rest, ok := strings.CutPrefix(digits, "00"); ok {
		return "+" + rest
	}
	return digits
}

// E164 returns the number with the country code, for the gateway.
func (m Mobile) E164() string { return string(m) }

// Masked returns a form that the owner of the number recognises and nobody else
// can use, like 69••••5678.
func (m Mobile) Masked() string {
	national := strings.TrimPrefix(string(m), "+30")
	if len(national) < 8 {
		return "••••"
	}
	return national[:2] + "••••" + national[len(national)-4:]
}

// String masks the number.
func (m Mobile) String() string { return m.Masked() }

// GoString masks the number.
func (m Mobile) GoString() string { return m.Masked() }

// LogValue masks the number.
func (m Mobile) LogValue() slog.Value { return slog.StringValue(m.Masked()) }

// Email is an e-mail address: a dot-atom (RFC 5322 §3.2.3), an @ and a host
// name in lower case, all in ASCII, at most 254 bytes (RFC 5321 §4.5.3.1.3
// without the angle brackets). It prints masked; [Email.Address] returns it in
// the clear.
type Email string

// ParseEmail reads an e-mail address, also as it is copied from a link or from a
// mail program, with a name before it. Nothing is Invalid with the code
// "email.empty"; letters that no address has with "email.char" {list}; whatever could
// be more than one plain address with "email": comments, quotes, several addresses,
// control characters, address literals.
//
// The error is a *Error: test it before converting it to an error, because a
// nil *Error in an error variable is not nil.
func ParseEmail(s string) (Email, *Error) {
	if strings.TrimSpace(s) == "" {
		return "", &Error{Kind: Invalid, Code: "email.empty", Field: "email"}
	}
	s = typed.Address(s)
	local, host, found := strings.Cut(s, "@")
	host = strings.ToLower(host)
	if !found || len(s) > 254 || len(local) > 64 || !isDotAtom(local) || !isHostName(host) {
		return "", wrongEmail(s)
	}
	return Email(local + "@" + host), nil
}

// wrongEmail returns why a text is no address: letters that none may have, named, or
// its form.
func wrongEmail(s string) *Error {
	foreign := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) && notAtext(r) {
			return r
		}
		return -1
	}, s)
	if foreign != "" && strings.Count(s, "@") == 1 {
		return (&Error{Kind: Invalid, Code: "email.char", Field: "email"}).WithArg("list", typed.Shown(foreign))
	}
	return &Error{Kind: Invalid, Code: "email", Field: "email"}
}

// Address returns the address, for the mail server.
func (e Email) Address() string { return string(e) }

// Masked returns a form that the owner of the address recognises, like
// m•••@example.gr.
func (e Email) Masked() string {
	local, host, found := strings.Cut(string(e), "@")
	if !found || local == "" {
		return "•••"
	}
	_, size := utf8.DecodeRuneInString(local)
	return local[:size] + "•••@" + host
}

// String masks the address.
func (e Email) String() string { return e.Masked() }

// GoString masks the address.
func (e Email) GoString() string { return e.Masked() }

// LogValue masks the address.
func (e Email) LogValue() slog.Value { return slog.StringValue(e.Masked()) }

// isDotAtom reports whether s is a dot-atom (RFC 5322 §3.2.3).
func isDotAtom(s string) bool {
	for atom := range strings.SplitSeq(s, ".") {
		if atom == "" || strings.ContainsFunc(atom, notAtext) {
			return false
		}
	}
	return true
}

// notAtext reports whether r is no atext (RFC 5322 §3.2.3).
func notAtext(r rune) bool {
	return !isAlphanumeric(r) && !strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", r)
}

// isHostName reports whether s is a host name of at least two labels of letters,
// digits and inner hyphens. The last label must hold something other than
// digits, so that no IP address passes.
func isHostName(s string) bool {
	labels := strings.Split(s, ".")
	for _, label := range labels {
		malformed := strings.ContainsFunc(label, func(r rune) bool { return !isAlphanumeric(r) && r != '-' })
		if label == "" || len(label) > 63 || malformed || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
	}
	last := labels[len(labels)-1]
	return len(labels) > 1 && len(last) > 1 && !allDigits(last)
}

func isAlphanumeric(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}
