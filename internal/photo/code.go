package photo

import (
	"crypto/rand"
	"encoding/base64"
	"strings"
	"unicode"
)

// CodeLength is the number of characters of a written code.
const CodeLength = 22

const maxTypedCode = 512

// Code is the code number (κωδικάριθμος): 16 random bytes, written as 22
// characters of standard base64 without padding (RFC 4648 §4). It prints
// itself as [hidden]; Reveal gives the characters to those who must show it.
type Code struct{ written string }

// NewCode makes a random code.
func NewCode() Code {
	var b [16]byte
	_, _ = rand.Read(b[:]) // crypto/rand.Read never fails
	return Code{base64.RawStdEncoding.EncodeToString(b[:])}
}

// Reveal gives the 22 characters as the client receives them.
func (c Code) Reveal() string { return c.written }

// ForLink gives the code in base64url (RFC 4648 §5), fit for an address.
func (c Code) ForLink() string {
	return strings.NewReplacer("+", "-", "/", "_").Replace(c.written)
}

// IsZero reports whether there is no code.
func (c Code) IsZero() bool { return c.written == "" }

// String hides the code from logs and error texts.
func (c Code) String() string { return "[hidden]" }

// GoString hides the code from %#v.
func (c Code) GoString() string { return "[hidden]" }

// ParseCode reads a code as people type, paste or scan it: white space,
// invisible characters, quotes, dots and padding are dropped, base64url and a
// whole claim link are accepted, and Greek letters that share both shape and
// key with a Latin one are taken as that. It never guesses between 0 and O or
// between l, I and 1: all of them are legal. The refusals are "code.empty",
// "code.len" {n}, "code.greek" {list}, "code.char" {list} and "code.end".
func ParseCode(typed string) (Code, error) {
	if len(typed) > maxTypedCode {
		return Code{}, ErrCodeLength.WithArg("n", len([]rune(typed)))
	}
	var written strings.Builder
	var greek, foreign []string
	for _, r := range lastSegment(typed) {
		switch {
		case ignored(r):
		case latin(r) != 0:
			written.WriteRune(latin(r))
		case unicode.Is(unicode.Greek, r):
			greek = appendNew(greek, string(r))
		default:
			foreign = appendNew(foreign, visible(r))
		}
	}
	code := written.String()
	switch {
	case len(greek) > 0:
		return Code{}, ErrCodeGreek.WithArg("list", strings.Join(greek, " "))
	case len(foreign) > 0:
		return Code{}, ErrCodeCharacter.WithArg("list", strings.Join(foreign, " "))
	case code == "":
		return Code{}, ErrCodeEmpty
	case len(code) != CodeLength:
		return Code{}, ErrCodeLength.WithArg("n", len(code))
	case !strings.ContainsRune("AQgw", rune(code[CodeLength-1])):
		return Code{}, ErrCodeEnd
	}
	return Code{code}, nil
}

// Confusable lists the pairs of look-alike characters that the code contains,
// for the hint below a code that was not found.
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

// lastSegment takes the code out of a pasted claim link ("https://…/c/CODE").
func lastSegment(typed string) string {
	typed = strings.TrimSpace(typed)
	if !strings.Contains(typed, "://") {
		return typed
	}
	if _, code, found := strings.Cut(typed, "/c/"); found {
		code, _, _ = strings.Cut(code, "?")
		return code
	}
	return typed
}

func ignored(r rune) bool {
	return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune("=.,'\"«»“”‘’`·", r)
}

// latin gives the character of the base64 alphabet that r stands for, or 0.
func latin(r rune) rune {
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

func visible(r rune) string {
	if unicode.IsPrint(r) {
		return string(r)
	}
	return "�"
}

func appendNew(list []string, s string) []string {
	const most = 8
	for _, have := range list {
		if have == s {
			return list
		}
	}
	if len(list) >= most {
		return list
	}
	return append(list, s)
}

// Link returns the address that a QR code holds: the page that opens the code, on
// the service at base.
func (c Code) Link(base string) string { return base + "/c/" + c.ForLink() }
