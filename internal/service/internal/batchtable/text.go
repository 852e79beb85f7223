package batchtable

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"

	"myphoto/internal/photo"
)

// decode returns a table as text: UTF-8, with or without a byte order mark, UTF-16 with
// one, or else Windows-1253, which Excel writes on a Greek computer. It is false for
// what is no text, such as a workbook.
func decode(content []byte) (string, bool) {
	switch {
	case bytes.HasPrefix(content, []byte("\xff\xfe")):
		return fromUTF16(content[2:], binary.LittleEndian)
	case bytes.HasPrefix(content, []byte("\xfe\xff")):
		return fromUTF16(content[2:], binary.BigEndian)
	}
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	if !isText(content) {
		return "", false
	}
	if utf8.Valid(content) {
		return norm.NFC.String(string(content)), true
	}
	text, err := charmap.Windows1253.NewDecoder().Bytes(content)
	return string(text), err == nil && !bytes.ContainsRune(text, utf8.RuneError)
}

// isText reports whether there is no control character but the ends of lines and tabs.
func isText(content []byte) bool {
	return !bytes.ContainsFunc(content, func(r rune) bool { return r < ' ' && r != '\n' && r != '\r' && r != '\t' })
}

func fromUTF16(content []byte, order binary.ByteOrder) (string, bool) {
	if len(content)%2 != 0 {
		return "", false
	}
	units := make([]uint16, len(content)/2)
	for i := range units {
		units[i] = order.Uint16(content[2*i:])
	}
	text := string(utf16.Decode(units))
	return norm.NFC.String(text), isText([]byte(text)) && !strings.ContainsRune(text, utf8.RuneError)
}

// separatorOf returns the character that separates the cells of the first line, and the
// text without a first line that names it ("sep=;").
func separatorOf(text string) (string, rune) {
	line, rest, _ := strings.Cut(text, "\n")
	if mark, named := strings.CutPrefix(strings.TrimRight(line, "\r"), "sep="); named && len(mark) == 1 && strings.Contains(";,\t", mark) {
		return "\n" + rest, rune(mark[0]) // the lines keep their numbers
	}
	counts := map[rune]int{}
	quoted := false
	for _, r := range line {
		if r == '"' {
			quoted = !quoted
		}
		if !quoted {
			counts[r]++
		}
	}
	best := ','
	for _, r := range ";\t" {
		if counts[r] > counts[best] {
			best = r
		}
	}
	return text, best
}

// BaseName returns the name of a file without its folders.
func BaseName(name string) string {
	return strings.TrimSpace(name[strings.LastIndexAny(name, `/\`)+1:])
}

// Key returns by what the name of a file is compared: without folders, in lower case,
// composed, since Macs write accents as characters of their own, and with one sigma,
// since capitals do not tell the final one apart.
func Key(name string) string {
	return strings.ReplaceAll(strings.ToLower(norm.NFC.String(BaseName(name))), "ς", "σ")
}

// Stem returns a key without its extension, and whether there is one.
func Stem(key string) (stem string, has bool) {
	at := strings.LastIndexByte(key, '.')
	if at <= 0 {
		return key, false
	}
	return key[:at], true
}

// signatureMark ends the stem of the file of a signature.
const signatureMark = "_sig"

// Find returns to which row a file belongs, from 0, given the files that the rows name,
// and as what; negative where it belongs to none. A row may leave out the extension;
// one that names the file in full comes first. name_sig.jpg is the signature of name.jpg.
func Find(rows []string, name string) (int, photo.Item) {
	key := Key(name)
	if n := slices.IndexFunc(rows, func(row string) bool { return Key(row) == key }); n >= 0 {
		return n, photo.ItemPhoto
	}
	stem, _ := Stem(key)
	signature := -1
	for n, row := range rows {
		rowStem, full := Stem(Key(row))
		if !full && rowStem == stem {
			return n, photo.ItemPhoto
		}
		if rowStem+signatureMark == stem {
			signature = n
		}
	}
	return signature, photo.ItemSignature
}
