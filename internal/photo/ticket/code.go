package ticket

import (
	"crypto/rand"
	"strings"
	"unicode"

	"myphoto/internal/photo"
	"myphoto/internal/photo/typed"
)

const (
	maxTyped = 512 // bytes
	maxSlips = 2   // characters more than a ticket has, before the text is something else
)

// alphabet has the digits, and those capital letters whose Greek look-alike lies
// on the same key of a Greek keyboard, or that have none: a scanner types keys, and
// whoever reads a ticket types shapes. O, I and L are missing because they are read as
// 0 and 1. Its 27 characters make 47 bits of a code.
const alphabet = "0123456789ABCDEFGHJKMNTVXYZ"

// Code is what a citizen shows or says at the counter: ten random characters of
// 27. It prints as [hidden]; [Code.Reveal] returns the characters for code that
// must show them.
type Code struct{ written string }

// NewCode returns a new random code.
func NewCode() Code {
	const n = len(alphabet)
	var written strings.Builder
	for b := make([]byte, 1); written.Len() < CodeLength; {
		_, _ = rand.Read(b)                // crypto/rand.Read never fails
		if at := int(b[0]); at < 256/n*n { // or else the first characters would come more often
			written.WriteByte(alphabet[at%n])
		}
	}
	return Code{written.String()}
}

// Reveal returns the ten characters, as the QR code of the ticket holds them.
func (c Code) Reveal() string { return c.written }

// Grouped returns the characters in groups of three, three and four, to be read aloud.
func (c Code) Grouped() string {
	if c.IsZero() {
		return ""
	}
	return c.written[:3] + " " + c.written[3:6] + " " + c.written[6:]
}

// IsZero reports whether c is the zero Code, which holds no code.
func (c Code) IsZero() bool { return c.written == "" }

// String hides the code from logs and error texts.
func (c Code) String() string { return "[hidden]" }

// GoString hides the code from %#v.
func (c Code) GoString() string { return "[hidden]" }

// Parse reads the code of a ticket as people type it and scanners do, with
// spaces, hyphens or dots, in capital or small letters, also on a Greek keyboard. The
// letter O is read as 0, I and L as 1. The refusals are [photo.ErrTicketEmpty],
// [photo.ErrTicketLength] {n}, [photo.ErrTicketCharacter] {list}, and [photo.ErrTicketOther] for a text
// that is much longer than a ticket: the code of an upload, or another QR code.
func Parse(s string) (Code, error) {
	if len(s) > maxTyped {
		return Code{}, photo.ErrTicketOther
	}
	var written, foreign strings.Builder
	n := 0
	for _, r := range typed.Number(s) {
		n++
		if c := letter(r); c != 0 {
			written.WriteRune(c)
		} else {
			foreign.WriteRune(r)
		}
	}
	switch {
	case n == 0:
		return Code{}, photo.ErrTicketEmpty
	case n > CodeLength+maxSlips:
		return Code{}, photo.ErrTicketOther
	case foreign.Len() > 0:
		return Code{}, photo.ErrTicketCharacter.WithArg("list", typed.Shown(foreign.String()))
	case n != CodeLength:
		return Code{}, photo.ErrTicketLength.WithArg("n", n).WithArg("all", CodeLength)
	}
	return Code{written.String()}, nil
}

// letter returns the character of the alphabet that r stands for, or 0.
func letter(r rune) rune {
	r = unicode.ToUpper(r)
	const greek, keys = "ΑΒΨΔΕΦΓΗΞΚΜΝΤΩΧΥΖΟΙ", "ABCDEFGHJKMNTVXYZ01"
	for i, g := range []rune(greek) {
		if g == r {
			return rune(keys[i])
		}
	}
	switch {
	case r == 'O':
		return '0'
	case r == 'I', r == 'L':
		return '1'
	case strings.ContainsRune(alphabet, r):
		return r
	}
	return 0
}
