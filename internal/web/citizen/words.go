package citizen

import (
	"net/http"
	"strings"

	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/service"
	"myphoto/internal/web/page"
)

// step is the caption of a page of the journey: «Βήμα 2 από 3».
func step(req *http.Request, i int) string {
	return page.Language(req).Say("step", map[string]any{"i": i, "n": 3})
}

// pick gives a body's own words in the reader's language; Greek where there
// are none.
func pick(l lang.Language, w service.Wording) string {
	if l == lang.English && w.En != "" {
		return w.En
	}
	return w.El
}

// itemNames lists pictures in words.
func itemNames(l lang.Language, items []photo.Item) string {
	names := make([]string, len(items))
	for i, item := range items {
		names[i] = l.Say("term."+string(item), nil)
	}
	return strings.Join(names, ", ")
}

// maskedTax hides all but the last three digits of a tax number.
func maskedTax(id photo.TaxID) string {
	digits := id.Digits()
	shown := max(len(digits)-3, 0)
	return strings.Repeat("•", shown) + digits[shown:]
}

// grouped writes a code in groups of four, to be compared by eye.
func grouped(code photo.Code) string {
	var b strings.Builder
	for i, r := range code.Reveal() {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// joined writes a list of names.
func joined(names []string) string { return strings.Join(names, ", ") }
