package studio

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"myphoto/internal/photo"
	"myphoto/internal/service"
)

// mostTyped bounds the text of a search, in bytes.
const mostTyped = 200

// clipped cuts a text that nobody types by hand.
func clipped(text string) string {
	if len(text) <= mostTyped {
		return text
	}
	end := mostTyped
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}

// match is the part of the filter that looks into opened uploads; nil when it
// lets all of them through. Every word typed must occur somewhere in what the
// list shows, whatever its capitals and accents.
func (f filter) match(l language) func(service.Row) bool {
	words := strings.Fields(folded(asShown(f.Text)))
	if len(words) == 0 && f.Status == "" {
		return nil
	}
	return func(row service.Row) bool {
		if f.Status != "" && row.Status != f.Status {
			return false
		}
		shown := folded(strings.Join([]string{
			row.Label, number(row.ID), row.Contact, l.Say("upload.status."+row.Status, nil), names(l, row.Documents),
		}, "\n"))
		for _, word := range words {
			if !strings.Contains(shown, word) {
				return false
			}
		}
		return true
	}
}

// asShown masks a whole number or address, because the list knows them so.
func asShown(typed string) string {
	if mobile, fault := photo.ParseMobile(typed); fault == nil {
		return mobile.Masked()
	}
	if email, fault := photo.ParseEmail(typed); fault == nil {
		return email.Masked()
	}
	return typed
}

// folded makes texts alike that differ in capitals, accents or final sigmas.
func folded(text string) string {
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
