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

const maxTypedCode = 4096 // bytes: a whole message, with what a mail program writes above it

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
// invisible characters, quotes, dots and padding. It accepts base64url, a whole
// claim link, and a message with one code in it. A Greek letter that has both the
// shape and the key of a Latin letter is read as that letter. ParseCode never
// guesses between 0 and O or between l, I and 1: all of them are legal. The refusals
// are "code.empty", "code.len" {n}, "code.greek" {list}, "code.char" {list} and
// "code.end".
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

// cutMessage returns the code in a text that holds more: a claim link, a label
// before the code, a whole message. A mail holds its code twice, once in base64url;
// two different codes are not chosen between. Any other text is returned as it is.
func cutMessage(s string) string {
	words := codeWords(typed.Line(s))
	for _, found := range [][]string{wholeCodes(words), spacedCodes(words)} {
		if len(found) == 1 {
			return found[0]
		}
		if len(found) > 1 {
			return s
		}
	}
	if label, rest, found := strings.Cut(s, ": "); found && strings.ContainsFunc(label, isForeign) && strings.TrimSpace(rest) != "" {
		return cutClaimLink(rest)
	}
	return cutClaimLink(s)
}

// codeWords returns the words of a message as [ParseCode] understands them: only the
// code of a claim link, only what follows a colon. A word that can be no part of a
// code is empty.
func codeWords(line string) []string {
	var words []string
	for word := range strings.FieldsSeq(line) {
		word = cutClaimLink(word)
		if at := strings.LastIndex(word, ":"); at >= 0 {
			words, word = append(words, ""), word[at+1:]
		}
		words = append(words, understood(strings.Trim(word, "<>()[];")))
	}
	return words
}

// understood returns a word in the alphabet of written codes; empty when it has a
// character that no code has.
func understood(word string) string {
	if strings.ContainsFunc(word, isForeign) {
		return ""
	}
	return strings.Map(func(r rune) rune {
		if isIgnored(r) {
			return -1
		}
		return base64Rune(r)
	}, word)
}

// wholeCodes returns the different words that have the length of a code.
func wholeCodes(words []string) []string {
	var found []string
	for _, word := range words {
		if len(word) == CodeLength && !slices.Contains(found, word) {
			found = append(found, word)
		}
	}
	return found
}

// spacedCodes returns the different codes that were written with spaces: all the words
// between two others that can be no part of a code, or groups of four characters and
// the rest, as the service shows codes, wherever they stand.
func spacedCodes(words []string) []string {
	var found []string
	take := func(parts []string) {
		if code := strings.Join(parts, ""); len(code) == CodeLength && !slices.Contains(found, code) {
			found = append(found, code)
		}
	}
	start := 0
	for i, word := range append(words, "") {
		if word == "" {
			take(words[start:i])
			start = i + 1
		}
	}
	const groups = (CodeLength + 3) / 4
	for i := range max(0, len(words)-groups+1) {
		parts := words[i : i+groups]
		if !slices.ContainsFunc(parts[:groups-1], func(part string) bool { return len(part) != 4 }) {
			take(parts)
		}
	}
	return found
}

// cutClaimLink returns the code in a claim link ("https://…/c/CODE", also without
// its scheme), and any other text unchanged. A code may hold "/c/" itself, but no
// dot or colon before it.
func cutClaimLink(text string) string {
	host, code, found := strings.Cut(text, "/c/")
	if !found || !strings.ContainsAny(host, ".:") {
		return text
	}
	if end := strings.IndexAny(code, "?#"); end >= 0 {
		code = code[:end]
	}
	return code
}

// isIgnored reports whether a character is dropped before the code is read.
func isIgnored(r rune) bool {
	return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune("=.,'\"«»“”‘’`·", r)
}

// isForeign reports whether a character can be no part of a code as people type it.
func isForeign(r rune) bool { return !isIgnored(r) && base64Rune(r) == 0 }

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
