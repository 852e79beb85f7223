// Package template holds the markup of every page.
//
//	layout.html        the page around every page: header, phase, summary of errors, footer
//	part/*.html        components, one {{define}} each, the only place where class names stand
//	<room>/<page>.html the main part of one page, rendered under the name "<room>/<page>"
//	text/<language>/…  long texts, a file for each language: {{template "text/<name>" .}} inside any
//	                   page, and a page of their own, with the title "text.<name>.title", under "text/<name>"
//
// Package page parses and renders them.
package template

import (
	"embed"
	"time"
)

// Files are the templates, under the paths described above.
//
//go:embed *.html */*.html */*/*.html
var Files embed.FS

// LegalVersion names the terms and the privacy notice in force, by the day they
// were published (RFC 3339 date). People accept a version; a new one asks again.
const LegalVersion = "2026-11-21"

// LegalDate is the day of LegalVersion.
func LegalDate() time.Time {
	day, err := time.Parse(time.DateOnly, LegalVersion)
	if err != nil {
		return time.Time{}
	}
	return day
}
