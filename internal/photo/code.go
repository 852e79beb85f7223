package photo

import (
	"crypto/rand"
	"encoding/base64"
	"slices"
	"strings"
	"unicode"

	"myphoto/internal/photo/typed"
)

// CodeLength is the number of characters of a written code.
const CodeLength = 22

const maxTypedCode = 2048 // bytes: a whole message

// Code is the code number (κωδικάριθμος): 16 random bytes, written as 22
// characters of standard base64 without padding (RFC 4648 §4). It prints as
// [hidden]; [Code.Reveal] returns the characters for code that must show them.
type Code struct{ written string }

// NewCode returns a new random code.
func NewCode() Code {
	var b [16]byte
	_, _ = rand.Read(b[:]) // crypto/rand.Read never fails
	return Code{base64.RawStdEncoding.EncodeToString(b[:])}
}

// Reveal returns the 22 characters as the client receives them.
func (c Code) Reveal() string { return c.written }

// ForLink returns the code in base64url (RFC 4648 §5), which needs no escaping
// in a URL.
func (c Code) ForLink() string {
	return strings.NewReplacer("+", "-", "/", "_").Replace(c.written)
}

// IsZero reports whether c is the zero Code, which holds no code.
func (c Code) IsZero() bool { return c.written == "" }

// String hides the code from logs and error texts.
func (c Code) String() string { return "[hidden]" }

// GoString hides the code from %#v.
func (c Code) GoString() string { return "[hidden]" }

// ParseCode reads a code as people type, paste or scan it. It drops white space,
// invisible characters, quotes, dots and padding. It accepts base64url and a
// whole claim link. A Greek letter that has both the shape and the key of a
// Latin letter is read as that letter. ParseCode never guesses between 0 and O
// or between l, I and 1: all of them are legal. The refusals are "code.empty",
// "code.len" {n}, "code.greek" {list}, "code.char" {list} and "code.end".
func ParseCode(s string) (Code, error) {
	if len(s) > maxTypedCode {
		return Code{}, ErrCodeLength.WithArg("n", len([]rune(s)))
	}
	var written, greek, foreign strings.Builder
	for _, r := range cutMessage(s) {
		switch {
		case isIgnored(r):
		case base64Rune(r) != 0:
			written.WriteRune(base64Rune(r))
		case unicode.Is(unicode.Greek, r):
			greek.WriteRune(r)
		default:
			foreign.WriteRune(r)
		}
	}
	code := written.String()
	switch {
	case greek.Len() > 0:
		return Code{}, ErrCodeGreek.WithArg("list", typed.Shown(greek.String()))
	case foreign.Len() > 0:
		return Code{}, ErrCodeCharacter.WithArg("list", typed.Shown(foreign.String()))
	case code == "":
		return Code{}, ErrCodeEmpty
	case len(code) != CodeLength:
		return Code{}, ErrCodeLength.WithArg("n", len(code))
	case !strings.ContainsRune("AQgw", rune(code[CodeLength-1])):
		return Code{}, ErrCodeEnd
	}
	return Code{code}, nil
}

// Confusable returns the groups of look-alike characters that occur in the code,
// such as "0/O, l/I/1", for the hint below a code that was not found.
func (c Code) Confusable() string {
	var pairs []string
	if strings.ContainsAny(c.written, "0O") {
		pairs = append(pairs, "0/O")
	}
	if strings.ContainsAny(c.written, "lI1") {
		pairs = append(pairs, "l/I/1")
	}
	return strings.Join(pairs, ", ")
}

// cutMessage returns the code or the claim link in a message that was copied as a
// whole, and any other text unchanged.
func cutMessage(s string) string {
	line := typed.Line(s)
	if !strings.Contains(line, " ") {
		return cutClaimLink(s)
	}
	var found []string
	for word := range strings.FieldsSeq(line) {
		word = cutClaimLink(strings.Trim(word, "<>()[]«»\"'.,:;"))
		if isCode(word) && !slices.Contains(found, word) {
			found = append(found, word)
		}
	}
	if len(found) == 1 {
		return found[0]
	}
	return s
}

// isCode reports whether a word has the length and the characters of a written code.
func isCode(word string) bool {
	return len(word) == CodeLength && !strings.ContainsFunc(word, func(r rune) bool { return r > unicode.MaxASCII || base64Rune(r) == 0 })
}

// cutClaimLink returns the code in a pasted claim link ("https://…/c/CODE"), and
// any other text unchanged but for the white space around it.
func cutClaimLink(text string) string {
	text = strings.TrimSpace(text)
	if !strings.Contains(text, "://") {
		return text
	}
	if _, code, found := strings.Cut(text, "/c/"); found {
		code, _, _ = strings.Cut(code, "?")
		return code
	}
	return text
}

// isIgnored reports whether a character is dropped before the code is read.
func isIgnored(r rune) bool {
	return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune("=.,'\"«»“”‘’`·", r)
}

// base64Rune returns the character of the base64 alphabet that r stands for, or 0.
func base64Rune(r rune) rune {
	switch {
	case r >= 'A' && r <= 'Z', r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '+', r == '/':
		return r
	case strings.ContainsRune("-‐‑‒–—−", r):
		return '+'
	case r == '_':
		return '/'
	}
	const greek, twins = "ΑΒΕΖΗΙΚΜΝΟΤΥΧο", "ABEZHIKMNOTYXo"
	for i, g := range []rune(greek) {
		if g == r {
			return rune(twins[i])
		}
	}
	return 0
}

// Link returns the URL that a QR code holds: the page that opens the code, on the
// service at base, which does not end with a slash.
func (c Code) Link(base string) string { return base + "/c/" + c.ForLink() }
