package studio

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/photo/progress"
	"myphoto/internal/service/studio"
	"myphoto/internal/web/form"
	"myphoto/internal/web/verdict"
)

// maxSearch bounds the text of a search, in bytes.
const maxSearch = 200

// clip cuts a text to maxSearch bytes, between characters.
func clip(text string) string {
	if len(text) <= maxSearch {
		return text
	}
	end := maxSearch
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}

// match returns the part of the filter that needs the opened details of an upload;
// nil when all of them pass. Every word typed must occur somewhere in what the list
// shows, whatever its case and accents.
func (f filter) match(l lang.Language) func(studio.UploadRow) bool {
	words := strings.Fields(foldCase(masked(f.Text)))
	if len(words) == 0 && f.Status == "" {
		return nil
	}
	return func(row studio.UploadRow) bool {
		if f.Status != "" && row.Status != progress.Status(f.Status) {
			return false
		}
		shown := foldCase(strings.Join([]string{
			row.Label, row.ID.Number(), row.Contact, statusTag(l, row.Status).Text, verdict.DocumentNames(l, row.Documents),
		}, "\n"))
		for _, word := range words {
			if !strings.Contains(shown, word) {
				return false
			}
		}
		return true
	}
}

// masked masks a whole number or address, as the list shows them.
func masked(typed string) string {
	if mobile, err := photo.ParseMobile(typed); err == nil {
		return mobile.Masked()
	}
	if email, err := photo.ParseEmail(form.Address(typed)); err == nil {
		return email.Masked()
	}
	return typed
}

// foldCase makes texts equal that differ only in case, accents or final sigmas.
func foldCase(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case r == 'ς':
			return 'σ'
		default:
			return r
		}
	}, norm.NFD.String(strings.ToLower(text)))
}
