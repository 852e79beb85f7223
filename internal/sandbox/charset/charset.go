package charset

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// Decode reads b in the named encoding (case and the usual spellings do not
// matter); false if the name is unknown or the bytes are not of that encoding.
func Decode(name string, b []byte) (string, bool) {
	var e encoding.Encoding
	switch strings.ToLower(strings.TrimSpace(name)) {
	case "utf-8", "utf8", "us-ascii", "ascii":
		return string(b), utf8.Valid(b)
	case "utf-16le", "ucs-2le":
		if len(b)%2 != 0 {
			return "", false
		}
		e = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case "utf-16be", "ucs-2", "ucs-2be", "utf-16":
		if len(b)%2 != 0 {
			return "", false
		}
		e = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	case "iso-8859-7", "greek":
		e = charmap.ISO8859_7
	case "windows-1253", "cp1253":
		e = charmap.Windows1253
	case "iso-8859-1", "latin1":
		e = charmap.ISO8859_1
	case "windows-1252", "cp1252":
		e = charmap.Windows1252
	default:
		return "", false
	}
	out, err := e.NewDecoder().Bytes(b)
	return string(out), err == nil && utf8.Valid(out)
}
