// Package template holds the markup of every page.
//
//	layout.html        the page around every page: header, phase, summary of errors, footer
//	part/*.html        components, one {{define}} each, the only place where class names stand
//	<room>/<page>.html the main part of one page, rendered under the name "<room>/<page>"
//	text/<language>/…  long texts, a file for each language, rendered under "text/<page>"
//
// Package page parses and renders them.
package template

import "embed"

// Files are the templates, under the paths described above.
//
//go:embed *.html */*.html */*/*.html
var Files embed.FS
