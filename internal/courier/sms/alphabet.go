package sms

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// The GSM 7-bit alphabet and its extension (3GPP TS 23.038 §6.2.1); extension
// characters take two places.
const (
	basic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	extension = "\f^{}\\[~]|€"
)

// Parts gives how many messages the network will make of the text, and whether
// it goes in the GSM 7-bit alphabet: one of at most 160 places or several of
// 153, otherwise UCS-2 with 70 and 67. A character that takes two places is
// never torn apart. The empty text is one message.
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

// places gives the width of each character in the alphabet the text needs.
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
// ones of the same shape, and the punctuation of typesetters to plain one.
var lookAlikes = strings.NewReplacer(
	"Α", "A", "Β", "B", "Ε", "E", "Ζ", "Z", "Η", "H", "Ι", "I", "Κ", "K", "Μ", "M",
	"Ν", "N", "Ο", "O", "Ρ", "P", "Τ", "T", "Υ", "Y", "Χ", "X",
	"«", "\"", "»", "\"", "“", "\"", "”", "\"", "’", "'", "‘", "'", "–", "-", "—", "-", "…", "...", "·", ".",
	"\u00a0", " ", "\u202f", " ",
)

// Capitals folds Greek letters of either case, with any accents, to the
// capitals of the GSM 7-bit alphabet; Latin letters and digits stay as they
// are. It is for the words around a code and never for the code itself, in
// which a Latin letter and its Greek twin are two different characters.
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
