package citizen

import (
	"net/http"
	"strings"

	"myphoto/internal/httpx"
	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/web/page"
)

// stepCaption returns the caption of a page of the journey: «Βήμα 2 από 3».
func stepCaption(req *http.Request, i int) string {
	return page.Language(req).Say("step", map[string]any{"i": i, "n": 3})
}

// localised returns a body's own words in the reader's language, or the Greek ones
// where there are none.
func localised(l lang.Language, w photo.LocalizedText) string {
	if l == lang.English && w.En != "" {
		return w.En
	}
	return w.El
}

// itemNames lists pictures by name.
func itemNames(l lang.Language, items []photo.Item) string {
	names := make([]string, len(items))
	for i, item := range items {
		names[i] = l.Say("term."+string(item), nil)
	}
	return strings.Join(names, ", ")
}

// groupsOfFour writes a code in groups of four, to be compared by eye.
func groupsOfFour(code photo.Code) string {
	var b strings.Builder
	for i, r := range code.Reveal() {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// isRefusal reports whether err is a refusal, for which a form can be shown
// again.
func isRefusal(err error) bool {
	_, ok := httpx.Refusal(err)
	return ok
}
