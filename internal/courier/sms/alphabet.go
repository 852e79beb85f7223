package sms

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// The GSM 7-bit alphabet and its extension (3GPP TS 23.038 §6.2.1). A character
// of the extension takes two places.
const (
	basic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	extension = "\f^{}\\[~]|€"
)

// Parts returns the number of messages that the network makes of the text, and
// whether the text fits the GSM 7-bit alphabet. In that alphabet a text is one
// message of at most 160 places or several of 153; otherwise it is UCS-2, with
// 70 and 67. A character that takes two places is never split. The empty text
// is one message.
func Parts(text string) (parts int, gsm7 bool) {
	widths, gsm7 := places(text)
	single, several := 70, 67
	if gsm7 {
		single, several = 160, 153
	}
	total := 0
	for _, w := range widths {
		total += w
	}
	if total <= single {
		return 1, gsm7
	}
	parts, used := 1, 0
	for _, w := range widths {
		if used+w > several {
			parts, used = parts+1, 0
		}
		used += w
	}
	return parts, gsm7
}

// places returns the width of each character in the alphabet that the text
// needs.
func places(text string) (widths []int, gsm7 bool) {
	for _, r := range text {
		switch {
		case strings.ContainsRune(basic, r):
			widths = append(widths, 1)
		case strings.ContainsRune(extension, r):
			widths = append(widths, 2)
		default:
			return unicodePlaces(text), false
		}
	}
	return widths, true
}

func unicodePlaces(text string) (widths []int) {
	for _, r := range text {
		width := 1
		if r > 0xFFFF { // a surrogate pair
			width = 2
		}
		widths = append(widths, width)
	}
	return widths
}

// lookAlikes maps the Greek capitals that the 7-bit alphabet lacks to the Latin
// capitals of the same shape, and typographic punctuation to plain punctuation.
var lookAlikes = strings.NewReplacer(
	"Α", "A", "Β", "B", "Ε", "E", "Ζ", "Z", "Η", "H", "Ι", "I", "Κ", "K", "Μ", "M",
	"Ν", "N", "Ο", "O", "Ρ", "P", "Τ", "T", "Υ", "Y", "Χ", "X",
	"«", "\"", "»", "\"", "“", "\"", "”", "\"", "’", "'", "‘", "'", "–", "-", "—", "-", "…", "...", "·", ".",
	"\u00a0", " ", "\u202f", " ",
)

// Capitals returns text with Greek letters of either case and with any accents
// folded to the capitals of the GSM 7-bit alphabet; Latin letters and digits do
// not change. It is for the words around a code and never for the code itself,
// in which a Latin letter and the Greek letter of the same shape are different
// characters.
func Capitals(text string) string {
	var out strings.Builder
	greek := false
	for _, r := range norm.NFD.String(text) {
		switch {
		case unicode.Is(unicode.Greek, r):
			greek = true
			out.WriteRune(unicode.ToUpper(r))
		case unicode.Is(unicode.Mn, r) && greek: // the accent of the letter before
		default:
			greek = false
			out.WriteRune(r)
		}
	}
	return lookAlikes.Replace(norm.NFC.String(out.String()))
}
