package phones

import "strings"

// gsmAlphabet is the default alphabet and its extension (3GPP TS 23.038
// §6.2.1): everything a one-part Greek message may contain.
const gsmAlphabet = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
	"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà" +
	"\f^{}\\[~]|€"

// asGSM is what arrives when text is sent in the GSM alphabet: every character
// that the alphabet lacks becomes a question mark, as Kannel does it.
func asGSM(text string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(gsmAlphabet, r) {
			return r
		}
		return '?'
	}, text)
}
