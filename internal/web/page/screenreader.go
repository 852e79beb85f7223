package page

import (
	"html/template"
	"regexp"

	"myphoto/internal/lang"
)

// masked matches numbers and addresses of which a part is masked, 69••••0001.
var masked = regexp.MustCompile(`([^\s(]*?)•{2,}([^\s)]*)`)

// screenReaderText returns a text for eyes and ears: a screen reader says each dot
// of 69••••0001 by its name, so it gets words in their place.
func screenReaderText(l lang.Language, text string) template.HTML {
	ending := template.HTMLEscapeString(l.Say("frame.ending", nil))
	return template.HTML(masked.ReplaceAllStringFunc(template.HTMLEscapeString(text), func(found string) string { //nolint:gosec // escaped in this line
		parts := masked.FindStringSubmatch(found)
		begin := parts[1]
		if begin != "" {
			begin += ", "
		}
		return `<span aria-hidden="true">` + found + `</span><span class="govgr-visually-hidden">` + begin + ending + " " + parts[2] + `</span>`
	}))
}
